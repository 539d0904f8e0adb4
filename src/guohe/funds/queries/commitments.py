"""Open orders of a fund: promised money, kept apart from costs."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from guohe.funds.domain.orders import OpenOrder
from guohe.kernel.money import Money

__all__ = ["OpenOrder", "made_by", "made_under", "open_of"]

_MADE: Final = """
    SELECT c.order_no, b.code, c.currency, c.amount, fund.currency, c.award_minor, j.effective_date
    FROM funds_commitment AS c JOIN funds_fund AS fund ON fund.id = c.fund_id
    JOIN funds_journal AS j ON j.id = c.journal_id
    LEFT JOIN funds_budget_line AS b ON b.id = c.budget_line_id
    WHERE
"""


def made_by(journal_id: int) -> OpenOrder | None:
    """What the entry promised or, below nothing, took off, whatever came since; None when it is no entry of an order."""
    return _made("c.journal_id = %s", [journal_id])


def made_under(book: int, key: UUID) -> OpenOrder | None:
    """The same of the entry that was posted under a key."""
    return _made("j.book_id = %s AND j.key = %s", [book, key])


def _made(which: str, values: list[int | UUID]) -> OpenOrder | None:
    with connection.cursor() as cursor:
        cursor.execute(f"{_MADE} {which}", values)
        row = cursor.fetchone()
    return (
        None
        if row is None
        else OpenOrder(row[0], row[1], Money(row[2], row[3]), Money(row[4], row[5]), row[6])
    )


def open_of(fund_ref: str, on: date | None = None) -> tuple[OpenOrder, ...]:
    """Orders with something open after every event dated up to ``on`` (the latest without a day), by category."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.order_no, b.code, c.currency, sum(c.amount)::bigint, fund.currency, sum(c.award_minor)::bigint,
                   min(j.effective_date)
            FROM funds_fund AS fund JOIN funds_commitment AS c ON c.fund_id = fund.id
            JOIN funds_journal AS j ON j.id = c.journal_id
            LEFT JOIN funds_budget_line AS b ON b.id = c.budget_line_id
            WHERE fund.ref = %s AND (%s::date IS NULL OR j.effective_date <= %s::date)
            GROUP BY c.order_no, b.code, c.currency, fund.currency HAVING sum(c.amount) <> 0 ORDER BY 7, 1, 2
            """,
            [fund_ref, on, on],
        )
        return tuple(
            OpenOrder(row[0], row[1], Money(row[2], row[3]), Money(row[4], row[5]), row[6])
            for row in cursor.fetchall()
        )

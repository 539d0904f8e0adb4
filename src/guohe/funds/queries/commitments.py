"""Open orders of a fund: promised money, kept apart from costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """What an order still binds, in its own and in the award's currency."""

    order_no: str
    budget: str | None
    amount: Money
    in_award_currency: Money
    since: date


def made_by(journal_id: int) -> OpenOrder | None:
    """What the entry promised, whatever was released since; None when it is no entry of an order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.order_no, b.code, c.currency, c.amount, fund.currency, c.award_minor, j.effective_date
            FROM funds_commitment AS c JOIN funds_fund AS fund ON fund.id = c.fund_id
            JOIN funds_journal AS j ON j.id = c.journal_id
            LEFT JOIN funds_budget_line AS b ON b.id = c.budget_line_id
            WHERE c.journal_id = %s
            """,
            [journal_id],
        )
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

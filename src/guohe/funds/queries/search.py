"""Entries by their document or deal number, and receipts and exchanges by their amount, among some funds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry that a search met; ``amount`` is that of its first line."""

    journal: int
    on: date
    source: str
    memo: str
    amount: Money


def found_entries(
    fund_refs: Iterable[str], text: str, hundredths: int | None, *, limit: int
) -> tuple[FoundEntry, ...]:
    """The newest entries of the funds whose document or deal is the text, or that brought exactly this amount."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH own AS (SELECT id FROM funds_fund WHERE ref = ANY (%(funds)s)), met AS (
                SELECT j.id FROM funds_journal AS j WHERE j.source = ANY (%(texts)s)
                UNION SELECT d.journal_id FROM funds_fx_deal AS d WHERE d.deal_no = ANY (%(texts)s)
                UNION SELECT k.journal_id FROM funds_lot AS k
                      WHERE k.fund_id IN (SELECT id FROM own) AND k.amount = %(amount)s::bigint
            )
            SELECT j.id, j.effective_date, j.source, j.memo, line.currency, line.amount
            FROM met JOIN funds_journal AS j ON j.id = met.id
            JOIN LATERAL (SELECT p.currency, p.amount FROM funds_posting AS p WHERE p.journal_id = j.id AND p.line = 1) AS line
                 ON true
            WHERE EXISTS (SELECT FROM funds_posting AS p WHERE p.journal_id = j.id AND p.fund_id IN (SELECT id FROM own))
            ORDER BY j.effective_date DESC, j.id DESC LIMIT %(limit)s
            """,
            {
                "funds": list(fund_refs),
                "texts": sorted({text, text.upper()}),
                "amount": hundredths,
                "limit": limit,
            },
        )
        return tuple(
            FoundEntry(row[0], row[1], row[2], row[3], Money(row[4], row[5])) for row in cursor.fetchall()
        )

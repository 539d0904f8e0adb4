"""What of the money received is not used, of many funds in one read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Position:
    """Of one fund, in the award's currency at the cost of its lots; reversed receipts are left out."""

    received: Money
    left: Money


def positions_of(fund_refs: Iterable[str], on: date) -> dict[str, Position]:
    """The position of each fund at the end of a day, by reference; a fund that received nothing is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT fund.ref, k.source_currency, sum(k.source_amount) FILTER (WHERE k.parent_id IS NULL),
                   sum(k.source_amount - coalesce(used.cost, 0))
            FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id
            LEFT JOIN LATERAL (
                SELECT sum(a.source_amount) AS cost FROM funds_allocation AS a
                JOIN funds_journal AS j ON j.id = a.journal_id
                WHERE a.lot_id = k.id AND j.effective_date <= %(on)s
            ) AS used ON true
            WHERE fund.ref = ANY (%(refs)s) AND k.closed_by IS NULL AND k.opened_on <= %(on)s
            GROUP BY fund.ref, k.source_currency
            """,
            {"refs": list(fund_refs), "on": on},
        )
        return {
            ref: Position(Money(currency, int(received)), Money(currency, int(left)))
            for ref, currency, received, left in cursor.fetchall()
            if received
        }

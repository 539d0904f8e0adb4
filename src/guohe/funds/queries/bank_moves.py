"""Which entries of the books took or brought one sum on the bank accounts of a host on one day."""

from __future__ import annotations

from datetime import date

from django.db import connection

from guohe.funds.queries.turned import live_end
from guohe.kernel.money import Money


def bank_moves_of(*, host_id: int, on: date, amount: Money) -> tuple[tuple[int, str], ...]:
    """Each entry that stands and moved exactly this sum (money in is positive) on that day: its number and its source."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id, j.source FROM funds_journal AS j JOIN funds_posting AS p ON p.journal_id = j.id
            JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank'
            WHERE j.host_id = %s AND j.effective_date = %s AND j.reverses IS NULL AND p.currency = %s
            GROUP BY j.id, j.source HAVING sum(p.amount) = %s ORDER BY j.id
            """,
            [host_id, on, amount.currency, amount.minor],
        )
        return tuple((number, source) for number, source in cursor.fetchall() if live_end(number) is not None)

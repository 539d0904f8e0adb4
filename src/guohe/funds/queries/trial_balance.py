"""The trial balance of any day: whole periods from kept sums, and the lines of the one period that the day cuts."""

from __future__ import annotations

from datetime import date

from django.db import connection

from guohe.funds.domain.printed_lots import Balance
from guohe.kernel.money import Money

__all__ = ["Balance", "as_of"]


# The cut period is read from the nearer side: its lines up to the day, or its kept sum less the lines after the day.
# The day of the newest entry only guesses which side is shorter; both give the same figures.
_CUT = """
    SELECT id, starts, ends, 
           (SELECT effective_date FROM funds_posting ORDER BY journal_id DESC, line DESC LIMIT 1) AS newest
    FROM funds_period WHERE book_id = %s AND starts <= %s AND %s < ends - 1
"""
_SUMS = """
    WITH kept AS (
        SELECT b.account_id, sum(b.debit) AS debit, sum(b.credit) AS credit
        FROM funds_balance AS b JOIN funds_period AS p ON p.id = b.period_id
        WHERE p.book_id = %(book)s AND (p.ends <= %(next)s OR p.id = %(whole)s) GROUP BY b.account_id
    ), tail AS (
        SELECT account_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS debit,
               coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS credit
        FROM funds_posting WHERE period_id = %(cut)s AND effective_date >= %(low)s AND effective_date < %(high)s
        GROUP BY account_id
    )
    SELECT a.code, a.name, a.role, a.currency,
           (coalesce(kept.debit, 0) + %(sign)s * coalesce(tail.debit, 0))::bigint,
           (coalesce(kept.credit, 0) + %(sign)s * coalesce(tail.credit, 0))::bigint
    FROM funds_account AS a LEFT JOIN kept ON kept.account_id = a.id LEFT JOIN tail ON tail.account_id = a.id
    WHERE a.book_id = %(book)s AND (kept.account_id IS NOT NULL OR tail.account_id IS NOT NULL) ORDER BY a.code
"""


def as_of(book: int, on: date) -> tuple[Balance, ...]:
    """Every account with lines dated up to and including ``on``."""
    following = date.fromordinal(on.toordinal() + 1)
    values: dict[str, int | date] = {
        "book": book,
        "next": following,
        "whole": 0,
        "cut": 0,
        "low": on,
        "high": on,
        "sign": 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CUT, [book, on, on])
        cut = cursor.fetchone()
        if cut is not None:
            period, starts, ends, newest = cut
            last = min(ends, date.fromordinal(newest.toordinal() + 1)) if newest is not None else ends
            if (following - starts).days <= (last - following).days:
                values |= {"cut": period, "low": starts, "high": following}
            else:
                values |= {"whole": period, "cut": period, "low": following, "high": ends, "sign": -1}
        cursor.execute(_SUMS, values)
        rows = cursor.fetchall()
    return tuple(
        Balance(row[0], row[1], row[2], Money(row[3], row[4]), Money(row[3], row[5]))
        for row in rows
        if row[4] or row[5]
    )

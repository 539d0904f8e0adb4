"""One row for every cost line of a fund, with the lots' cost it carries: what every report is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class SpendFact:
    """A cost line, bank charges, returns and reversals included.

    ``amount`` is what was paid, ``carried`` what that cost in the award's currency; both are negative for what came
    back. ``kind`` is the entry's kind; ``reverses`` and ``reversed_by`` are numbers of entries.
    """

    journal_id: int
    line: int
    effective_date: date
    source: str
    memo: str
    account: str
    budget: str | None
    amount: Money
    carried: Money
    kind: str
    reversed_by: int | None
    reverses: int | None


@dataclass(frozen=True, slots=True)
class SpendShare:
    """Which lot paid how much of a cost line, and the cost that went along."""

    journal_id: int
    line: int
    lot_id: int
    amount: Money
    carried: Money


@dataclass(frozen=True, slots=True)
class SpendSum:
    """What the cost lines of one month, account, category and lot add up to; ``latest`` is the last day among them.

    An entry that takes another back, or was taken back, stands by itself: then ``line`` is its line, else 0.
    """

    journal_id: int
    line: int
    latest: date
    account: str
    budget: str | None
    amount: Money
    carried: Money
    lot_id: int
    uses: int
    reverses: int | None


# The lots of the fund lead to the lines, so that the other funds' lines are never read.
_PART: Final = """
    WITH part AS MATERIALIZED (
        SELECT a.journal_id, a.line, sum(a.source_amount)::bigint AS carried
        FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id
        WHERE k.fund_id = (SELECT id FROM funds_fund WHERE ref = %(ref)s) AND a.kind IN ('spend', 'reversal')
        GROUP BY a.journal_id, a.line
    )
"""
_COLUMNS: Final = """
    SELECT p.journal_id, p.line, p.effective_date, j.source, j.memo, account.code, b.code, p.currency, p.amount,
           fund.currency, p.carried, j.kind, back.id, j.reverses
"""
_NAMED: Final = """
    JOIN funds_account AS account ON account.id = p.account_id AND account.role = 'expense'
    JOIN funds_journal AS j ON j.id = p.journal_id
    JOIN funds_fund AS fund ON fund.id = p.fund_id
    LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id
    LEFT JOIN funds_journal AS back ON back.reverses = j.id
"""
_IN_ORDER: Final = " ORDER BY p.effective_date, p.journal_id, p.line"
_FACTS: Final = f"""
    {_PART} {_COLUMNS}
    FROM (SELECT q.*, part.carried FROM part
          JOIN funds_posting AS q ON q.journal_id = part.journal_id AND q.line = part.line) AS p {_NAMED}
"""  # noqa: S608 -- made of the constants above
# Only the page's lines are named; the others are counted.
_PAGE: Final = f"""
    {_PART} {_COLUMNS}, p.found
    FROM (SELECT q.*, part.carried, count(*) OVER () AS found
          FROM part JOIN funds_posting AS q ON q.journal_id = part.journal_id AND q.line = part.line
          JOIN funds_account AS a ON a.id = q.account_id AND a.role = 'expense'
          LEFT JOIN funds_budget_line AS c ON c.id = q.budget_line_id
          WHERE EXISTS (SELECT FROM unnest(%(firsts)s::date[], %(ends)s::date[]) AS span (first, after)
                        WHERE q.effective_date >= span.first AND q.effective_date < span.after)
            AND (%(account)s::text IS NULL OR a.code = %(account)s::text)
            AND (%(budgets)s::text[] IS NULL OR c.code = ANY (%(budgets)s::text[]))
            AND (%(currency)s::text IS NULL OR q.currency = %(currency)s::text)
          ORDER BY q.effective_date, q.journal_id, q.line LIMIT %(rows)s OFFSET %(after)s) AS p {_NAMED} {_IN_ORDER}
"""  # noqa: S608 -- made of the constants above
_SHARES: Final = """
    SELECT a.journal_id, a.line, a.lot_id, k.currency, a.amount, k.source_currency, a.source_amount
    FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id
    WHERE k.fund_id = (SELECT id FROM funds_fund WHERE ref = %(ref)s) AND a.kind IN ('spend', 'reversal') ORDER BY a.journal_id, a.line, a.lot_id
"""
_SUMS: Final = """
    WITH part AS MATERIALIZED (
        SELECT a.journal_id, a.line, a.lot_id, a.amount, a.source_amount, a.kind
        FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id
        WHERE k.fund_id = (SELECT id FROM funds_fund WHERE ref = %(ref)s) AND a.kind IN ('spend', 'reversal')
    ), turned AS MATERIALIZED (
        SELECT id, reverses FROM funds_journal WHERE id IN (SELECT journal_id FROM part WHERE kind = 'reversal')
    ), alone AS MATERIALIZED (
        SELECT id FROM turned UNION SELECT reverses FROM turned
    ), sums AS (
        SELECT p.account_id, p.budget_line_id, part.lot_id, alone.id AS alone,
               CASE WHEN alone.id IS NOT NULL THEN p.line ELSE 0 END AS line, min(p.journal_id) AS journal_id,
               max(p.effective_date) AS latest, sum(part.amount)::bigint AS amount,
               sum(part.source_amount)::bigint AS carried, count(*) AS uses
        FROM part JOIN funds_posting AS p ON p.journal_id = part.journal_id AND p.line = part.line
        LEFT JOIN alone ON alone.id = part.journal_id
        WHERE p.effective_date <= %(on)s
        GROUP BY p.account_id, p.budget_line_id, part.lot_id, 4, 5,
                 date_part('year', p.effective_date), date_part('month', p.effective_date)
    )
    SELECT s.journal_id, s.line, s.latest, account.code, b.code, k.currency, s.amount, k.source_currency, s.carried, s.lot_id,
           s.uses, turned.reverses
    FROM sums AS s JOIN funds_account AS account ON account.id = s.account_id AND account.role = 'expense'
    JOIN funds_lot AS k ON k.id = s.lot_id
    LEFT JOIN funds_budget_line AS b ON b.id = s.budget_line_id LEFT JOIN turned ON turned.id = s.alone
    ORDER BY s.latest, s.journal_id, s.line, s.lot_id
"""


def shares_of_fund(fund_ref: str) -> tuple[SpendShare, ...]:
    """Every lot that paid for a cost line of the fund, by entry; lines of exchanges turned round may stand among them."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, {"ref": fund_ref})
        return tuple(
            SpendShare(row[0], row[1], row[2], Money(row[3], row[4]), Money(row[5], row[6]))
            for row in cursor.fetchall()
        )


def sums_of_fund(fund_ref: str, on: date) -> tuple[SpendSum, ...]:
    """The cost lines of the fund up to and including ``on``, added up; about a hundred rows for ten thousand lines."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"ref": fund_ref, "on": on})
        return tuple(
            SpendSum(
                journal_id=row[0],
                line=row[1],
                latest=row[2],
                account=row[3],
                budget=row[4],
                amount=Money(row[5], row[6]),
                carried=Money(row[7], row[8]),
                lot_id=row[9],
                uses=row[10],
                reverses=row[11],
            )
            for row in cursor.fetchall()
        )


def of_fund(fund_ref: str) -> tuple[SpendFact, ...]:
    """Every cost line of the fund, by day and entry."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS + _IN_ORDER, {"ref": fund_ref})
        return tuple(map(_fact, cursor.fetchall()))


def page_of_fund(
    fund_ref: str,
    *,
    days: Sequence[tuple[date, date]],
    account: str | None = None,
    budgets: Sequence[str] | None = None,
    currency: str | None = None,
    rows: int,
    after: int,
) -> tuple[tuple[SpendFact, ...], int]:
    """Cost lines on the given days (first, and the day after the last), in order, and how many there are in all."""
    values = {
        "ref": fund_ref,
        "firsts": [first for first, _ in days],
        "ends": [end for _, end in days],
        "account": account,
        "budgets": None if budgets is None else list(budgets),
        "currency": currency,
        "rows": rows,
        "after": after,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, values)
        found = cursor.fetchall()
    return tuple(map(_fact, found)), found[0][14] if found else 0


def _fact(row: tuple[Any, ...]) -> SpendFact:
    return SpendFact(
        journal_id=row[0],
        line=row[1],
        effective_date=row[2],
        source=row[3],
        memo=row[4],
        account=row[5],
        budget=row[6],
        amount=Money(row[7], row[8]),
        carried=Money(row[9], row[10]),
        kind=row[11],
        reversed_by=row[12],
        reverses=row[13],
    )

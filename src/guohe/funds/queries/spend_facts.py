"""One row for every cost line of a fund, with the lots' cost it carries: what every report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

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


# The lots of the fund lead to the lines, so that the other funds' lines are never read.
_SQL: Final = """
    WITH part AS MATERIALIZED (
        SELECT a.journal_id, a.line, sum(a.source_amount)::bigint AS carried
        FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id
        WHERE k.fund_id = ANY (%s) AND a.kind IN ('spend', 'reversal')
        GROUP BY a.journal_id, a.line
    )
    SELECT p.journal_id, p.line, p.effective_date, j.source, j.memo, account.code, b.code, p.currency, p.amount,
           fund.currency, part.carried, j.kind, back.id, j.reverses
    FROM part
    JOIN funds_posting AS p ON p.journal_id = part.journal_id AND p.line = part.line
    JOIN funds_account AS account ON account.id = p.account_id AND account.role = 'expense'
    JOIN funds_journal AS j ON j.id = p.journal_id
    JOIN funds_fund AS fund ON fund.id = p.fund_id
    LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id
    LEFT JOIN funds_journal AS back ON back.reverses = j.id
    ORDER BY p.effective_date, p.journal_id, p.line
"""


def of_fund(fund_ref: str) -> tuple[SpendFact, ...]:
    """Every cost line of the fund, by day and entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id) FROM funds_fund WHERE ref = %s", [fund_ref])
        cursor.execute(_SQL, [cursor.fetchone()[0] or []])
        rows = cursor.fetchall()
    return tuple(
        SpendFact(
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
        for row in rows
    )

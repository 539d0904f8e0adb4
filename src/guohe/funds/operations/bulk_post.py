"""Posts many entries in one transaction through binary COPY, under the same law as one.

Ten to fifty thousand entries a call is the range in which the law costs least for each. Receipts, exchanges and
orders go through their own operations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from guohe.funds.domain.entries import Entry
from guohe.funds.domain.wire import Names, Staged, staged
from guohe.funds.models import BudgetLine, Fund
from guohe.funds.operations.refusals import said_in_words
from guohe.funds.queries.chart import account_ids
from guohe.kernel.findings import Refused

__all__ = ["PostedMany", "Staged", "names_of", "post_many", "post_staged", "stage"]

_ENTRY_COPY: Final = "COPY pg_temp.funds_stage_entry FROM STDIN (FORMAT BINARY)"
_LINE_COPY: Final = "COPY pg_temp.funds_stage_line FROM STDIN (FORMAT BINARY)"


@dataclass(frozen=True, slots=True)
class PostedMany:
    """How many entries were given, how many lines were written, and how many entries had been there before."""

    journals: int
    lines: int
    were_there: int


def names_of(book: int) -> Names:
    """The numbers of everything that a line in this book may name."""
    budget_lines = BudgetLine.objects.filter(fund__book_id=book, current=True)
    return Names(
        accounts=account_ids(book),
        funds=dict(Fund.objects.filter(book_id=book).values_list("ref", "id")),
        budgets={
            (fund, code): number for fund, code, number in budget_lines.values_list("fund_id", "code", "id")
        },
    )


def stage(*, book: int, entries: Iterable[Entry]) -> Staged:
    """Looks every code up and lays the rows out. Raises Refused with every fault that can be seen before posting."""
    made, findings = staged(entries, names_of(book))
    if findings:
        raise Refused(*findings)
    return made


def post_staged(*, book: int, staged: Staged, batch_key: UUID | None = None) -> PostedMany:
    """Sends the rows and posts them all, or none. A ``batch_key`` that was posted before is answered, not posted."""
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT funds_open_staging()")
        for statement, rows in ((_ENTRY_COPY, staged.entries), (_LINE_COPY, staged.lines)):
            with cursor.copy(statement) as copy:
                copy.write(rows)
        cursor.execute("SELECT journals, lines, were_there FROM funds_post_staged(%s, %s)", [book, batch_key])
        return PostedMany(*cursor.fetchone())


def post_many(*, book: int, entries: Iterable[Entry], batch_key: UUID | None = None) -> PostedMany:
    """Posts the entries all together. Raises Refused; nothing is then posted."""
    return post_staged(book=book, staged=stage(book=book, entries=entries), batch_key=batch_key)

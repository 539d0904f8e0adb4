"""Posts many entries in one transaction through binary COPY, under the same law as one.

Ten to fifty thousand entries a call is the range in which the law costs least for each. Receipts, exchanges and
orders go through their own operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from guohe.funds.domain.entries import Entry, check, digest
from guohe.funds.models import BudgetLine, Fund
from guohe.funds.operations.refusals import said_in_words
from guohe.funds.queries.chart import account_ids
from guohe.kernel.findings import Finding, Level, Refused

_ENTRY_TYPES: Final = ("int4", "uuid", "bytea", "text", "date", "text", "text", "text", "int2")
_LINE_TYPES: Final = ("int4", "int2", "int4", "text", "int8", "int4", "int4", "int8")
_ENTRY_COPY: Final = "COPY pg_temp.funds_stage_entry FROM STDIN (FORMAT BINARY)"
_LINE_COPY: Final = "COPY pg_temp.funds_stage_line FROM STDIN (FORMAT BINARY)"


@dataclass(frozen=True, slots=True)
class PostedMany:
    """How many entries were given, how many lines were written, and how many entries had been there before."""

    journals: int
    lines: int
    were_there: int


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows as the staging tables take them; made once, they can be sent again after a broken connection."""

    entries: Sequence[tuple[Any, ...]]
    lines: Sequence[tuple[Any, ...]]


def stage(*, book: int, entries: Iterable[Entry]) -> Staged:
    """Looks every code up and lays the rows out. Raises Refused with every fault that can be seen before posting."""
    accounts = account_ids(book)
    funds = dict(Fund.objects.filter(book_id=book).values_list("ref", "id"))
    budgets = {
        (fund, code): number
        for fund, code, number in BudgetLine.objects.filter(fund__book_id=book, current=True).values_list(
            "fund_id", "code", "id"
        )
    }
    findings: list[Finding] = []
    heads: list[tuple[Any, ...]] = []
    rows: list[tuple[Any, ...]] = []
    for n, entry in enumerate(entries, start=1):
        findings += check(entry)
        if entry.deal is not None or entry.promise is not None or entry.approved_by is not None:
            raise ValueError("exchanges, orders and approved entries are posted by their own operations")
        heads.append(
            (n, entry.key, digest(entry), entry.kind, entry.effective_date, entry.source, entry.memo,
             entry.instalment, len(entry.lines))
        )  # fmt: skip
        for number, line in enumerate(entry.lines, start=1):
            account, currency = accounts.get(line.account, (None, ""))
            fund = None if line.fund is None else funds.get(line.fund)
            budget = None if line.budget is None or fund is None else budgets.get((fund, line.budget))
            if account is None:
                findings.append(
                    Finding("MON-352", Level.STOP, values={"source": entry.source, "account": line.account})
                )
            elif currency != line.amount.currency:
                facts = {"source": entry.source, "account": line.account, "currency": currency}
                findings.append(Finding("MON-353", Level.STOP, values=facts))
            if line.fund is not None and fund is None:
                findings.append(
                    Finding("MON-320", Level.STOP, values={"source": entry.source, "fund": line.fund})
                )
            elif line.budget is not None and budget is None:
                findings.append(
                    Finding("BUD-409", Level.STOP, values={"source": entry.source, "line": line.budget})
                )
            rows.append((n, number, account, line.amount.currency, line.amount.minor, fund, budget, line.lot))
    if findings:
        raise Refused(*findings)
    return Staged(heads, rows)


def post_staged(*, book: int, staged: Staged, batch_key: UUID | None = None) -> PostedMany:
    """Sends the rows and posts them all, or none. A ``batch_key`` that was posted before is answered, not posted."""
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT funds_open_staging()")
        for statement, types, rows in (
            (_ENTRY_COPY, _ENTRY_TYPES, staged.entries),
            (_LINE_COPY, _LINE_TYPES, staged.lines),
        ):
            with cursor.copy(statement) as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
        cursor.execute("SELECT journals, lines, were_there FROM funds_post_staged(%s, %s)", [book, batch_key])
        return PostedMany(*cursor.fetchone())


def post_many(*, book: int, entries: Iterable[Entry], batch_key: UUID | None = None) -> PostedMany:
    """Posts the entries all together. Raises Refused; nothing is then posted."""
    return post_staged(book=book, staged=stage(book=book, entries=entries), batch_key=batch_key)

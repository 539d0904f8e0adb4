"""Rows of this context become values here, in one way for every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guohe.funds.queries.chart import open_day_from
from guohe.identity.queries.accounts import name_told
from guohe.imports.domain.standing import LineFacts
from guohe.imports.models import BankRow, FindingRow, Line
from guohe.imports.queries.line_states import STANDS
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.private_numbers import masked

LINE_FIELDS = (
    "id",
    "host_id",
    "job_id",
    "row_number",
    "kind",
    "project_code",
    "account_code",
    "account_name",
    "posted_date",
    "doc_ref",
    "payee",
    "description",
    "order_no",
    "currency",
    "amount_minor",
    "state",
    "grant_ref",
    "category",
    "journal_id",
    "hold",
    "lot",
)


def finding_of(row: FindingRow) -> Finding:
    """A stored finding, ready to be said in any language."""
    return Finding(
        code=row.code,
        level=Level(row.level),
        place=Place(row=row.row_number, column=row.column_letter, header=row.header, pointer=row.pointer),
        values=row.facts,
        rule=row.rule,
        minor=row.minor,
    )


def finding_record(finding: Finding) -> dict[str, object]:
    """A finding as a line keeps it while it is held."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "values": dict(finding.values),
        "rule": finding.rule,
        "minor": finding.minor,
    }


def finding_from(record: Mapping[str, Any] | None) -> Finding | None:
    """The finding that a held line keeps."""
    if record is None:
        return None
    return Finding(
        code=record["code"],
        level=Level(record["level"]),
        values=record["values"],
        rule=record["rule"],
        minor=record["minor"],
    )


def line_of(row: Line, *, findings: tuple[Finding, ...] = (), full: bool = False) -> LineFacts:
    """A stored line as it is shown; ``full`` brings its repairs and the row as it was.

    The file keeps every sign; on the way to a reader a bank or identity number keeps its last four.
    """
    return LineFacts(
        number=row.pk,
        host_id=row.host_id,
        job=row.job_id,
        row=row.row_number,
        kind=row.kind,
        project=row.project_code,
        account=row.account_code,
        account_name=row.account_name,
        posted_on=row.posted_date,
        source=row.doc_ref,
        payee=masked(row.payee),
        description=masked(row.description),
        order_no=row.order_no,
        amount=Money(row.currency, row.amount_minor),
        state=vars(row).get(STANDS, row.state),
        grant_ref=row.grant_ref,
        category=row.category,
        journal_id=row.journal_id,
        hold=finding_from(row.hold),
        repairs=tuple({name: masked(text) for name, text in repair.items()} for repair in row.repairs)
        if full
        else (),
        raw=tuple(map(masked, row.raw)) if full else (),
        findings=findings,
        lot=masked(row.lot),
    )


def name_or_number(account: int, told: Mapping[str, str] | None) -> Name:
    """The name that a question told of an account; its number when the acting person may not see it."""
    return name_told(told) or Name(f"#{account}", f"#{account}", f"#{account}")


def maybe_name(account: int | None, told: Mapping[str, str] | None) -> Name | None:
    """The same, or None when nobody did it yet."""
    return None if account is None else name_or_number(account, told)


def day_in_books(book: int, row: BankRow) -> date:
    """The day on which a line is booked: its own while that period is open, else the first open one after it; its own where none is."""
    return open_day_from(book, row.posted_date) or row.posted_date


def memo_of(row: BankRow, memo: str, on: date) -> str:
    """What the books say of a line; of one that is booked on another day than its own, that true day beside it."""
    return said_with_day(memo, row.posted_date, on)


def said_with_day(memo: str, day: date, on: date) -> str:
    """What the books say of something, with its true day beside it where they hold it on another one."""
    return memo if on == day else f"{memo} ({day.isoformat()})".strip()


def source_of(row: BankRow) -> str:
    """How the books name a bank line: never by account number."""
    return f"BANK-{row.posted_date:%Y%m%d}-{row.row_number}"

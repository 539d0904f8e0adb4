"""Entries of a fund, newest first, and one entry with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection

from guohe.funds.domain.printed import JournalRow
from guohe.funds.models import Journal
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money

# Money entries are found through the fund's lots; the postings of other funds are never read.
_OF_FUND: Final = """
    WITH own AS MATERIALIZED (
        SELECT a.journal_id FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id WHERE k.fund_id = ANY (%(funds)s)
        UNION SELECT journal_id FROM funds_lot WHERE fund_id = ANY (%(funds)s)
        UNION SELECT journal_id FROM funds_commitment WHERE fund_id = ANY (%(funds)s)
    ), page AS (
        SELECT j.*, count(*) OVER () AS entries FROM own JOIN funds_journal AS j ON j.id = own.journal_id
        ORDER BY j.effective_date DESC, j.id DESC LIMIT %(rows)s OFFSET %(after)s
    )
    SELECT j.id, j.effective_date, j.kind, j.source, j.memo, line.currency, line.amount, j.reverses,
           (SELECT back.id FROM funds_journal AS back WHERE back.reverses = j.id), j.entries
    FROM page AS j JOIN LATERAL (
        SELECT p.currency, p.amount FROM funds_posting AS p WHERE p.journal_id = j.id AND p.line = 1) AS line ON true
    ORDER BY j.effective_date DESC, j.id DESC
"""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of an entry, with the cost it carries if it is a cost."""

    line: int
    account: str
    account_name: str
    fund: str | None
    budget: str | None
    amount: Money
    carried: Money | None


@dataclass(frozen=True, slots=True)
class WholeEntry:
    """An entry with its lines, as the reversal page shows it."""

    journal_id: int
    book: int
    effective_date: date
    posted_at: datetime
    kind: str
    source: str
    memo: str
    reverses: int | None
    reversed_by: int | None
    reason: str | None
    lines: tuple[EntryLine, ...]


def of_fund(fund_ref: str, *, rows: int = 100, after: int = 0) -> tuple[tuple[JournalRow, ...], int]:
    """One page of the fund's entries, and how many there are in all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id) FROM funds_fund WHERE ref = %s", [fund_ref])
        funds = cursor.fetchone()[0] or []
        cursor.execute(_OF_FUND, {"funds": funds, "rows": rows, "after": after})
        found = cursor.fetchall()
    entries = tuple(
        JournalRow(row[0], row[1], row[2], row[3], row[4], Money(row[5], row[6]), row[7], row[8])
        for row in found
    )
    return entries, found[0][9] if found else 0


def entries_seen() -> int:
    """How many entries the books hold that one sees. Every one is counted: for small books."""
    return Journal.objects.count()


def entry(journal_id: int) -> WholeEntry:
    """The entry with its lines. Raises Refused (MON-397) when one sees no such entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.book_id, j.effective_date, j.posted_at, j.kind, j.source, j.memo, j.reverses, "
            "(SELECT back.id FROM funds_journal AS back WHERE back.reverses = j.id), j.reason "
            "FROM funds_journal AS j WHERE j.id = %s",
            [journal_id],
        )
        head = cursor.fetchone()
        if head is None:
            raise Refused(Finding("MON-397", Level.STOP, values={"entry": f"J-{journal_id}"}))
        cursor.execute(
            """
            SELECT p.line, a.code, a.name, f.ref, b.code, p.currency, p.amount, f.currency,
                   (SELECT sum(x.source_amount)::bigint FROM funds_allocation AS x
                    WHERE a.role = 'expense' AND x.journal_id = p.journal_id AND x.line = p.line)
            FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
            LEFT JOIN funds_fund AS f ON f.id = p.fund_id LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id
            WHERE p.journal_id = %s ORDER BY p.line
            """,
            [journal_id],
        )
        lines = tuple(
            EntryLine(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                Money(row[5], row[6]),
                None if row[8] is None else Money(row[7], row[8]),
            )
            for row in cursor.fetchall()
        )
    book, effective_date, posted_at, kind, source, memo, reverses, reversed_by, reason = head
    return WholeEntry(
        journal_id=journal_id,
        book=book,
        effective_date=effective_date,
        posted_at=posted_at,
        kind=kind,
        source=source,
        memo=memo,
        reverses=reverses,
        reversed_by=reversed_by,
        reason=reason,
        lines=lines,
    )

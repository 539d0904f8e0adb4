"""Lines of listings that may be a bank's charge which the books hold from a bank line already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from django.db import connection

from guohe.calendars.domain.days import Region
from guohe.calendars.queries.published import working_days_between
from guohe.funds.queries.bank_charges import Charged, bank_charges_of
from guohe.imports.domain.charges import window
from guohe.imports.domain.judgement import JudgedLine
from guohe.imports.domain.same_charge import (
    BookedCharge,
    ListedCharge,
    first_same,
    may_be_charge,
)
from guohe.imports.models import BankRow, Line
from guohe.imports.queries.categories import charge_category
from guohe.imports.queries.rows import source_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money

Key = TypeVar("Key", int, str)

_WAY: Final = (Region.MAINLAND, Region.HONG_KONG)

# What was said of a line and a bank line, and whether the line stands left out by it.
_SAID: Final = """
SELECT (cause.facts->>'entry')::bigint, question.line_id, answer.answer, line.state = 'rejected'
FROM imports_finding AS cause
JOIN imports_question AS question ON question.finding_id = cause.id AND question.job_id = cause.job_id
JOIN imports_answer AS answer ON answer.question_id = question.id
JOIN imports_line AS line ON line.id = question.line_id
WHERE cause.host_id = %s AND cause.code = 'IMP-207' AND (cause.facts->>'entry')::bigint = ANY (%s)
  AND answer.answer IN ('count', 'duplicate')
"""


def booked_as_charges(*, host_id: int, lines: Sequence[JudgedLine]) -> Mapping[str, BookedCharge]:
    """By fingerprint, the lines of a file that may be a charge which a bank line brought to the books, each beside it."""
    asked = {
        judged.fingerprint: ListedCharge(
            judged.grant,
            judged.category,
            judged.line.account_name,
            judged.line.post_date,
            judged.line.amount,
            judged.line.doc_ref,
            judged.line.payee,
            judged.line.description,
        )
        for judged in lines
        if judged.line is not None and judged.line.kind == "actual" and judged.grant is not None
    }
    return _booked(host_id, asked, {})


def charges_in_the_books(*, host_id: int, lines: Sequence[Line]) -> Mapping[int, BookedCharge]:
    """Of these lines, those that may be a charge which a bank line brought to the books, unless somebody said that it is another."""
    rows = [line for line in lines if line.kind == "actual" and line.grant_ref]
    return _booked(host_id, {line.pk: listed(line) for line in rows}, {line.pk: line.pk for line in rows})


def listed(line: Line) -> ListedCharge:
    """What a line of a listing says of itself."""
    return ListedCharge(
        line.grant_ref or "",
        line.category,
        line.account_name,
        line.posted_date,
        Money(line.currency, line.amount_minor),
        line.doc_ref,
        line.payee,
        line.description,
    )


def said_to_be_others(host_id: int, entry: int) -> frozenset[int]:
    """The lines of listings of which somebody said that they are another charge than this bank line."""
    others, _ = _said(host_id, [entry])
    return frozenset(line for line, _ in others)


def working_days_apart(start: date, end: date) -> int | None:
    """Days on which both places work, as the matcher counts them; None where one has not published them."""
    try:
        return working_days_between(start, end, _WAY).days
    except Refused:
        return None


def _booked(
    host_id: int, asked: Mapping[Key, ListedCharge], numbers: Mapping[Key, int]
) -> dict[Key, BookedCharge]:
    """``numbers`` are the lines by which somebody may have answered."""
    categories = {grant: charge_category(grant) for grant in {line.grant for line in asked.values()}}
    asked = {key: line for key, line in asked.items() if may_be_charge(line, categories[line.grant])}
    if not asked:
        return {}
    reach = timedelta(days=window()[1])
    charges = _of_bank_lines(
        host_id,
        bank_charges_of(
            host_id=host_id,
            funds={line.grant for line in asked.values()},
            minors={line.amount.minor for line in asked.values()},
            first=min(line.on for line in asked.values()) - reach,
            last=max(line.on for line in asked.values()) + reach,
        ),
        categories,
    )
    others, claimed = _said(host_id, [charge.entry for charge in charges])
    found: dict[Key, BookedCharge] = {}
    for key, line in asked.items():
        number = numbers.get(key)
        open_to_it = (
            charge
            for charge in charges
            if (number, charge.entry) not in others and claimed.get(charge.entry, number) == number
        )
        same = first_same(line, open_to_it, working_days_apart)
        if same is not None:
            found[key] = same
    return found


def _of_bank_lines(
    host_id: int, charged: Iterable[Charged], categories: Mapping[str, str | None]
) -> list[BookedCharge]:
    """Those that a line of a statement brought: by its journal, or by its name in the books where it brought several instalments."""
    charged = list(charged)
    if not charged:
        return []
    rows = BankRow.objects.filter(
        host_id=host_id,
        withdrawn_at__isnull=True,
        journal_id__isnull=False,
        posted_date__in={each.on for each in charged},
    ).select_related("job")
    found = []
    for each in charged:
        row = next((row for row in rows if _brought(row, each)), None)
        if row is not None:
            said = (row.narrative, row.used_for or "")
            found.append(
                BookedCharge(
                    entry=row.pk,
                    file=row.job.file_name,
                    row=row.row_number,
                    journal=each.journal,
                    grant=each.fund,
                    amount=each.amount,
                    on=each.on,
                    said=said,
                    category=categories.get(each.fund),
                )
            )
    return found


def _brought(row: BankRow, charged: Charged) -> bool:
    if row.journal_id == charged.journal:
        return True
    # Rows of two files may have one name on one day: what it was used for tells them apart.
    return source_of(row) == charged.source and f"{charged.fund}/T" in (row.used_for or "")


def _said(host_id: int, entries: Sequence[int]) -> tuple[set[tuple[int, int]], dict[int, int]]:
    """Which lines were said to be other charges than a bank line, and by which line left out each bank line is taken."""
    if not entries:
        return set(), {}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [host_id, list(entries)])
        rows = cursor.fetchall()
    others = {(line, entry) for entry, line, answer, _ in rows if answer == "count"}
    claimed = {entry: line for entry, line, answer, left_out in rows if answer == "duplicate" and left_out}
    return others, claimed

"""Whether the books hold what a bank line says already: an entry of its day and amount, or a charge of a listing near it, that no line is said to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from guohe.funds.queries.bank_moves import bank_moves_of
from guohe.funds.queries.turned import IsGone
from guohe.imports.domain.charges import says_charge, window
from guohe.imports.domain.same_charge import BookedCharge, is_same
from guohe.imports.models import BankRow, Line
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.categories import charge_category
from guohe.imports.queries.same_charge import listed, said_to_be_others, working_days_apart
from guohe.payments.queries.movements import is_of_a_payment


@dataclass(frozen=True, slots=True)
class Held:
    """The entry by which the books hold it: its number, day and source."""

    journal: int
    on: date
    source: str


def held_already(entry: BankEntryFacts, instalment_ref: str) -> Held | None:
    """The first such entry of the books; None where lines of that amount outnumber them.

    Of equal lines that are nothing yet, as many are those entries as there are entries; a line beyond them is something else. An
    entry of the line's own day speaks first, then a charge that a listing brought within the days of the matcher.
    """
    moved = bank_moves_of(host_id=entry.host_id, on=entry.posted_on, amount=entry.amount)
    equal = _nothing_yet(entry)
    if moved:
        used = _used([number for number, _ in moved])
        free = [each for each in moved if each[0] not in used]
        if free and len(free) >= equal.filter(posted_date=entry.posted_on).count():
            return Held(free[0][0], entry.posted_on, free[0][1])
        return None
    return _listed_near(entry, instalment_ref, equal)


def _listed_near(entry: BankEntryFacts, instalment_ref: str, equal: QuerySet[BankRow]) -> Held | None:
    grant_ref = instalment_ref.rpartition("/T")[0]
    reach = timedelta(days=window()[1])
    near = (entry.posted_on - reach, entry.posted_on + reach)
    lines = (
        Line.objects.filter(
            host_id=entry.host_id,
            grant_ref=grant_ref,
            kind="actual",
            state="posted",
            currency=entry.amount.currency,
            amount_minor=-entry.amount.minor,
            posted_date__range=near,
        )
        .annotate(gone=IsGone("journal_id"))
        .filter(gone=False)
    )
    charge = BookedCharge(
        entry=entry.number,
        file="",
        row=entry.row,
        journal=0,
        grant=grant_ref,
        amount=-entry.amount,
        on=entry.posted_on,
        said=(entry.narrative, instalment_ref),
        category=charge_category(grant_ref),
    )
    others = said_to_be_others(entry.host_id, entry.number)
    same = [
        line
        for line in lines.order_by("posted_date", "pk")
        if line.pk not in others and is_same(listed(line), charge, working_days_apart)
    ]
    rows = list(equal.filter(posted_date__range=near).values_list("pk", "posted_date", "narrative"))
    # A line of the entry's own day is that entry, and is counted with it.
    with_a_line = {on for _, on, _ in rows}
    with_an_entry = {line.posted_date for line in same}
    free = [line for line in same if line.posted_date not in with_a_line]
    charges = [
        number
        for number, on, narrative in rows
        if number == entry.number or (on not in with_an_entry and says_charge(narrative))
    ]
    if not free or len(free) < len(charges):
        return None
    first = free[0]
    return Held(first.journal_id or 0, first.posted_date, first.doc_ref)


def _nothing_yet(entry: BankEntryFacts) -> QuerySet[BankRow]:
    """The lines of its host, currency and amount that are nothing yet."""
    return _standing().filter(
        Q(journal_id__isnull=True) | Q(gone=True),
        ~is_of_a_payment("pk"),
        host_id=entry.host_id,
        currency=entry.amount.currency,
        amount_minor=entry.amount.minor,
    )


def _used(journals: list[int]) -> set[int | None]:
    return set(_standing().filter(journal_id__in=journals).values_list("journal_id", flat=True))


def _standing() -> QuerySet[BankRow]:
    return BankRow.objects.filter(withdrawn_at__isnull=True).annotate(gone=IsGone("journal_id"))

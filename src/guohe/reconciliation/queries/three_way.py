"""One grant in three sources: our ledger, the ERP's listings, the bank's statements; and the checks that were signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.timezone import localtime

from guohe.funds.queries import lots
from guohe.funds.queries.lots import HeldLot, LotPosition
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.imports.domain.standing import WAITS
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.costs_listed import costs_listed
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import called, say
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.three_way import Candidate, Compared, Fresh, compared, fresh
from guohe.reconciliation.models import Check
from guohe.reconciliation.queries.inbox import Credit, Inbox, Settled, inbox
from guohe.reconciliation.queries.open_items import lots_in, receipts_in
from guohe.reconciliation.queries.places import currency_of

# Lines that the ERP has and our ledger has not; a line that was reversed or withdrawn is read again from its file.
_LEFT_OUT: Final = "rejected"
_NOT_IN_OURS: Final = (*WAITS, _LEFT_OUT)
_IN_ERP: Final = (*_NOT_IN_OURS, "posted")
_MOST: Final = 500
# A line that undoes a credit which the books hold.
TAKEN_BACK: Final = "taken_back"
# Sentences that say themselves what is identified and what is not.
_TELL_APART: Final = ("REC-113", "REC-143")
# A line of the month that the books hold on a later day, for the month was closed when somebody said what it is.
BOOKED_LATE: Final = "booked_late"


@dataclass(frozen=True, slots=True)
class Signed:
    """A passed check: on which day's figures, by whom, when."""

    on: date
    who: Name
    at: datetime


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one grant with how fresh each is, and the last passed check."""

    grant: GrantFacts
    rows: tuple[Compared, ...]
    fresh: tuple[Fresh, ...]
    signed: Signed | None

    @property
    def agrees(self) -> bool:
        """Every source was read and agrees."""
        return all(row.agrees for row in self.rows)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """MON-351, REC-112 or REC-113 for each difference: with the lines that make it exactly, or without; REC-140 and REC-141 where
        the bank took money back; REC-143 where the two would agree by lines that nobody has identified."""
        return tuple(_finding(row) for row in self.rows if row.other is not None and not row.agrees)


def grid(ref: str, *, on: date, until: date | None = None, box: Inbox | None = None) -> Grid:
    """The three-way grid of a grant; with ``until`` of what has a date up to that day in each of the three.

    What was reversed since counts in none. ``box``: the host's inbox, where the caller has it. Raises GrantNotFound.
    """
    # The inbox asks for every grant: with it this one is known.
    grant = find.grant(ref) if box is not None else _of_all(ref)
    rows = (
        _left_at_erp(grant, until),
        _credited_at_bank(grant, box or inbox(grant.host_id, on=on), until, on=on),
    )
    signed = last_check(ref)
    return Grid(
        grant,
        rows,
        tuple(
            fresh(
                agrees=row.agrees,
                read_on=row.read_on,
                checked_on=signed.on if signed else None,
                waits=row.open,
            )
            for row in rows
        ),
        signed,
    )


def _of_all(ref: str) -> GrantFacts:
    for grant in find.all_grants():
        if grant.ref == ref:
            return grant
    raise find.GrantNotFound(ref)


def last_check(ref: str) -> Signed | None:
    """The newest passed check of a grant."""
    row = Check.objects.filter(grant_ref=ref).select_related("signed_by").order_by("-pk").first()
    return None if row is None else Signed(row.checked_on, row.signed_by.name, row.signed_at)


def _left_at_erp(grant: GrantFacts, until: date | None) -> Compared:
    """What is left in the host's currency: bought less used in ours; bought less every line of the listings in the ERP's."""
    currency = currency_of(grant.host_id)
    held = [lot for lot in _standing(grant, until) if lot.amount.currency == currency]
    bought = total(currency, (lot.amount for lot in held))
    ours = bought - total(currency, (lot.used for lot in held))
    listed = costs_listed(grant.ref, states=_IN_ERP, waiting=_NOT_IN_OURS, until=until, most=_MOST)
    spent = total(currency, (each.amount for each in listed if each.amount.currency == currency))
    read_at = max((each.read_at for each in listed), default=None)
    return compared(
        key="left",
        against="erp",
        ledger=ours,
        other=None if read_at is None else bought - spent,
        waiting=[
            Candidate(line.source, line.on, line.amount, line.state)
            for each in listed
            if each.amount.currency == currency
            for line in each.waiting
        ],
        sign=1,
        pool=rules().pool,
        read_on=None if read_at is None else localtime(read_at).date(),
    )


def _credited_at_bank(grant: GrantFacts, box: Inbox, until: date | None, *, on: date) -> Compared:
    """What came in the award's currency: receipts in ours; the bank's own lines that are this grant's; and, apart from them, those that
    nobody has identified and that may be its or take such money back."""
    receipts = [
        each
        for each in receipts_in(grant.host_id)
        if each.fund == grant.ref and each.credited.currency == grant.currency
    ]
    last = until or date.max
    ours = total(grant.currency, (each.credited for each in receipts if each.on <= last))
    journals = {each.journal for each in receipts}
    known = [each for each in box.settled if each.journals & journals]
    waiting = [
        *(
            Candidate(str(each.entry.number), each.entry.posted_on, each.entry.amount, "unidentified")
            for each in box.credits
            if each.entry.amount.currency == grant.currency and _is_of(each, grant)
        ),
        *(
            Candidate(
                str(each.entry.number), each.entry.posted_on, _taken_part(each, known, grant), TAKEN_BACK
            )
            for each in box.debits
            if each.entry.amount.currency == grant.currency and _own(each.back_of, grant)
        ),
    ]
    # A bank has credited nothing on a day to come.
    waiting = [each for each in waiting if each.on <= on]
    lines = {each.ref for each in waiting}
    seen = [
        *(each.entry for each in known),
        *(each.entry for each in (*box.credits, *box.debits) if str(each.entry.number) in lines),
    ]
    waiting = [each for each in waiting if each.on <= last]
    booked = {each.journal: each.on for each in receipts}
    waiting_or_late = [
        *waiting,
        *(
            Candidate(str(each.entry.number), each.entry.posted_on, _own_part(each, grant), BOOKED_LATE)
            for each in known
            if each.entry.posted_on <= last and min(booked[one] for one in each.journals & journals) > last
        ),
    ]
    identified = [_own_part(each, grant) for each in known if each.entry.posted_on <= last]
    return compared(
        key="credited",
        against="bank",
        ledger=ours,
        other=total(grant.currency, identified) if seen else None,
        unidentified=waiting,
        waiting=waiting_or_late,
        sign=-1,
        pool=rules().pool,
        read_on=_read_on(seen),
    )


def _own(refs: Iterable[str], grant: GrantFacts) -> list[str]:
    return [ref for ref in refs if ref.startswith(f"{grant.ref}/T")]


def _is_of(credit: Credit, grant: GrantFacts) -> bool:
    """What a credit most likely is, is of the grant; without a guess, an instalment of it in the books that the line names."""
    named = [item for guess in credit.guesses[:1] for item in guess.items] or credit.named
    return bool(_own(named, grant))


def _taken_part(debit: Credit, known: Iterable[Settled], grant: GrantFacts) -> Money:
    """What of money that went back was this grant's: all of it, unless the credit brought money of other grants too."""
    if len(_own(debit.back_of, grant)) == len(debit.back_of):
        return debit.entry.amount
    came = next(each for each in known if each.entry.number == debit.back_from)
    return -_own_part(came, grant)


def _standing(grant: GrantFacts, until: date | None) -> Sequence[LotPosition | HeldLot]:
    """The lots of a grant that stand today, with what of them was used by a day."""
    if until is not None:
        return [lot for lot in lots.of_fund(grant.ref, until) if not lot.reversed]
    return [lot for lot in lots_in(grant.host_id) if lot.fund == grant.ref]


def _own_part(settled: Settled, grant: GrantFacts) -> Money:
    """What of a credit is this grant's: all of it, less what it brought to other grants."""
    others = frozenset(each.rpartition("/T")[0] for each in settled.items) - {grant.ref}
    if not others:
        return settled.entry.amount
    return settled.entry.amount - total(
        settled.entry.amount.currency,
        (
            each.credited
            for each in receipts_in(grant.host_id)
            if each.fund in others and each.source_ref in settled.items
        ),
    )


def _read_on(entries: Iterable[BankEntryFacts]) -> date | None:
    """When the newest of their statements was read."""
    last = max((each.read_at for each in entries if each.read_at is not None), default=None)
    return None if last is None else localtime(last).date()


def _finding(row: Compared) -> Finding:
    difference = row.difference or Money(row.ledger.currency, 0)
    values: dict[str, str] = {
        "other": str(row.other),
        "ledger": str(row.ledger),
        "apart": str(abs(difference)),
        "count": str(len(row.candidates)),
    }
    if row.exact and row.against == "erp":
        # Left out by an answer, a line is in the ERP for good; it does not wait.
        left_out = {each.state == _LEFT_OUT for each in row.candidates}
        made_by = "either" if len(left_out) > 1 else "left_out" if True in left_out else "waiting"
        values["made"] = called(f"reconciliation.recon.made.{made_by}", count=values["count"])
    code = {"erp": "MON-351", "bank": "REC-113"}[row.against] if row.exact else "REC-112"
    if row.exact and not difference:
        code = "REC-143"
    elif row.against == "bank" and any(each.state == TAKEN_BACK for each in row.candidates):
        code = "REC-140" if row.exact else "REC-141"
    elif row.exact and any(each.state == BOOKED_LATE for each in row.candidates):
        code = "REC-142"
    if row.unidentified is not None:
        values["unidentified"] = str(row.unidentified)
        if code not in _TELL_APART:
            values["other"] = called(
                "reconciliation.recon.besides",
                identified=values["other"],
                unidentified=values["unidentified"],
            )
    return Finding(code, Level.HOLD, values=values, minor=abs(difference.minor))


def grid_table(found: Grid, lang: str) -> Table:
    """The rows with their differences, and the lines that make them."""
    title = say("reconciliation.recon.table", lang, ref=found.grant.ref)
    return Table(title, grid_columns(lang), row_cells(found, lang), lang=lang)


def grid_columns(lang: str) -> tuple[Column, ...]:
    """The heads of the grid."""
    return tuple(
        Column(name, say(f"reconciliation.recon.column.{name}", lang), kind)
        for name, kind in (
            ("figure", Kind.TEXT),
            ("ledger", Kind.MONEY),
            ("source", Kind.TEXT),
            ("other", Kind.MONEY),
            ("unidentified", Kind.MONEY),
            ("difference", Kind.MONEY),
            ("fresh", Kind.TEXT),
            ("candidates", Kind.TEXT),
            ("read_on", Kind.DATE),
        )
    )


def row_cells(found: Grid, lang: str) -> list[tuple[Cell, ...]]:
    """Each figure of a grant with its source, its difference and the lines that make it."""
    joined = say("reconciliation.joined", lang)
    return [
        (
            say(f"reconciliation.recon.{row.key}", lang, currency=row.ledger.currency),
            row.ledger,
            say(f"reconciliation.recon.{row.against}", lang),
            row.other,
            row.unidentified,
            row.difference,
            say(f"reconciliation.recon.{word}", lang),
            None
            if row.agrees or row.other is None
            else joined.join(f"{_called(each, row, lang)} {each.amount}" for each in row.candidates)
            or say("reconciliation.recon.none_found", lang),
            row.read_on,
        )
        for row, word in zip(found.rows, found.fresh, strict=True)
    ]


def _called(candidate: Candidate, row: Compared, lang: str) -> str:
    """A line by its document, an entry of a bank by its number."""
    if row.against == "bank":
        return say("reconciliation.item.line", lang, number=candidate.ref)
    return candidate.ref

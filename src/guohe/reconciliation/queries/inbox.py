"""The bank inbox: credits that nobody has identified and debits that may be payments of ours or charges, with their guesses and ages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from guohe.calendars.domain.days import Region
from guohe.calendars.queries import published
from guohe.funds.queries.lots import Receipt
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.charges import WaitingCharge, waiting_charge, waiting_told
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.reconciliation.domain.group_keys import of_a_payment, parts_of, receipt_charge_in
from guohe.reconciliation.domain.match import match
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.values import Match, OpenItem, Outcome
from guohe.reconciliation.queries.bank_lines import as_lines
from guohe.reconciliation.queries.choices import Chosen, choosing, chosen, chosen_told
from guohe.reconciliation.queries.decisions import Said, paid, returned, said_of
from guohe.reconciliation.queries.open_items import open_items, receipts_in
from guohe.reconciliation.queries.open_movements import open_movements
from guohe.reconciliation.queries.open_payments import open_payments
from guohe.reconciliation.queries.receipt_charges import receipt_charges

# Money that crosses moves on days on which both sides are open; a credit waits where the account is kept.
WAY = (Region.MAINLAND, Region.HONG_KONG)
ACCOUNT = (Region.HONG_KONG,)


@dataclass(frozen=True, slots=True)
class Credit:
    """One unidentified credit, or a debit that may be a payment. ``age`` is in working days of Hong Kong, None where the calendar is not published.

    ``sure`` says that its first guess reaches the host's threshold without a rival; ``waits`` is a charge of it that one person
    prepared and nobody has confirmed or refused.
    """

    entry: BankEntryFacts
    age: int | None
    old: bool
    guesses: tuple[Match, ...]
    sure: bool
    said: tuple[Said, ...]
    waits: WaitingCharge | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry that is identified: in the books already, or by somebody's word. ``unnoticed`` is in days, None if no word.

    ``items`` are the instalments that it brought, ``journals`` how the books hold them; a return and a payment have neither.
    """

    entry: BankEntryFacts
    journal: int
    said: Said | None
    unnoticed: int | None
    items: tuple[str, ...] = ()
    journals: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A match that went when its statement was undone: the entry as it was, the answer, and who undid the file and why."""

    entry: BankEntryFacts
    said: Said
    who: Name
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """What one host's statements hold; ``unread`` says that none was read. ``parked`` is the sum of the unidentified credits of each currency.

    ``items`` are the instalments that are expected, ``payments`` those that are to leave, asked for while a debit waits, ``moved`` what may come back or be charged of those that left,
    ``received`` the charges that a bank may book beside what came in. ``debits`` are those of the accounts that payments leave, or with a guess
    of their own; what else goes out is no matter of the inbox.
    """

    host: int
    chosen: Chosen
    credits: tuple[Credit, ...]
    debits: tuple[Credit, ...]
    settled: tuple[Settled, ...]
    taken_back: tuple[TakenBack, ...]
    parked: tuple[Money, ...]
    items: tuple[OpenItem, ...]
    payments: tuple[OpenItem, ...]
    moved: tuple[OpenItem, ...]
    received: tuple[OpenItem, ...]
    findings: tuple[Finding, ...]
    unread: bool

    def guesses_of(self, line: str) -> tuple[Match, ...]:
        """What one unidentified entry may be."""
        found = (each.guesses for each in (*self.credits, *self.debits) if str(each.entry.number) == line)
        return next(found, ())

    def guess_of(self, line: str, item: str) -> Match | None:
        """The guess that one unidentified entry is this item alone; None where a person names what was no guess."""
        guesses = self.guesses_of(line)
        return next((each for each in guesses if each.kind == "one" and each.items == (item,)), None)


def inbox(host: int, *, on: date) -> Inbox:
    """The inbox of one host on a day."""
    all_waiting, all_used = bank.not_used_and_used(
        asking={"choice": choosing("host_id"), "charge": waiting_charge("pk")}
    )
    waiting = [entry for entry in all_waiting if entry.host_id == host]
    booked = [entry for entry in waiting if entry.booked is not None]
    open_now = [entry for entry in waiting if entry.booked is None]
    used = [entry for entry in all_used if entry.host_id == host]
    spoken = said_of(host, [entry.number for entry in (*open_now, *used)])
    said = spoken.about
    back = returned(said) | paid(said)
    unknown = [entry for entry in open_now if entry.number not in back]
    known = waiting or used
    choice = chosen_told(known[0].told["choice"]) if known else chosen(host)
    items = open_items(host)
    # Only a debit that waits can be a payment.
    payments = open_payments(host) if any(entry.amount.minor < 0 for entry in unknown) else ()
    # Only a line of an account that payments left, or of one that its statement does not name, is of a payment.
    moved = open_movements(host) if any(each.of_payer for each in unknown) else ()
    receipts = receipts_in(host)
    # Only money out can be a charge beside what came in.
    received = (
        receipt_charges(host, [*booked, *used], receipts)
        if any(entry.amount.minor < 0 for entry in unknown)
        else ()
    )
    outcome, findings = _guessed(
        unknown, [*booked, *used], (*items, *payments, *moved, *received), choice, spoken.refused
    )
    sure = {settled.lines[0]: settled for settled in outcome.automatic if settled.kind == "one"}
    gone_back = [entry for entry in open_now if entry.number in back]
    shown = tuple(
        Credit(
            entry=entry,
            age=(age := working_days(entry.posted_on, on, ACCOUNT)),
            old=age is not None and age > choice.old_after,
            guesses=_of(entry, outcome),
            sure=str(entry.number) in sure,
            said=said.get(entry.number, ()),
            waits=waiting_told(entry.told["charge"]),
        )
        for entry in unknown
    )
    credits = tuple(each for each in shown if each.entry.amount.minor > 0)
    debits = tuple(
        each for each in shown if each.entry.amount.minor < 0 and (each.entry.of_payer or _may_be_ours(each))
    )
    taken_back = _taken_back(host, spoken.matched_before)
    parked: dict[str, list[Money]] = defaultdict(list)
    for credit in credits:
        parked[credit.entry.amount.currency].append(credit.entry.amount)
    return Inbox(
        host=host,
        chosen=choice,
        credits=credits,
        debits=debits,
        settled=(
            *_settled_by_word((*used, *gone_back), said, receipts),
            *(Settled(e, e.booked or 0, None, None, journals=frozenset({e.booked or 0})) for e in booked),
        ),
        taken_back=taken_back,
        parked=tuple(total(currency, amounts) for currency, amounts in sorted(parked.items())),
        items=items,
        payments=payments,
        moved=moved,
        received=received,
        findings=findings,
        unread=not (waiting or used or taken_back),
    )


def working_days(start: date, end: date, regions: Sequence[Region]) -> int | None:
    """Working days after the start up to the end; None where a place has not published the days."""
    try:
        return published.working_days_between(start, end, regions).days
    except Refused:
        return None


def on_the_way(start: date, end: date) -> int:
    """Working days of both places; negative where the end is before the start. Refused past what is published."""
    if end < start:
        return -on_the_way(end, start)
    return published.working_days_between(start, end, WAY).days


def _guessed(
    unknown: Sequence[BankEntryFacts],
    settled: Sequence[BankEntryFacts],
    items: Sequence[OpenItem],
    choice: Chosen,
    refused: frozenset[tuple[str, str]],
) -> tuple[Outcome, tuple[Finding, ...]]:
    """Guesses among the days that are published; the finding says from which day nothing is guessed."""
    try:
        return (
            match(
                as_lines(unknown, settled),
                items,
                rules=rules().with_threshold(choice.threshold),
                working_days=on_the_way,
                refused=refused,
            ),
            (),
        )
    except Refused as refusal:
        return Outcome((), {}), refusal.findings


def _may_be_ours(debit: Credit) -> bool:
    """A guess about it, or something said about it, names a payment or a charge beside a receipt."""
    named = [item for guess in debit.guesses for item in guess.items] + [each.item for each in debit.said]
    return any(of_a_payment(item) or receipt_charge_in(item) for item in named)


def _taken_back(host: int, matched: Sequence[Said]) -> tuple[TakenBack, ...]:
    if not matched:
        return ()
    entries = {entry.number: entry for entry in bank.of_undone_statements(host)}
    found = []
    for said in matched:
        undone = entries[said.entry].undone
        if undone is not None:
            on = localtime(undone.at).date()
            found.append(TakenBack(entries[said.entry], said, undone.who, on, undone.why))
    return tuple(found)


def _journals(items: Sequence[str], receipts: Sequence[Receipt]) -> frozenset[int]:
    """The entries of the books that hold several instalments of one credit."""
    return frozenset(each.journal for each in receipts if each.source_ref in items)


def _of(entry: BankEntryFacts, outcome: Outcome) -> tuple[Match, ...]:
    """The sure match of a line first, else its guesses; a return between two lines is none of these."""
    line = str(entry.number)
    found = [settled for settled in outcome.automatic if line in settled.lines]
    return tuple(each for each in (*found, *outcome.guesses.get(line, ())))


def _settled_by_word(
    used: Sequence[BankEntryFacts], said: dict[int, tuple[Said, ...]], receipts: Sequence[Receipt]
) -> list[Settled]:
    found = []
    for entry in used:
        told = [each for each in said.get(entry.number, ()) if each.entry == entry.number]
        last = [each for each in told if each.answer == "is"][-1:]
        identified = last[0].at if last else entry.used_at
        days = None if identified is None else (localtime(identified).date() - entry.posted_on).days
        own = bool(last) and not (of_a_payment(last[0].item) or receipt_charge_in(last[0].item))
        items = parts_of(last[0].item, str(entry.number))[1] if own else ()
        journals = _journals(items, receipts) if len(items) > 1 else frozenset()
        journal = entry.journal_id or 0
        found.append(Settled(entry, journal, last[0] if last else None, days, items, journals | {journal}))
    return found

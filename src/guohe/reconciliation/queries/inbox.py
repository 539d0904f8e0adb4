"""The bank inbox: credits that nobody has identified and debits that may be payments of ours or charges, with their guesses and ages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from guohe.calendars.domain.days import Region
from guohe.exchange.domain.references import reference_key
from guohe.funds.queries.lots import Receipt
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.charges import WaitingCharge, waiting_charge, waiting_told
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.reconciliation.domain.group_keys import of_a_payment, parts_of, receipt_charge_in
from guohe.reconciliation.domain.match import match
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.taken_back import gone_back, references_on, taken_back
from guohe.reconciliation.domain.values import Match, OpenItem, Outcome, StatementLine
from guohe.reconciliation.queries.bank_lines import as_lines
from guohe.reconciliation.queries.choices import Chosen, choosing, chosen, chosen_told
from guohe.reconciliation.queries.decisions import Said, paid, refused_pairs, returned, said_of
from guohe.reconciliation.queries.open_items import open_items, receipts_in
from guohe.reconciliation.queries.open_movements import open_movements
from guohe.reconciliation.queries.open_payments import open_payments
from guohe.reconciliation.queries.places import Age, age_of, on_the_way, place_of
from guohe.reconciliation.queries.receipt_charges import receipt_charges, received_by


@dataclass(frozen=True, slots=True)
class Credit:
    """One unidentified credit, or a debit that may be a payment. ``age`` is in days of the host's own place.

    ``sure`` says that its first guess reaches the host's threshold without a rival; ``waits`` is a charge of it that one person
    prepared and nobody has confirmed or refused. ``back_of`` are the instalments in the books
    whose money a debit seems to take back, and ``back_from`` the credit that brought it, 0 where no credit of its amount came. ``named`` are instalments in the
    books whose reference a credit bears.
    """

    entry: BankEntryFacts
    age: Age
    old: bool
    guesses: tuple[Match, ...]
    sure: bool
    said: tuple[Said, ...]
    back_of: tuple[str, ...] = ()
    back_from: int = 0
    named: tuple[str, ...] = ()
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
    of their own, or that seem to take back what came in; what else goes out is no matter of the inbox. ``place`` is where the host keeps its accounts.
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
    place: Region
    unread: bool

    def guesses_of(self, line: str) -> tuple[Match, ...]:
        """What one unidentified entry may be."""
        found = (each.guesses for each in (*self.credits, *self.debits) if str(each.entry.number) == line)
        return next(found, ())

    def guess_of(self, line: str, item: str) -> Match | None:
        """The guess that one unidentified entry is this item alone; None where a person names what was no guess."""
        guesses = self.guesses_of(line)
        return next((each for each in guesses if each.kind == "one" and each.items == (item,)), None)


def inbox(host: int, *, on: date, naming: bool = False) -> Inbox:
    """The inbox of one host on a day; ``naming``: a person names what a line is, of which the inbox may show nothing."""
    waiting, used = bank.not_used_and_used(
        asking={"choice": choosing("host_id"), "charge": waiting_charge("pk")}, host=host, out=money_out()
    )
    booked = [entry for entry in waiting if entry.booked is not None]
    open_now = [entry for entry in waiting if entry.booked is None]
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
        if naming or any(entry.amount.minor < 0 for entry in unknown)
        else ()
    )
    brought = {each.journal: each.source_ref for each in receipts}
    came = {
        entry.number: refs
        for entry in (*booked, *used)
        if entry.amount.minor > 0 and (refs := received_by(entry, brought))
    }
    lines = as_lines(unknown, [*booked, *used])
    place = place_of(host)
    outcome = _guessed(
        lines,
        as_lines([entry for entry in (*booked, *used) if entry.number in came], ()),
        (*items, *payments, *moved, *received),
        choice,
        spoken.refused,
        place,
    )
    keys = {reference_key(each.source_ref): each.source_ref for each in receipts}
    backs = _backs(lines, outcome, came, keys, spoken.refused)
    named = {
        int(line.id): tuple(sorted({keys[key] for key in references_on(line) & keys.keys()}))
        for line in lines
    }
    sure = {settled.lines[0]: settled for settled in outcome.automatic if settled.kind == "one"}
    gone_back = [entry for entry in open_now if entry.number in back]
    shown = tuple(
        Credit(
            entry=entry,
            age=(age := age_of(entry.posted_on, on, place)),
            old=age.over(choice.old_after),
            guesses=_of(entry, outcome),
            sure=str(entry.number) in sure,
            said=said.get(entry.number, ()),
            back_of=backs[entry.number][0] if entry.number in backs else (),
            back_from=backs[entry.number][1] if entry.number in backs else 0,
            named=named[entry.number],
            waits=waiting_told(entry.told["charge"]),
        )
        for entry in unknown
    )
    credits = tuple(each for each in shown if each.entry.amount.minor > 0)
    debits = tuple(
        each
        for each in shown
        if each.entry.amount.minor < 0 and (each.entry.of_payer or each.back_of or _may_be_ours(each))
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
        place=place,
        unread=not (waiting or used or taken_back),
    )


def money_out() -> bank.MoneyOut:
    """What of money out is a matter of the inbox, by the bounds and words of the rules."""
    return bank.MoneyOut(rules().new_charge, rules().returned_written)


def seem_taken_back(out: Sequence[BankEntryFacts], received: Sequence[BankEntryFacts]) -> frozenset[int]:
    """Of money out of several hosts, what seems to take back a credit that the books hold, as their inboxes show it."""
    found: set[str] = set()
    for host in {entry.host_id for entry in out}:
        lines = as_lines([entry for entry in out if entry.host_id == host], ())
        came = [entry for entry in received if entry.host_id == host]
        if _of_the_books(host, lines, came, frozenset()):
            # Asked only where something may have been said no to.
            found |= _of_the_books(host, lines, came, refused_pairs(host))
    return frozenset(map(int, found))


def _of_the_books(
    host: int,
    lines: Sequence[StatementLine],
    came: Sequence[BankEntryFacts],
    refused: frozenset[tuple[str, str]],
) -> set[str]:
    keys = {reference_key(ref): ref for entry in came for ref in received_by(entry, {})}
    place = place_of(host)
    pairs = taken_back(
        as_lines(came, ()),
        lines,
        rules(),
        lambda start, end: on_the_way(start, end, place),
        refused=refused,
    )
    return {
        line.id
        for line in lines
        if gone_back(line, keys, rules(), refused) or any(line.id in pair.lines for pair in pairs)
    }


def _guessed(
    lines: Sequence[StatementLine],
    received: Sequence[StatementLine],
    items: Sequence[OpenItem],
    choice: Chosen,
    refused: frozenset[tuple[str, str]],
    place: Region,
) -> Outcome:
    """What the lines may be, counted in working days of the way to the host's place."""
    return match(
        lines,
        items,
        rules=rules().with_threshold(choice.threshold),
        working_days=lambda start, end: on_the_way(start, end, place),
        refused=refused,
        received=received,
    )


def _backs(
    lines: Sequence[StatementLine],
    outcome: Outcome,
    came: Mapping[int, tuple[str, ...]],
    keys: Mapping[str, str],
    refused: frozenset[tuple[str, str]],
) -> dict[int, tuple[tuple[str, ...], int]]:
    """What money out seems to take back: the instalments of a credit in the books, and that credit; or the one that it says went back."""
    found: dict[int, tuple[tuple[str, ...], int]] = {}
    for line in lines:
        credits = [
            int(other)
            for guess in (*outcome.automatic, *outcome.guesses.get(line.id, ()))
            if line.id in guess.lines
            for other in guess.lines
            if int(other) in came
        ]
        said = "" if credits else gone_back(line, keys, rules(), refused)
        if credits:
            found[int(line.id)] = (came[credits[0]], credits[0])
        elif said:
            found[int(line.id)] = ((said,), 0)
    return found


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

"""A group that the inbox guessed is accepted as a whole: its instalments are booked, and a return takes both lines out of the inbox.

What was no guess cannot be accepted as a group, so that no sum is matched on its amount alone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.queries import lots
from guohe.identity.operations.act_as import require
from guohe.imports.operations.record_group import record_bundle, record_split
from guohe.imports.operations.record_taken_back import record_taken_back
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.domain.group_keys import (
    group_key,
    is_group,
    movement_in,
    parts_of,
    payments_in,
    receipt_charge_in,
)
from guohe.reconciliation.domain.values import Match
from guohe.reconciliation.operations.accept_debit import accept_debit
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.operations.accept_movement import accept_movement
from guohe.reconciliation.operations.accept_receipt_charge import accept_receipt_charge
from guohe.reconciliation.operations.decide import say_is, say_undone, tell_identified, tell_taken_back
from guohe.reconciliation.queries.decisions import standing_match
from guohe.reconciliation.queries.inbox import inbox


def accept_guess(
    *, entry_id: int, item_ref: str, another: str = "", balance: str = "", actor: int, now: datetime
) -> tuple[int, ...]:
    """Accepts what a person pressed beside an entry: an instalment, a charge beside one, a payment, its return or charge, or a group;
    the journals, none for a return, a payment or what is of one. ``another`` is of a charge beside an instalment alone, ``balance`` of a receipt: why it is right although the statement's balance does not agree.

    Refused as accept_match, accept_receipt_charge, accept_debit, accept_movement and accept_group are. Raises EntryNotFound.
    """
    if movement_in(item_ref) is not None:
        accept_movement(entry_id=entry_id, item_ref=item_ref, actor=actor, now=now)
        return ()
    if payments_in(item_ref):
        accept_debit(entry_id=entry_id, item_ref=item_ref, actor=actor, now=now)
        return ()
    if receipt_charge_in(item_ref):
        return (
            accept_receipt_charge(
                entry_id=entry_id, item_ref=item_ref, another=another, actor=actor, now=now
            ),
        )
    if is_group(item_ref):
        return accept_group(entry_id=entry_id, key=item_ref, balance=balance, actor=actor, now=now)
    return (accept_match(entry_id=entry_id, item_ref=item_ref, balance=balance, actor=actor, now=now),)


def accept_group(*, entry_id: int, key: str, balance: str = "", actor: int, now: datetime) -> tuple[int, ...]:
    """Books the group and writes one answer for each of its lines; the journals, none for a return.

    A return of what the books hold as received turns the receipt round: the journals are its reversals. Refused: it is no guess about this entry (REC-115), or a return of which the bank kept a charge that nobody has booked
    (REC-116); else as record_bundle and record_split are. Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        entry = bank.entry(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=entry.host_id, on=now.date())
        guess = _shown(entry, key, now)
        lines = [bank.entry(int(line)) for line in guess.lines]
        back = _of_the_books(guess, lines)
        journals = (
            _booked(guess, lines, balance, actor, now)
            if back is None
            else _taken_back(guess, lines, actor, now)
        )
        first = journals[0] if journals and back is None else None
        for line in lines:
            say_is(line, key, guess, journal=first, actor=actor, now=now)
        _tell(guess, lines, now)
    return journals


def _of_the_books(guess: Match, lines: list[BankEntryFacts]) -> BankEntryFacts | None:
    """The credit of a return that the books hold as received."""
    held = (line for line in lines if line.amount.minor > 0 and (line.used_as == "receipt" or line.booked))
    return next(held, None) if guess.kind == "reversal" else None


def _taken_back(guess: Match, lines: list[BankEntryFacts], actor: int, now: datetime) -> tuple[int, ...]:
    """Turns the receipt round, says of each of its lines that it is no receipt any more, and tells its grants; the reversals."""
    _refuse_a_charge(guess)
    credit, out = sorted(lines, key=lambda each: -each.amount.minor)
    match = standing_match(credit.number)
    back = record_taken_back(
        entry_id=credit.number, back_id=out.number, booked=credit.booked, actor=actor, now=now
    )
    reversals = tuple(dict.fromkeys(back.values()))
    if match is not None:
        reason = f"{out.posted_on.isoformat()} {out.amount}"
        for number in parts_of(match.item, str(credit.number))[0]:
            line = bank.entry(int(number))
            say_undone(line, match.item, reason=reason, journal=reversals[0], actor=actor, now=now)
    for item, journal in back.items():
        tell_taken_back(out, item, journal, now=now)
    return reversals


def _shown(entry: BankEntryFacts, key: str, now: datetime) -> Match:
    """The guess of that name which stands in the inbox beside this entry."""
    box = inbox(entry.host_id, on=now.date())
    for guess in box.guesses_of(str(entry.number)):
        if guess.kind != "one" and group_key(guess.lines, guess.items) == key:
            return guess
    raise Refused(Finding("REC-115", Level.STOP, values={"entry": str(entry.number), "seen": key}))


def _booked(
    guess: Match, lines: list[BankEntryFacts], balance: str, actor: int, now: datetime
) -> tuple[int, ...]:
    if guess.kind == "bundle":
        made = record_bundle(
            entry_id=lines[0].number,
            instalment_refs=guess.items,
            balance=balance,
            actor=actor,
            now=now,
        )
        return tuple(made.values())
    if guess.kind == "split":
        numbers = [line.number for line in lines]
        item = guess.items[0]
        return (record_split(entry_ids=numbers, instalment_ref=item, balance=balance, actor=actor, now=now),)
    _refuse_a_charge(guess)
    return ()


def _refuse_a_charge(guess: Match) -> None:
    if guess.charge:
        raise Refused(
            Finding(
                "REC-116",
                Level.STOP,
                values={"charge": str(abs(guess.charge))},
                minor=abs(guess.charge.minor),
            )
        )


def _tell(guess: Match, lines: list[BankEntryFacts], now: datetime) -> None:
    """The same sentence as for a single credit, for each instalment; a return is told of its lines."""
    last = max(lines, key=lambda each: (each.posted_on, each.number))
    if not guess.items:
        for line in lines:
            record(
                host_id=line.host_id,
                action="reconciliation.returned",
                subject=f"entry:{line.number}",
                details={"lines": ", ".join(guess.lines)},
                now=now,
            )
    refs = frozenset(item.rpartition("/T")[0] for item in guess.items)
    credited = {each.source_ref: each.credited for each in lots.receipts_of(refs)}
    for item in guess.items:
        tell_identified(last, item, credited[item], now=now)

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
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.domain.group_keys import (
    group_key,
    is_group,
    movement_in,
    payments_in,
    receipt_charge_in,
)
from guohe.reconciliation.domain.values import Match
from guohe.reconciliation.operations.accept_debit import accept_debit
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.operations.accept_movement import accept_movement
from guohe.reconciliation.operations.accept_receipt_charge import accept_receipt_charge
from guohe.reconciliation.operations.decide import say_is, tell_identified
from guohe.reconciliation.queries.inbox import inbox


def accept_guess(
    *, entry_id: int, item_ref: str, another: str = "", actor: int, now: datetime
) -> tuple[int, ...]:
    """Accepts what a person pressed beside an entry: an instalment, a charge beside one, a payment, its return or charge, or a group;
    the journals, none for a return, a payment or what is of one. ``another`` is of a charge beside an instalment alone.

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
        return accept_group(entry_id=entry_id, key=item_ref, actor=actor, now=now)
    return (accept_match(entry_id=entry_id, item_ref=item_ref, actor=actor, now=now),)


def accept_group(*, entry_id: int, key: str, actor: int, now: datetime) -> tuple[int, ...]:
    """Books the group and writes one answer for each of its lines; the journals, none for a return.

    Refused: it is no guess about this entry (REC-115), or a return of which the bank kept a charge that nobody has booked
    (REC-116); else as record_bundle and record_split are. Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        entry = bank.entry(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=entry.host_id, on=now.date())
        guess = _shown(entry, key, now)
        lines = [bank.entry(int(line)) for line in guess.lines]
        journals = _booked(guess, lines, actor, now)
        for line in lines:
            say_is(line, key, guess, journal=journals[0] if journals else None, actor=actor, now=now)
        _tell(guess, lines, now)
    return journals


def _shown(entry: BankEntryFacts, key: str, now: datetime) -> Match:
    """The guess of that name which stands in the inbox beside this entry."""
    box = inbox(entry.host_id, on=now.date())
    for guess in box.guesses_of(str(entry.number)):
        if guess.kind != "one" and group_key(guess.lines, guess.items) == key:
            return guess
    raise Refused(Finding("REC-115", Level.STOP, values={"entry": str(entry.number), "seen": key}))


def _booked(guess: Match, lines: list[BankEntryFacts], actor: int, now: datetime) -> tuple[int, ...]:
    if guess.kind == "bundle":
        made = record_bundle(entry_id=lines[0].number, instalment_refs=guess.items, actor=actor, now=now)
        return tuple(made.values())
    if guess.kind == "split":
        numbers = [line.number for line in lines]
        return (record_split(entry_ids=numbers, instalment_ref=guess.items[0], actor=actor, now=now),)
    if guess.charge:
        raise Refused(
            Finding(
                "REC-116",
                Level.STOP,
                values={"charge": str(abs(guess.charge))},
                minor=abs(guess.charge.minor),
            )
        )
    return ()


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

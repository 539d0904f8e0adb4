"""A debit is a payment of ours by a person's word: evidence that it left, with the reasons that were shown. Nothing is booked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.identity.operations.act_as import require
from guohe.imports.operations.record_debit import free_debit, record_debit
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.domain.debits import check_debit, debited_for
from guohe.reconciliation.domain.group_keys import (
    group_key,
    is_group,
    is_return,
    movement_in,
    parts_of,
    payment_item,
    payments_in,
)
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.values import Match
from guohe.reconciliation.operations.decide import say_is, say_undone, tell_grants
from guohe.reconciliation.queries.bank_lines import known_account
from guohe.reconciliation.queries.decisions import Said, standing_match
from guohe.reconciliation.queries.inbox import Inbox, inbox
from guohe.reconciliation.queries.open_payments import open_payments


def accept_debit(*, entry_id: int, item_ref: str, actor: int, now: datetime) -> None:
    """Records that the entry is this payment (``payment:…``), or these if the inbox shows them as a group beside it.

    The person may name a payment that was no guess: the decision then has no confidence. Refused: the payment is not
    expected (REC-120), a group that is no guess (REC-115), what stands against it (REC-121 to 125), that the
    entry is a return (REC-101), and as record_debit is.
    Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        entry = bank.entry(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=entry.host_id, on=now.date())
        match = standing_match(entry_id)
        if match is not None and (is_return(match.item) or movement_in(match.item) is not None):
            values = {"entry": str(entry_id), "item": match.item}
            raise Refused(Finding("REC-101", Level.STOP, values=values))
        guess = _shown(inbox(entry.host_id, on=now.date()), entry, item_ref)
        expected = {item.id: item for item in open_payments(entry.host_id)}
        wanted = [payment_item(payment) for payment in payments_in(item_ref)]
        gone = [each for each in wanted if each not in expected]
        if gone:
            raise Refused(*(Finding("REC-120", Level.STOP, values={"seen": each}) for each in gone))
        items = [expected[each] for each in wanted]
        against = check_debit(
            entry.amount,
            known_account(entry),
            items,
            rules(),
            booked_on=entry.posted_on,
            today=now.date(),
        )
        if against:
            raise Refused(*against)
        parts = [(payments_in(item)[0], part) for item, part in debited_for(entry.amount, items)]
        record_debit(entry_id=entry_id, debited=parts, actor=actor, now=now)
        say_is(entry, item_ref, guess, actor=actor, now=now)
        left = [payment for payment, _ in parts]
        tell_grants("reconciliation.debited", entry, left, day="debited", now=now)


def undo_debit(*, entry: BankEntryFacts, match: Said, reason: str, actor: int, now: datetime) -> None:
    """Takes back that the entry is a payment, and the stations it proved; the payments are expected again.

    Called by undo_match, in its transaction, which has asked for the reason and the capabilities.
    """
    freed = free_debit(entry_id=entry.number, actor=actor, now=now)
    say_undone(entry, match.item, reason=reason, actor=actor, now=now)
    tell_grants("reconciliation.debit_undone", entry, freed, day="debited", now=now)


def _shown(box: Inbox, entry: BankEntryFacts, item_ref: str) -> Match | None:
    """The guess of that name beside the entry; a group must be one, and be about this one entry."""
    for guess in box.guesses_of(str(entry.number)):
        named = guess.items[0] if guess.kind == "one" else group_key(guess.lines, guess.items)
        if named == item_ref:
            return guess
    if is_group(item_ref) or parts_of(item_ref, str(entry.number))[0] != (str(entry.number),):
        raise Refused(Finding("REC-115", Level.STOP, values={"entry": str(entry.number), "seen": item_ref}))
    return None

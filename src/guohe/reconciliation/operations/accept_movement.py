"""A line is the return of a payment, or a charge for it, by a person's word: evidence, with the reasons that were shown. Nothing is booked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.imports.operations.record_movement import free_movement, record_movement
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.domain.group_keys import movement_in
from guohe.reconciliation.operations.decide import say_is, say_undone, tell_grants
from guohe.reconciliation.operations.one_line import line_that_is_nothing, refuse_what_stands_against
from guohe.reconciliation.queries.decisions import Said
from guohe.reconciliation.queries.inbox import inbox
from guohe.reconciliation.queries.open_movements import open_movements

_TOLD = {"return": "reconciliation.came_back", "charge": "reconciliation.charged"}


def accept_movement(*, entry_id: int, item_ref: str, actor: int, now: datetime) -> None:
    """Records that the entry is the return of a payment (``return:…``) or a charge for it (``charge:…``).

    The person may name one that was no guess: the decision then has no confidence. Refused: no such payment left, or it came
    back (REC-131), what stands against it (REC-123, 125, 132 to 135), that the entry is something already (REC-101), and as
    record_movement is. Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    moved = movement_in(item_ref)
    if moved is None:
        raise Refused(Finding("REC-131", Level.STOP, values={"seen": item_ref[:60]}))
    with transaction.atomic():
        entry = line_that_is_nothing(entry_id, actor=actor, now=now)
        item = {each.id: each for each in open_movements(entry.host_id)}.get(item_ref)
        if item is None:
            raise Refused(Finding("REC-131", Level.STOP, values={"seen": item_ref[:60]}))
        guess = inbox(entry.host_id, on=now.date()).guess_of(str(entry_id), item_ref)
        refuse_what_stands_against(entry, item, now=now)
        record_movement(entry_id=entry_id, payment=moved.payment, kind=moved.kind, actor=actor, now=now)
        say_is(entry, item_ref, guess, actor=actor, now=now)
        tell_grants(_TOLD[moved.kind], entry, [moved.payment], day="booked", now=now)


def undo_movement(*, entry: BankEntryFacts, match: Said, reason: str, actor: int, now: datetime) -> None:
    """Takes back that the entry is a return or a charge, and the stations it proved.

    Called by undo_match, in its transaction, which has asked for the reason and the capabilities.
    """
    freed = free_movement(entry_id=entry.number, actor=actor, now=now)
    say_undone(entry, match.item, reason=reason, actor=actor, now=now)
    tell_grants("reconciliation.movement_undone", entry, freed, day="booked", now=now)

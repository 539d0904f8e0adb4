"""A guess that a person says no to is kept as refused and does not come back; a question about a credit is kept with its words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.storable import storable
from guohe.reconciliation.domain.group_keys import group_key, is_group, of_a_payment, receipt_charge_in
from guohe.reconciliation.models import Decision
from guohe.reconciliation.queries.decisions import refused_pairs, standing_match
from guohe.reconciliation.queries.inbox import inbox
from guohe.reconciliation.queries.open_items import open_items
from guohe.reconciliation.queries.open_movements import open_movements
from guohe.reconciliation.queries.open_payments import open_payments


def refuse_match(*, entry_id: int, item_ref: str, actor: int, now: datetime) -> None:
    """Records that the entry is not this instalment; said again, it changes nothing. Needs ``import``.

    Refused: the entry is identified (REC-101), or the instalment is not open (REC-102). Raises EntryNotFound.
    """
    with transaction.atomic():
        entry = _open_entry(entry_id, actor, now)
        if (str(entry_id), item_ref) in refused_pairs(entry.host_id):
            return
        if not _may_be(entry, item_ref, now):
            raise Refused(Finding("REC-102", Level.STOP, values={"seen": item_ref}))
        _write(entry, "is_not", item_ref, "", actor, now)


def ask_about(*, entry_id: int, words: str, actor: int, now: datetime) -> None:
    """Records a question about an unidentified entry. Needs ``import``. Refused without words (REC-103) that can be kept (MON-521), or REC-101."""
    words = words.strip()
    if not words:
        raise Refused(Finding("REC-103", Level.STOP))
    if not storable(words):
        raise Refused(Finding("MON-521", Level.STOP))
    with transaction.atomic():
        _write(_open_entry(entry_id, actor, now), "ask", "", words, actor, now)


def _may_be(entry: BankEntryFacts, item_ref: str, now: datetime) -> bool:
    """An item that is open, or a group that stands in the inbox beside this entry."""
    if receipt_charge_in(item_ref):
        return item_ref in {item.id for item in inbox(entry.host_id, on=now.date(), naming=True).received}
    if not is_group(item_ref):
        host = entry.host_id
        expected = (*open_items(host), *open_payments(host), *open_movements(host))
        return item_ref in {item.id for item in expected}
    guesses = inbox(entry.host_id, on=now.date()).guesses_of(str(entry.number))
    return item_ref in {group_key(guess.lines, guess.items) for guess in guesses}


def _open_entry(entry_id: int, actor: int, now: datetime) -> BankEntryFacts:
    entry = bank.entry(entry_id)
    require(actor, "import", host_id=entry.host_id, on=now.date())
    match = standing_match(entry_id)
    if entry.used_as is not None or (match is not None and of_a_payment(match.item)):
        item = entry.used_for or (match.item if match else "")
        raise Refused(Finding("REC-101", Level.STOP, values={"entry": str(entry_id), "item": item}))
    return entry


def _write(entry: BankEntryFacts, answer: str, item_ref: str, words: str, actor: int, now: datetime) -> None:
    Decision.objects.create(
        host_id=entry.host_id,
        entry_id=entry.number,
        item_ref=item_ref,
        answer=answer,
        words=words,
        decided_by_id=actor,
        decided_at=now,
    )
    record(
        host_id=entry.host_id,
        action=f"reconciliation.{answer}",
        subject=f"entry:{entry.number}",
        details={"item": item_ref},
        now=now,
    )

"""A wrong match is undone by reversing its journals, with a reason; its credits are then unidentified again, and both stay visible."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import journals, lots
from guohe.funds.queries.sent_reports import day_of_reversal, told_years
from guohe.grants.domain.stations import TAKEN_BACK
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.operations.free_entry import free_entry
from guohe.imports.operations.record_group import JOINED
from guohe.imports.operations.record_taken_back import free_taken_back
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.storable import storable
from guohe.kernel.utc8 import day_there
from guohe.reconciliation.domain.group_keys import (
    is_group,
    movement_in,
    parts_of,
    payments_in,
    receipt_charge_in,
)
from guohe.reconciliation.operations.accept_debit import undo_debit
from guohe.reconciliation.operations.accept_movement import undo_movement
from guohe.reconciliation.operations.accept_receipt_charge import undo_receipt_charge
from guohe.reconciliation.operations.decide import say_undone
from guohe.reconciliation.queries.decisions import Said, standing_match


def undo_match(*, entry_id: int, reason: str, actor: int, now: datetime) -> tuple[int, ...]:
    """Reverses what a match booked, on its own day while that period is open, else on the first open day after it.

    A group is undone as a whole. The numbers of the reversals; none for a return, a payment or what is of one: nothing was booked. Refused
    without a reason (REC-104) that can be kept (MON-521), when nobody matched the entry or it was undone before (REC-105), or when money of a receipt
    has been used (MON-392). Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(Finding("REC-104", Level.STOP))
    if not storable(reason):
        raise Refused(Finding("MON-521", Level.STOP))
    with transaction.atomic():
        entry = bank.entry(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=entry.host_id, on=now.date())
        match = standing_match(entry_id) or _recorded(entry)
        if match is None:
            raise Refused(Finding("REC-105", Level.STOP, values={"entry": str(entry_id)}))
        if movement_in(match.item) is not None:
            undo_movement(entry=entry, match=match, reason=reason, actor=actor, now=now)
            return ()
        if payments_in(match.item):
            undo_debit(entry=entry, match=match, reason=reason, actor=actor, now=now)
            return ()
        if receipt_charge_in(match.item):
            return (undo_receipt_charge(entry=entry, match=match, reason=reason, actor=actor, now=now),)
        numbers, items = parts_of(match.item, str(entry_id))
        lines = [bank.entry(int(number)) for number in numbers]
        back = {item: _turned(item, match, lines, reason, now) for item in items}
        # Of several credits the one instalment was booked once; of several instalments each was.
        reversals = tuple(dict.fromkeys(back.values()))
        for line in lines:
            if items:
                free_entry(entry_id=line.number, actor=actor, now=now)
            elif line.amount.minor < 0:
                free_taken_back(entry_id=line.number, actor=actor, now=now)
            first = reversals[0] if reversals else None
            say_undone(line, match.item, reason=reason, journal=first, actor=actor, now=now)
        for item, reversal in back.items():
            _take_claim_back(item, lines, reversal, actor, now)
        _tell(entry, match.item, back, now)
    return reversals


def _recorded(entry: BankEntryFacts) -> Said | None:
    """A receipt of one instalment that was recorded at the statement, and not by a word in the inbox."""
    if entry.used_as != "receipt" or entry.used_by is None or entry.used_at is None or not entry.used_for:
        return None
    if JOINED in entry.used_for:
        return None
    return Said(
        number=0,
        entry=entry.number,
        item=entry.used_for,
        answer="is",
        words="",
        journal=entry.journal_id,
        confidence=None,
        who=entry.used_by,
        at=entry.used_at,
    )


def _turned(item: str, match: Said, lines: Sequence[BankEntryFacts], reason: str, now: datetime) -> int:
    """Reverses the journal that brought one instalment."""
    grant = find.grant(item.rpartition("/T")[0])
    journal = match.journal
    if is_group(match.item):
        held = [lot for lot in lots.of_fund(grant.ref) if lot.source_ref == item and lot.parent is None]
        journal = next((lot.journal_id for lot in held if not lot.reversed), None)
    if journal is None:
        raise Refused(Finding("REC-105", Level.STOP, values={"entry": str(match.entry)}))
    # What was booked late is not turned round before its own day.
    booked = max(journals.entry(journal).effective_date, *(line.posted_on for line in lines))
    day = day_of_reversal(grant.book, told_years([grant.ref]), booked, day_there(now))
    said = f"{match.number}" if not is_group(match.item) else f"{match.number}:{item}"
    if not match.number:
        said = f"entry {match.entry} J-{journal}"
    key = uuid5(NAMESPACE_URL, f"guohe:reconciliation:undo:{said}")
    return reverse(journal_id=journal, reason=reason, on=day, key=key).journal_id


def _take_claim_back(
    item: str, lines: Sequence[BankEntryFacts], reversal: int, actor: int, now: datetime
) -> None:
    """The instalment is no longer said to be credited by those rows: a status without evidence is not shown."""
    credited = {line.posted_on for line in lines}
    for claim in find.claims(item.rpartition("/T")[0]):
        if claim.instalment_ref == item and claim.station == "credited" and claim.happened_on in credited:
            state_claim(
                instalment_ref=item,
                station=TAKEN_BACK,
                happened_on=now.date(),
                source="bank inbox",
                evidence=claim.evidence,
                reference=f"J-{reversal}",
                actor=actor,
                now=now,
            )


def _tell(entry: BankEntryFacts, match: str, back: dict[str, int], now: datetime) -> None:
    """Told of each grant whose money it was; of a return, of its entry."""
    told: dict[str, tuple[str, int | None]] = {
        f"grant:{item.rpartition('/T')[0]}": (item, journal) for item, journal in back.items()
    }
    for subject, (item, journal) in (told or {f"entry:{entry.number}": (match, None)}).items():
        details: dict[str, str | int | bool | None] = {"entry": entry.number, "item": item}
        if journal is not None:
            details["journal"] = journal
        record(
            host_id=entry.host_id,
            action="reconciliation.undone" if back else "reconciliation.return_undone",
            subject=subject,
            details=details,
            now=now,
        )

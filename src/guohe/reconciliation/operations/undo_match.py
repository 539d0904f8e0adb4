"""A wrong match is undone by reversing its journal, with a reason; the credit is then unidentified again, and both stay visible."""

from __future__ import annotations

from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries.chart import open_day_from
from guohe.grants.domain.stations import TAKEN_BACK
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.operations.free_entry import free_entry
from guohe.imports.queries import bank
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.models import Decision
from guohe.reconciliation.queries.decisions import standing_match


def undo_match(*, entry_id: int, reason: str, actor: int, now: datetime) -> int:
    """Reverses the receipt on its own day while that period is open, else the first open day after it; the reversal's number.

    Refused without a reason (REC-104), when nobody matched the entry or it was undone before (REC-105), or when money of
    the receipt has been used (MON-392). Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    if not reason.strip():
        raise Refused(Finding("REC-104", Level.STOP))
    with transaction.atomic():
        entry = bank.entry(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=entry.host_id, on=now.date())
        match = standing_match(entry_id)
        if match is None or match.journal is None:
            raise Refused(Finding("REC-105", Level.STOP, values={"entry": str(entry_id)}))
        grant = find.grant(match.item.rpartition("/T")[0])
        day = open_day_from(grant.book, entry.posted_on) or now.date()
        key = uuid5(NAMESPACE_URL, f"guohe:reconciliation:undo:{match.number}")
        back = reverse(journal_id=match.journal, reason=reason.strip(), on=day, key=key)
        free_entry(entry_id=entry_id, actor=actor, now=now)
        _take_claim_back(match.item, entry.posted_on, back.journal_id, actor, now)
        Decision.objects.create(
            host_id=entry.host_id,
            entry_id=entry_id,
            item_ref=match.item,
            answer="undone",
            words=reason.strip(),
            journal_id=back.journal_id,
            decided_by_id=actor,
            decided_at=now,
        )
        record(
            host_id=entry.host_id,
            action="reconciliation.undone",
            subject=f"grant:{grant.ref}",
            details={"entry": entry_id, "item": match.item, "journal": back.journal_id},
            now=now,
        )
    return back.journal_id


def _take_claim_back(item: str, credited: date, reversal: int, actor: int, now: datetime) -> None:
    """The instalment is no longer said to be credited by that row: a status without evidence is not shown."""
    for claim in find.claims(item.rpartition("/T")[0]):
        if claim.instalment_ref == item and claim.station == "credited" and claim.happened_on == credited:
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

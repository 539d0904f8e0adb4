"""A closed grant is opened again as it was closed: prepared with a reason, approved by another; the closing stays."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.refusals import said_in_words
from guohe.grants.domain.closing import check_reopening
from guohe.grants.models import Closing, Reopening, ReopeningApproval
from guohe.grants.operations.change_found import grant_row
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries.closing import closed_by, closings_of, reopenings_of
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused


@told_in_words
def prepare_reopening(*, ref: str, reason: str, evidence: str, actor: int, now: datetime) -> int:
    """Writes why the closing is undone and what shows it, and returns its number; the grant stays closed until it is approved.

    Raises Refused with everything that stands against it (BUD-469, BUD-470).
    """
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    closed = closed_by(closings_of(ref))
    faults = check_reopening(closed is not None, ref=ref, reason=reason, evidence=evidence)
    if faults or closed is None:
        raise Refused(*faults)
    number = len(reopenings_of(ref)) + 1
    with transaction.atomic():
        Reopening.objects.create(
            host_id=row.host_id,
            grant=row,
            closing=Closing.objects.get(grant=row, number=closed.number),
            number=number,
            reason=reason.strip(),
            evidence=evidence.strip(),
            prepared_by_id=actor,
            prepared_at=now,
        )
        _told(row.host_id, "grants.reopening_prepared", ref, number, now)
    return number


@told_in_words
def approve_reopening(*, ref: str, number: int, actor: int, now: datetime) -> None:
    """Opens the grant: from then on its fund takes entries again. Raises Refused; ACC-601 for whoever prepared it."""
    row = grant_row(ref)
    prepared = next((each for each in reopenings_of(ref) if each.number == number), None)
    if prepared is None:
        raise Refused(Finding("BUD-471", Level.STOP, values={"ref": ref, "number": str(number)}))
    require_approver(
        actor, "closing", preparer=prepared.prepared_by, host_id=row.host_id, on=now.date(), grant=ref
    )
    closed = closed_by(closings_of(ref))
    again = Finding("BUD-469", Level.STOP, values={"ref": ref})
    if closed is None or closed.number != prepared.closing:
        raise Refused(again)
    try:
        with transaction.atomic(), said_in_words():
            ReopeningApproval.objects.create(
                host_id=row.host_id,
                grant=row,
                reopening=Reopening.objects.get(grant=row, number=number),
                approved_by_id=actor,
                approved_at=now,
            )
    except IntegrityError as fault:
        if "unique" not in str(fault) and "open again already" not in str(fault):
            raise
        # Somebody else approved at the same moment: the grant is opened once.
        raise Refused(again) from None
    _told(row.host_id, "grants.reopened", ref, number, now)


def _told(host_id: int, action: str, ref: str, number: int, now: datetime) -> None:
    record(host_id=host_id, action=action, subject=f"reopening:{ref}/{number}", details={}, now=now)

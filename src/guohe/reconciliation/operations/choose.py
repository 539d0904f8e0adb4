"""A host chooses how sure a guess must be to be called sure, and after how many working days a credit is old."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.models import Choice


def choose(*, host_id: int, threshold: int, old_after: int, why: str, actor: int, now: datetime) -> None:
    """Records the choice with its reason; the newest is in force. Needs ``approve``. Refused outside the bounds (REC-106)."""
    require(actor, "approve", host_id=host_id, on=now.date())
    if not (50 <= threshold <= 200 and 0 <= old_after <= 60 and why.strip()):
        raise Refused(Finding("REC-106", Level.STOP, values={"seen": f"{threshold} / {old_after}"}))
    with transaction.atomic():
        Choice.objects.create(
            host_id=host_id,
            threshold=threshold,
            old_after=old_after,
            why=why.strip(),
            decided_by_id=actor,
            decided_at=now,
        )
        record(
            host_id=host_id,
            action="reconciliation.chosen",
            subject=f"host:{host_id}",
            details={"threshold": threshold, "old_after": old_after},
            now=now,
        )

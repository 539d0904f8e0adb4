"""A paper put on the wrong line is taken back with a reason; the paper and its file stay on record."""

from __future__ import annotations

from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.documents.models import Attachment, Withdrawal
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.utc8 import day_there


def withdraw(*, host_id: int, attachment: int, why: str, actor: int, now: datetime) -> None:
    """Raises Refused: DOC-917 without a reason, DOC-918 for a paper that is not there, DOC-919 when it was taken back."""
    row = Attachment.objects.filter(host_id=host_id, pk=attachment).first()
    if row is None:
        raise Refused(Finding("DOC-918", Level.STOP, values={"number": str(attachment)}))
    require(actor, "prepare", host_id=host_id, on=now.date(), grant=row.grant_ref or None)
    if not why.strip():
        raise Refused(Finding("DOC-917", Level.STOP))
    earlier = Withdrawal.objects.filter(attachment_id=attachment).first()
    if earlier is not None:
        when = day_there(earlier.withdrawn_at).isoformat()
        raise Refused(Finding("DOC-919", Level.STOP, values={"on": when, "why": earlier.why}))
    Withdrawal.objects.create(
        host_id=host_id, attachment_id=attachment, why=why.strip(), withdrawn_by_id=actor, withdrawn_at=now
    )
    record(
        host_id=host_id,
        action="documents.paper_withdrawn",
        subject=f"attachment:{attachment}",
        details={"line": row.subject, "why": why.strip()},
        now=now,
    )

"""A paper of the filing checklist is there: its number or name is written beside the payment, by whom and when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.payments.domain.filing import paper_codes
from guohe.payments.domain.withdrawal import withdrawn_before
from guohe.payments.models import Paper, Release
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.queries.releases import facts_of


@told_in_words
def state_paper(*, number: int, code: str, reference: str, actor: int, now: datetime) -> None:
    """Writes the paper. Refused for an unknown payment (PAY-367), one that was withdrawn (PAY-408), an unknown paper, or an empty
    reference (PAY-372)."""
    row = Release.objects.filter(pk=number).select_related("payee").first()
    if row is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="release"), {"seen": str(number)}))
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    gone = withdrawn_before(facts_of([row])[0])
    if gone is not None:
        raise Refused(gone)
    if code not in paper_codes() or not reference.strip():
        values = {"seen": code, "known": ", ".join(paper_codes())}
        raise Refused(Finding("PAY-372", Level.STOP, Place(pointer="paper"), values))
    with transaction.atomic():
        Paper.objects.create(
            host_id=row.host_id,
            release=row,
            code=code,
            reference=reference.strip(),
            stated_by_id=actor,
            stated_at=now,
        )
        record(
            host_id=row.host_id,
            action="payments.paper_stated",
            subject=f"payment:{row.end_to_end_id}",
            details={"paper": code},
            now=now,
        )

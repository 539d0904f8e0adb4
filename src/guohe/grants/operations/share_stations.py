"""Whether the other side sees the stations inside the host is the host's decision, dated and never overwritten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.models import Grant, StationSharing
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.operations.act_as import require


@told_in_words
def share_stations(*, ref: str, shared: bool, actor: int, now: datetime) -> None:
    """Writes the decision. Needs the capability ``approve`` for the host. Raises GrantNotFound."""
    row = Grant.objects.filter(ref=ref).first()
    if row is None:
        raise GrantNotFound(ref)
    require(actor, "approve", host_id=row.host_id, on=now.date())
    with transaction.atomic():
        StationSharing.objects.create(
            host_id=row.host_id, grant=row, shared=shared, decided_by_id=actor, decided_at=now
        )
        record(
            host_id=row.host_id,
            action="grants.stations_shared" if shared else "grants.stations_not_shared",
            subject=f"grant:{ref}",
            details={},
            now=now,
        )

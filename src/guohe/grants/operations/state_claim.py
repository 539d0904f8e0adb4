"""A claim about the money says who, when, from what source and on which evidence; it is never edited."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.stations import STATIONS
from guohe.grants.models import Claim, Instalment
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused


def state_claim(
    *,
    instalment_ref: str,
    station: str,
    happened_on: date,
    source: str,
    evidence: str,
    reference: str,
    actor: int,
    now: datetime,
) -> None:
    """Records that an instalment is said to have reached a station. Refused for an unknown station or instalment."""
    ref, _, number = instalment_ref.rpartition("/T")
    row = Instalment.objects.filter(grant__ref=ref, number=int(number)).first() if number.isdigit() else None
    findings = []
    if row is None:
        findings.append(Finding("MON-313", Level.STOP, Place(pointer="instalment"), {"seen": instalment_ref}))
    if station not in STATIONS:
        findings.append(
            Finding(
                "MON-314",
                Level.STOP,
                Place(pointer="station"),
                {"seen": station, "known": ", ".join(STATIONS)},
            )
        )
    if row is None or findings:
        raise Refused(*findings)
    require(actor, "prepare", host_id=row.host_id, on=now.date())
    with transaction.atomic():
        Claim.objects.create(
            host_id=row.host_id,
            instalment=row,
            station=station,
            happened_on=happened_on,
            source=source,
            evidence=evidence,
            reference=reference,
            stated_by_id=actor,
            stated_at=now,
        )
        record(
            host_id=row.host_id,
            action="grants.claim_stated",
            subject=f"instalment:{instalment_ref}",
            details={"station": station, "happened_on": happened_on.isoformat()},
            now=now,
        )

"""A claim about the money says who, when, from what source and on which evidence; it is never edited."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.stations import known_to, stations_of
from guohe.grants.models import Claim, Instalment
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Word
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.programmes.domain.routes import NoRoute, Route
from guohe.programmes.queries.routes import route_of


@told_in_words
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
    amount: Money | None = None,
    needs: Word = "prepare",
) -> tuple[Finding, ...]:
    """Records that an instalment is said to have reached a station, or to have bounced, and returns what then waits.

    A claim that breaks a rule of the route (MON-303) or credits more than was sent (MON-304) is written as said and held.
    ``needs`` is the capability of the door: who brings a bank's own word imports, who states one prepares.
    Refused for an unknown instalment (MON-313) or station (MON-314), or when the grant's money does not cross (MON-306).
    """
    ref, _, number = instalment_ref.rpartition("/T")
    row = _instalment(ref, number)
    if row is None:
        raise Refused(Finding("MON-313", Level.STOP, Place(pointer="instalment"), {"seen": instalment_ref}))
    route = route_of(row.grant.pack)
    if route is NoRoute.PARALLEL:
        raise Refused(Finding("MON-306", Level.STOP, Place(pointer="instalment"), {"ref": ref}))
    known = known_to(route if isinstance(route, Route) else None)
    if station not in known:
        raise Refused(
            Finding(
                "MON-314", Level.STOP, Place(pointer="station"), {"seen": station, "known": ", ".join(known)}
            )
        )
    require(actor, needs, host_id=row.host_id, on=now.date())
    with transaction.atomic():
        Claim.objects.create(
            host_id=row.host_id,
            instalment=row,
            station=station,
            happened_on=happened_on,
            source=source,
            evidence=evidence,
            reference=reference,
            currency=amount.currency if amount is not None else "",
            amount_minor=amount.minor if amount is not None else None,
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
    if not isinstance(route, Route):
        return ()
    told = [claim for claim in find.claims(ref) if claim.instalment_ref == instalment_ref]
    return tuple(each.finding for each in stations_of(told, route, row.number) if each.finding is not None)


def _instalment(ref: str, number: str) -> Instalment | None:
    if not number.isdecimal():
        return None
    return Instalment.objects.filter(grant__ref=ref, number=int(number)).select_related("grant").first()

"""Earlier transfers of a route, as documents show them, and what it lets the other side see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from guohe.calendars.domain.days import Calendar, count
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, RESENT, TAKEN_BACK, standing, stations_of
from guohe.grants.domain.usual import Transfer
from guohe.grants.models import Claim, Grant, StationSharing
from guohe.grants.models import Transfer as Row
from guohe.grants.queries.find import claim_facts
from guohe.kernel.findings import Refused
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import route_of

# The part of the way on which the banks have the money.
_LEG: Final = ("sent", "credited", BOUNCED, RESENT, TAKEN_BACK)


def earlier(
    host_id: int, route: Route, *, besides: str, on: date, calendars: Sequence[Calendar]
) -> tuple[Transfer, ...]:
    """The transfers of a route that had arrived by a day: those the host noted, and those of its grants besides one.

    The grant asked about is left out: its own instalments stand beside the figure. A grant's transfer counts when its
    sending and its credit both have evidence; days outside the calendars are left out.
    """
    noted = Row.objects.filter(host_id=host_id, route=route.code, credited_on__lte=on)
    days = [*noted.values_list("sent_on", "credited_on"), *_of_grants(host_id, route, besides, on)]
    return tuple(_counted(sorted(days), calendars))


def _of_grants(host_id: int, route: Route, besides: str, on: date) -> Iterator[tuple[date, date]]:
    others = Grant.objects.filter(host_id=host_id).exclude(ref=besides)
    packs = [pack for pack in others.values_list("pack", flat=True).distinct() if route_of(pack) == route]
    rows = (
        Claim.objects.filter(
            instalment__grant__in=others.filter(pack__in=packs), station__in=_LEG, happened_on__lte=on
        )
        .select_related("instalment__grant", "stated_by")
        .order_by("pk")
    )
    told: dict[tuple[str, int], list[ClaimFacts]] = defaultdict(list)
    for row in rows if packs else ():
        told[row.instalment.grant.ref, row.instalment.number].append(claim_facts(row))
    for (_, number), claims in told.items():
        by_name = {station.name: station for station in stations_of(standing(claims), route, number)}
        ends = by_name["sent"], by_name["credited"]
        if all(end.how == "evidenced" for end in ends) and ends[0].happened_on and ends[1].happened_on:
            yield ends[0].happened_on, ends[1].happened_on


def shares_stations(ref: str) -> bool:
    """Whether the host's latest decision lets the other side see its inner stations; nobody decided means no."""
    latest = StationSharing.objects.filter(grant__ref=ref).order_by("-decided_at", "-pk").first()
    return latest is not None and latest.shared


def _counted(days: Iterable[tuple[date, date]], calendars: Sequence[Calendar]) -> Iterator[Transfer]:
    for sent_on, credited_on in days:
        try:
            working = count(calendars, sent_on, credited_on).days
        except Refused:
            continue
        yield Transfer(sent_on, credited_on, working)

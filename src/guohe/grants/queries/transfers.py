"""Earlier transfers of a route, as documents show them, and what it lets the other side see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from django.db import connection

from guohe.calendars.domain.days import Calendar, count
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, RESENT, TAKEN_BACK, standing, stations_of
from guohe.grants.domain.usual import Transfer
from guohe.grants.models import StationSharing
from guohe.grants.models import Transfer as Row
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import route_of

# The part of the way on which the banks have the money.
_LEG: Final = ("sent", "credited", BOUNCED, RESENT, TAKEN_BACK)
_NOBODY: Final = Name("", "", "")


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
    # Whoever asks may see one grant alone; the days of the others come without their names and amounts.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pack, instalment, number, station, happened_on, evidence, currency, rank, stated_at "
            "FROM grants_days_of_routes(%s, %s) WHERE station = ANY (%s) AND happened_on <= %s",
            [host_id, besides, list(_LEG), on],
        )
        rows = cursor.fetchall()
    ours = {pack for pack in {row[0] for row in rows} if route_of(pack) == route}
    told: dict[tuple[int, int], list[ClaimFacts]] = defaultdict(list)
    for pack, instalment, number, station, happened_on, evidence, currency, rank, stated_at in rows:
        if pack in ours:
            told[instalment, number].append(
                ClaimFacts(
                    instalment_ref=str(instalment),
                    station=station,
                    happened_on=happened_on,
                    source="",
                    evidence=evidence,
                    reference="",
                    stated_by=_NOBODY,
                    stated_at=stated_at,
                    amount=None if rank is None else Money(currency, rank),
                )
            )
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

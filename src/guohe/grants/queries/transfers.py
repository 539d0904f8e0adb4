"""Earlier transfers of a route, as documents show them, and what it lets the other side see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import connection

from guohe.calendars.domain.days import Calendar, count
from guohe.db.once import once
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, RESENT, TAKEN_BACK, standing, stations_of
from guohe.grants.domain.usual import Transfer
from guohe.grants.models import StationSharing
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import route_of

# The part of the way on which the banks have the money.
_LEG: Final = ("sent", "credited", BOUNCED, RESENT, TAKEN_BACK)
_NOBODY: Final = Name("", "", "")
# Days that a host noted of a route, and days that were claimed of its grants: two kinds of one thing.
_DAYS: Final = """
    SELECT asked.host, noted.nth, true, noted.credited_on, noted.route, NULL::bigint, NULL::integer, NULL, noted.sent_on,
           NULL, NULL, NULL::bigint, NULL::timestamptz
    FROM unnest(%(hosts)s::integer[]) AS asked (host)
    CROSS JOIN LATERAL grants_days_noted(asked.host) WITH ORDINALITY AS noted (route, sent_on, credited_on, nth)
    WHERE noted.credited_on <= %(on)s
    UNION ALL
    SELECT asked.host, told.nth, false, NULL::date, told.pack, told.instalment, told.number, told.station, told.happened_on,
           told.evidence, told.currency, told.rank, told.stated_at
    FROM unnest(%(hosts)s::integer[]) AS asked (host)
    CROSS JOIN LATERAL grants_days_of_routes(asked.host, %(besides)s) WITH ORDINALITY
        AS told (pack, instalment, number, station, happened_on, evidence, currency, rank, stated_at, nth)
    WHERE told.station = ANY (%(leg)s) AND told.happened_on <= %(on)s
    ORDER BY 1, 2
"""


def earlier(
    host_id: int, route: Route, *, besides: str, on: date, calendars: Sequence[Calendar]
) -> tuple[Transfer, ...]:
    """The transfers of a route that had arrived by a day: those the host noted, and those of its grants besides one.

    The grant asked about is left out: its own instalments stand beside the figure. A grant's transfer counts when its
    sending and its credit both have evidence; days outside the calendars are left out.
    """
    noted, told = _days((host_id,), besides, on)[host_id]
    days = [
        *((sent, credited) for code, sent, credited in noted if code == route.code),
        *_days_told(told, route),
    ]
    return tuple(_counted(sorted(days), calendars))


def earlier_of_each(
    asked: Mapping[str, tuple[int, Route, Sequence[Calendar], frozenset[int]]], *, on: date
) -> dict[str, tuple[Transfer, ...]]:
    """What ``earlier`` gives for each of many grants, in one read.

    Asked are, by reference, host, route, calendars and the keys of the grant's own instalments, which are left out.
    """
    if not asked:
        return {}
    of_host = _days(tuple(sorted({host for host, *_ in asked.values()})), "", on)
    found: dict[str, tuple[Transfer, ...]] = {}
    for ref, (host_id, route, calendars, own) in asked.items():
        noted, told = of_host[host_id]
        others = [row for row in told if row[1] not in own]
        days = [
            *((sent, credited) for code, sent, credited in noted if code == route.code),
            *_days_told(others, route),
        ]
        found[ref] = tuple(_counted(sorted(days), calendars))
    return found


@once
def _days(
    hosts: tuple[int, ...], besides: str, on: date
) -> dict[int, tuple[list[tuple[str, date, date]], list[tuple[Any, ...]]]]:
    """Of each host the days that it noted, and those claimed of its grants besides one, in the order of their stating."""
    # Whoever asks may see one grant alone; the days of the others come without their names and amounts.
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"hosts": list(hosts), "besides": besides, "on": on, "leg": list(_LEG)})
        rows = cursor.fetchall()
    found: dict[int, tuple[list[tuple[str, date, date]], list[tuple[Any, ...]]]] = {
        host: ([], []) for host in hosts
    }
    for host, _, noted, arrived, *told in rows:
        if noted:
            found[host][0].append((told[0], told[4], arrived))
        else:
            found[host][1].append(tuple(told))
    return found


def _days_told(rows: Sequence[tuple[Any, ...]], route: Route) -> Iterator[tuple[date, date]]:
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


@once
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

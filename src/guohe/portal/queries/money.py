"""Where the money is joins claims, the route's stations, the calendars and earlier transfers, as one reader may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from guohe.calendars.domain.days import Calendar, Region
from guohe.calendars.queries.published import calendars
from guohe.db.once import once
from guohe.grants.domain.clock import clock_of
from guohe.grants.domain.facts import ClaimFacts, GrantFacts, InstalmentFacts
from guohe.grants.domain.lateness import not_identified, not_seen, with_lateness
from guohe.grants.domain.stations import stations_of
from guohe.grants.domain.usual import Usual, usual_of
from guohe.grants.queries import find, transfers
from guohe.identity.queries.accounts import hosts_visible
from guohe.identity.queries.capabilities import capabilities_of
from guohe.identity.queries.sight import hosts_in_view, see_money
from guohe.imports.queries.bank import credits_since
from guohe.kernel.money import Money as Amount
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.portal.domain.money import Money, Way, collapsed, collapsed_clock, sees_inside, unnoticed_days
from guohe.portal.queries.money_back import came_back_of
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import invented_scheme, route_of
from guohe.registry.queries.register import register

_REGIONS = {"HK": Region.HONG_KONG, "MO": Region.MACAO}


def money_of(ref: str, *, on: date, account: int, today: date) -> Money | None:
    """The instalments of a grant as they stood on a day, as an account may see them today; None if the grant is not visible.

    As of a day means: what had happened by then, as far as it is known now. Raises Refused (ACC-603).
    """
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        return None
    see_money(grant.host_id, ref)
    route = route_of(grant.pack)
    regions = regions_of(grant)
    place = place_name(regions[-1])
    inside = shown_inside(grant, account=account, today=today)
    known = calendars(regions)
    usual = None
    ways: tuple[Way, ...] = ()
    if isinstance(route, Route):
        usual = usual_time(grant, on)
        told = [claim for claim in find.claims(ref) if claim.happened_on <= on]
        ways = tuple(
            _way(instalment, told, route, usual, known, place, on, inside=inside)
            for instalment in find.instalments(ref)
        )
        ways = _with_unidentified(grant, ways, on)
    return Money(
        grant, route, on, regions, place, usual, ways, not inside, _payee(grant), invented_scheme(grant.pack)
    )


def _with_unidentified(grant: GrantFacts, ways: tuple[Way, ...], on: date) -> tuple[Way, ...]:
    """What nobody has seen may be a credit that nobody has identified; told to who may see all the host's accounts."""
    sent = {
        way.instalment.ref: way.sending.happened_on
        for way in ways
        if way.on_its_way and way.sending is not None and way.sending.happened_on is not None
    }
    if not sent or grant.host_id not in hosts_in_view():
        return ways
    credits = credits_since(grant.host_id, grant.currency, min(sent.values()))
    return tuple(
        _maybe_here(way, tuple(credit for credit in credits if sent[way.instalment.ref] <= credit[0] <= on))
        if way.instalment.ref in sent
        else way
        for way in ways
    )


def _maybe_here(way: Way, credits: tuple[tuple[date, Amount], ...]) -> Way:
    findings = tuple(not_identified(each) for each in way.findings) if credits else way.findings
    return replace(way, unidentified=credits, findings=findings)


def shown_inside(grant: GrantFacts, *, account: int, today: date) -> bool:
    """Whether an account sees the stations inside the host: it works there, or the host shares them."""
    held = capabilities_of(account, today)
    return sees_inside(held, host=grant.host_id, grant=grant.ref, on=today) or transfers.shares_stations(
        grant.ref
    )


def usual_time(grant: GrantFacts, on: date) -> Usual | None:
    """The usual time of a grant's route as its host knew it on a day; None without a route or below five transfers."""
    route = route_of(grant.pack)
    if not isinstance(route, Route):
        return None
    known = calendars(regions_of(grant))
    return usual_of(transfers.earlier(grant.host_id, route, besides=grant.ref, on=on, calendars=known))


@once
def usual_times(grants: tuple[tuple[GrantFacts, frozenset[int]], ...], on: date) -> dict[str, Usual]:
    """The usual time of each grant's route, by reference, in a fixed number of reads; left out where there is none.

    Beside each grant stand the keys of its instalments: they are not measured by themselves.
    """
    asked = {}
    for grant, own in grants:
        route = route_of(grant.pack)
        if isinstance(route, Route):
            asked[grant.ref] = (grant.host_id, route, calendars(regions_of(grant)), own)
    found = {ref: usual_of(told) for ref, told in transfers.earlier_of_each(asked, on=on).items()}
    return {ref: usual for ref, usual in found.items() if usual is not None}


def regions_of(grant: GrantFacts) -> tuple[Region, Region]:
    """The Mainland, where money is sent, and the region of the unit that receives it."""
    host = register().unit(grant.unit_code).host_codes()[0]
    return Region.MAINLAND, _REGIONS[register().institution(host).region]


def place_name(region: Region) -> Name:
    """A region's name in three languages."""
    key = f"calendars.region.{region}"
    return Name(say(key, "en"), say(key, "zh-hant"), say(key, "zh-hans"))


def _payee(grant: GrantFacts) -> Name:
    return next(host.name for host in hosts_visible() if host.host == grant.host_id)


def _way(
    instalment: InstalmentFacts,
    told: list[ClaimFacts],
    route: Route,
    usual: Usual | None,
    known: tuple[Calendar, ...],
    place: Name,
    on: date,
    *,
    inside: bool,
) -> Way:
    claims = [claim for claim in told if claim.instalment_ref == instalment.ref]
    stations = stations_of(claims, route, instalment.number)
    clock = clock_of(stations, claims, on, known)
    waiting = not_seen(stations, clock, usual, place=place, ref=instalment.ref)
    findings = (
        *((waiting,) if waiting is not None else ()),
        *(each.finding for each in stations if each.finding is not None),
        *(clock.findings if clock is not None else ()),
    )
    shown = with_lateness(stations, clock, usual)
    unnoticed = unnoticed_days(stations)
    if not inside:
        clock = collapsed_clock(clock, stations) if clock is not None else None
        shown = collapsed(shown)
    back = came_back_of(instalment.ref, claims, on)
    return Way(instalment, shown, clock, findings, unnoticed, came_back=back)

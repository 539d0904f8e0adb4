"""The home of a grant joins its agreement, claims, money, and what happened; a fixed number of queries, whatever its size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guohe.audit.queries.facts import latest_about
from guohe.calendars.queries.published import calendars
from guohe.funds.queries.positions import Stand, stand_of
from guohe.grants.domain.clock import UNSEEN, Clock, clock_of
from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.domain.lateness import with_lateness
from guohe.grants.domain.stations import Station, stations_of
from guohe.grants.domain.usual import Usual
from guohe.grants.queries import find, many
from guohe.identity.queries.accounts import name_told, naming
from guohe.identity.queries.sight import hosts_in_view, see_money
from guohe.imports.queries.bank import credits_since
from guohe.imports.queries.of_grant import Brought, brought_to
from guohe.imports.queries.open_questions import open_of
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.portal.domain.attention import Item, longest_wait_first, money_held, money_not_seen
from guohe.portal.domain.figures import Position
from guohe.portal.domain.money import collapsed
from guohe.portal.queries.money import regions_of, shown_inside, usual_times
from guohe.portal.queries.waiting import waiting_lines, waiting_of_grants
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import route_of
from guohe.registry.queries.register import register
from guohe.reporting.queries import copies

# The latest events shown on the home; the whole log has its own command.
EVENTS_SHOWN = 12
# Claims stand at their stations, with who stated them, and lines at their questions.
SHOWN_ELSEWHERE = ("grants.claim_stated", "imports.file_read", "imports.columns_mapped")

StationRows = tuple[tuple[InstalmentFacts, tuple[Station, ...]], ...]


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in a list, with its unit's name on the grant's first day."""

    grant: GrantFacts
    unit: Name


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done, by whom; ``action`` names its words (portal.event.ACTION)."""

    at: datetime
    action: str
    details: Mapping[str, str]
    who: Name


@dataclass(frozen=True, slots=True)
class GrantHome:
    """Everything the home shows; ``stations`` of the newest instalment first."""

    grant: GrantFacts
    unit: Name
    position: Position
    stations: StationRows
    received: frozenset[str]
    credited: Money
    charged: Money
    items: tuple[Item, ...]
    timeline: tuple[Event, ...]
    brought: Brought


def unit_name(code: str, on: date) -> Name:
    """A unit's name as it was on a day."""
    return register().unit(code).name_on(on).fact.name


def all_visible() -> tuple[GrantRow, ...]:
    """Every visible grant with its unit's name."""
    return tuple(GrantRow(grant, unit_name(grant.unit_code, grant.starts)) for grant in find.all_grants())


def position_of(grant: GrantFacts, on: date) -> tuple[Stand, Position, frozenset[str]]:
    """What the books hold of a grant, its four figures, and the instalments of which the books hold money.

    The cost still in the lots, of whatever currency, is what has not been used: converting moves cost from one lot to
    the next and changes nothing.
    """
    stand = stand_of(grant.ref, grant.currency, on)
    return (
        stand,
        Position(stand.received, used=stand.received - stand.unspent, promised=stand.promised),
        stand.instalments,
    )


def station_rows(grants: Iterable[GrantFacts]) -> dict[str, StationRows]:
    """Of each grant, each instalment with the stations of its route; none where the money does not cross."""
    of = {grant.ref: route_of(grant.pack) for grant in grants}
    claims, planned = many.claims_of(of), many.instalments_of(of)
    return {
        ref: tuple(
            (
                instalment,
                stations_of(claims.get(instalment.ref, ()), route, instalment.number)
                if isinstance(route, Route)
                else (),
            )
            for instalment in planned.get(ref, ())
        )
        for ref, route in of.items()
    }


def items_of(
    grant: GrantFacts, stations: StationRows, received: frozenset[str], on: date
) -> tuple[Item, ...]:
    """What waits in one grant."""
    return longest_wait_first(
        [
            *money_waiting(grant, stations, received, on),
            *waiting_lines(open_of([grant.ref]), [grant], on=on),
            *waiting_of_grants([grant], on=on),
        ],
    )


def money_waiting(
    grant: GrantFacts, stations: StationRows, received: frozenset[str], on: date
) -> Iterator[Item]:
    """The instalments of one grant that somebody sent and nobody has seen, and those that stand on somebody's desk."""
    yield from money_of_each([(grant, stations)], received, on)


def money_of_each(
    grants: Iterable[tuple[GrantFacts, StationRows]], received: frozenset[str], on: date
) -> Iterator[Item]:
    """The same for many grants; the usual times of all are read together."""
    ways = [
        (grant, [(instalment, row, _clock(grant, row, on)) for instalment, row in stations])
        for grant, stations in grants
    ]
    usual = usual_times(tuple((grant, _keys(way)) for grant, way in ways if _unseen(way)), on)
    credits = _unidentified(ways)
    for grant, way in ways:
        known = credits.get((grant.host_id, grant.currency), ())
        yield from money_not_seen(grant, way, usual.get(grant.ref), received, on, known)
        yield from money_held(grant, way, on)


def _unidentified(
    ways: Iterable[tuple[GrantFacts, Sequence[tuple[InstalmentFacts, tuple[Station, ...], Clock | None]]]],
) -> dict[tuple[int, str], tuple[tuple[date, Money], ...]]:
    """Of each host whose whole money the reader may see, the credits that may be what nobody has seen, by currency."""
    first: dict[tuple[int, str], date] = {}
    for grant, way in ways:
        for _, row, clock in way:
            if clock is None or clock.holder_now != UNSEEN:
                continue
            key = (grant.host_id, grant.currency)
            for station in row:
                if station.name == "sent" and station.happened_on is not None:
                    first[key] = min(station.happened_on, first.get(key, station.happened_on))
    hosts = hosts_in_view() if first else ()
    return {
        (host, currency): credits_since(host, currency, day)
        for (host, currency), day in first.items()
        if host in hosts
    }


def _clock(grant: GrantFacts, row: tuple[Station, ...], on: date) -> Clock | None:
    told = [station.claim for station in row if station.claim is not None]
    return clock_of(row, told, on, calendars(regions_of(grant)))


def _with_lateness(grant: GrantFacts, stations: StationRows, on: date) -> StationRows:
    ways = [(instalment, row, _clock(grant, row, on)) for instalment, row in stations]
    usual = _usual(grant, ways, on)
    return tuple((instalment, with_lateness(row, clock, usual)) for instalment, row, clock in ways)


def _shown(grant: GrantFacts, stations: StationRows, on: date, account: int) -> StationRows:
    if shown_inside(grant, account=account, today=on):
        return stations
    return tuple((instalment, collapsed(row)) for instalment, row in stations)


def _usual(
    grant: GrantFacts, ways: Sequence[tuple[InstalmentFacts, tuple[Station, ...], Clock | None]], on: date
) -> Usual | None:
    """Asked of the books only for a sending that nobody saw: for the rest nothing can be late."""
    return usual_times(((grant, _keys(ways)),), on).get(grant.ref) if _unseen(ways) else None


def _keys(ways: Iterable[tuple[InstalmentFacts, tuple[Station, ...], Clock | None]]) -> frozenset[int]:
    return frozenset(instalment.key for instalment, _, _ in ways)


def _unseen(ways: Iterable[tuple[InstalmentFacts, tuple[Station, ...], Clock | None]]) -> bool:
    return any(clock is not None and clock.holder_now == UNSEEN for _, _, clock in ways)


def home_of(ref: str, *, on: date, account: int) -> GrantHome | None:
    """The home of one grant as an account may see it, or None when no such grant is visible. Raises Refused (ACC-603)."""
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        return None
    see_money(grant.host_id, ref)
    stand, position, received = position_of(grant, on)
    stations = station_rows([grant])[ref]
    return GrantHome(
        grant=grant,
        unit=unit_name(grant.unit_code, grant.starts),
        position=position,
        # As on the page of the money: the newest instalment is the one that is asked about.
        stations=tuple(reversed(_shown(grant, _with_lateness(grant, stations, on), on, account))),
        received=received,
        credited=stand.credited,
        charged=stand.charged,
        items=items_of(grant, stations, received, on),
        timeline=_events(grant, [instalment for instalment, _ in stations]),
        brought=brought_to(ref),
    )


def _events(grant: GrantFacts, instalments: Iterable[InstalmentFacts]) -> tuple[Event, ...]:
    """What was done to the grant, its changes and instalments, the files that brought its lines, and its reports."""
    ref = grant.ref
    subjects = [
        f"grant:{ref}",
        *(f"change:{ref}/C-{number}" for number in grant.requests),
        *(f"instalment:{instalment.ref}" for instalment in instalments),
        *(f"import:{number}" for number in brought_to(ref).files),
        *(f"report:{ref}#{number}" for number in copies.numbers_of(ref)),
    ]
    facts = latest_about(
        subjects, limit=EVENTS_SHOWN, besides=SHOWN_ELSEWHERE, asking={"who": naming("actor")}
    )
    return tuple(
        Event(
            fact.at,
            fact.action,
            {"number": _number(fact.subject), **{key: str(value) for key, value in fact.details.items()}},
            who,
        )
        for fact in facts
        if (who := name_told(fact.told["who"])) is not None
    )


def _number(subject: str) -> str:
    """Of GRANT/T2 and change:GRANT/C-2 the instalment's or change's number, of import:3 and report:GRANT#3 theirs."""
    for sign in ("/C-", "/T", "#", "import:"):
        _, found, number = subject.rpartition(sign)
        if found and number.isdigit():
            return number
    return ""

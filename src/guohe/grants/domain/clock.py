"""The time to money is split by who held it, and the parts add up to the whole; what nobody saw is nobody's.

Days are calendar days from the first station to the last, or to the day asked about while the money is on its way. Working
days are those open in all the places. An interval over a station that nobody claimed belongs to its holder only if all
stations in it have the same; else to nobody known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.calendars.domain.days import Calendar, Counted, count
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, PROBLEMS, RESENT, RETURNED, Station, last_day
from guohe.kernel.findings import Finding, Refused

# Between "they say sent" and "we saw it" lies nobody's desk.
UNSEEN: Final = "unseen"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Point:
    """Something happened on a day; ``holder`` had the money until then. ``claim`` None is the day asked about."""

    code: str
    holder: str
    day: date
    claim: ClaimFacts | None


@dataclass(frozen=True, slots=True)
class Part:
    """The time up to one point. ``working`` is None where a calendar has no answer."""

    code: str
    holder: str
    start: date
    end: date
    working: Counted | None
    running: bool

    @property
    def days(self) -> int:
        """Calendar days."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Clock:
    """All parts of one instalment's way, and who holds it now (None once it can be spent)."""

    parts: tuple[Part, ...]
    start: date
    end: date
    working: Counted | None
    holder_now: str | None
    awaited: str | None
    findings: tuple[Finding, ...]

    @property
    def days(self) -> int:
        """Calendar days from the first station to the last, or to the day asked about."""
        return (self.end - self.start).days

    @property
    def by_holder(self) -> tuple[tuple[str, int], ...]:
        """Days by holder, in the order in which each first had it; they add up to the whole."""
        held: dict[str, int] = {}
        for part in self.parts:
            held[part.holder] = held.get(part.holder, 0) + part.days
        return tuple(held.items())


def clock_of(
    stations: Sequence[Station], claims: Iterable[ClaimFacts], on: date, calendars: Sequence[Calendar]
) -> Clock | None:
    """The clock of one instalment on a day; None while no station was reached."""
    points = _points(stations, tuple(claims))
    if not points:
        return None
    holder, awaited = _now(stations, points)
    if awaited is not None:
        points = [*points, Point(awaited, holder or UNKNOWN, max(on, points[-1].day), None)]
    findings: list[Finding] = []
    parts: list[Part] = []
    at = points[0].day
    for point in points[1:]:
        # A station dated before the one it follows takes no time: the days were the earlier one's.
        until = max(point.day, at)
        working = _count(calendars, at, until, findings)
        parts.append(Part(point.code, point.holder, at, until, working, point.claim is None))
        at = until
    start = points[0].day
    whole = _count(calendars, start, at, findings)
    return Clock(tuple(parts), start, at, whole, holder, awaited, tuple(findings))


def _points(stations: Sequence[Station], claims: tuple[ClaimFacts, ...]) -> list[Point]:
    """Stations reached, in their order, with the problem path between the sending and what followed it."""
    points: list[Point] = []
    skipped: list[str] = []
    bounced = last_day(claims, BOUNCED)
    for station in stations:
        holder = station.stop.holder.value
        reached = station.reached_on
        if station.name == "sent" and bounced is not None:
            points += _problem_path(claims, holder, (*skipped, holder))
            skipped = []
        elif reached is not None:
            points.append(Point(station.name, _whole((*skipped, holder)), reached, station.claim))
            skipped = []
        else:
            skipped.append(holder)
    return points


def _problem_path(claims: tuple[ClaimFacts, ...], sender: str, before: tuple[str, ...]) -> list[Point]:
    """Sent, bounced, returned, sent again, as often as it happened, in the order of the days."""
    order = ("sent", *PROBLEMS)
    found = sorted(
        (claim for claim in claims if claim.station in order),
        key=lambda claim: (claim.happened_on, order.index(claim.station)),
    )
    holders = {"sent": _whole(before), BOUNCED: "bank", RETURNED: "bank", RESENT: sender}
    return [Point(claim.station, holders[claim.station], claim.happened_on, claim) for claim in found]


def _whole(holders: tuple[str, ...]) -> str:
    return holders[0] if len(set(holders)) == 1 else UNKNOWN


def _now(stations: Sequence[Station], points: Sequence[Point]) -> tuple[str | None, str | None]:
    """Who holds it, and which station it waits for; both None once the last station was reached."""
    last = points[-1].code
    if last == BOUNCED:
        return "bank", RETURNED
    if last == RETURNED:
        return stations[[each.name for each in stations].index("sent")].stop.holder.value, RESENT
    names = [station.name for station in stations]
    position = names.index("sent" if last == RESENT else last)
    following = stations[position + 1 :]
    if not following:
        return None, None
    awaited = following[0]
    return (UNSEEN if awaited.name == "credited" else awaited.stop.holder.value), awaited.name


def _count(calendars: Sequence[Calendar], start: date, end: date, findings: list[Finding]) -> Counted | None:
    try:
        return count(calendars, start, end)
    except Refused as refused:
        findings += [finding for finding in refused.findings if finding not in findings]
        return None

"""The other side sees the stations inside the host as one, unless the host shares them; the days stay the same.

Whoever acts for the host or audits it sees every station.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from guohe.calendars.domain.days import Counted, Region
from guohe.grants.domain.clock import Clock, Part
from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.domain.stations import Station
from guohe.grants.domain.usual import Usual
from guohe.identity.domain.capabilities import Capability, Word
from guohe.identity.domain.permissions import may
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money as Amount
from guohe.kernel.names import Name
from guohe.kernel.utc8 import day_there
from guohe.programmes.domain.routes import NoRoute, Route, Stop

AT_HOST: Final = "at_host"
INSIDE: Final[tuple[Word, ...]] = ("prepare", "approve", "import", "answer", "administer", "audit")


@dataclass(frozen=True, slots=True)
class CameBack:
    """A payment came back on a day; the amounts as far as lines of the payer's account show them.

    ``kept`` is what the bank took off the returned amount, ``charge`` what it took on lines of its own.
    """

    on: date
    sent: Amount | None = None
    amount: Amount | None = None
    charge: Amount | None = None

    @property
    def kept(self) -> Amount | None:
        """What was sent and did not come back; None where nothing is missing or an amount is not known."""
        if self.sent is None or self.amount is None or self.amount >= self.sent:
            return None
        return self.sent - self.amount


@dataclass(frozen=True, slots=True)
class Way:
    """One instalment on its way: its stations, its clock, and what has to be said of it.

    ``unidentified`` are the credits since it was sent of which nobody has said what they are: one of them may be it.
    ``came_back`` are its payments that the bank returned, oldest first.
    """

    instalment: InstalmentFacts
    stations: tuple[Station, ...]
    clock: Clock | None
    findings: tuple[Finding, ...]
    unnoticed: int
    unidentified: tuple[tuple[date, Amount], ...] = ()
    came_back: tuple[CameBack, ...] = ()

    @property
    def sending(self) -> Station | None:
        """The station that says when and under which reference it was sent; None where it was not."""
        return next((each for each in self.stations if each.name == "sent" and each.claim), None)

    @property
    def on_its_way(self) -> bool:
        """Sent as somebody says, and not seen."""
        return self.clock is not None and self.clock.awaited == "credited"


@dataclass(frozen=True, slots=True)
class Money:
    """Where the money of one grant is on a day, as one reader may see it.

    ``assumed`` is the invented scheme whose grants take the route though no source can say that they do; None of a real one.
    """

    grant: GrantFacts
    route: Route | NoRoute
    on: date
    regions: tuple[Region, ...]
    place: Name
    usual: Usual | None
    ways: tuple[Way, ...]
    collapsed: bool
    payee: Name
    assumed: Name | None = None


def sees_inside(held: Iterable[Capability], *, host: int, grant: str, on: date) -> bool:
    """Whether somebody with these capabilities works for the host, or audits it, in this grant."""
    capabilities = tuple(held)
    return any(may(capabilities, word, host=host, on=on, grant=grant) for word in INSIDE)


def collapsed(stations: Sequence[Station]) -> tuple[Station, ...]:
    """The stations with those inside the host as one, which is reached when the last of them is."""
    outer = tuple(station for station in stations if not station.stop.inner)
    inner = [station for station in stations if station.stop.inner]
    if not inner:
        return outer
    last = inner[-1]
    stop = Stop(AT_HOST, last.stop.names, last.stop.holder, False, last.stop.first, last.stop.later)
    return (*outer, replace(last, name=AT_HOST, stop=stop))


def collapsed_clock(clock: Clock, stations: Sequence[Station]) -> Clock:
    """The same clock whose parts inside the host are one; the days and who holds them do not change."""
    inner = {station.name for station in stations if station.stop.inner}
    inside = [part for part in clock.parts if part.code in inner]
    awaited = AT_HOST if clock.awaited in inner else clock.awaited
    if not inside:
        return replace(clock, awaited=awaited)
    outside = tuple(part for part in clock.parts if part.code not in inner)
    return replace(clock, parts=(*outside, *_joined(inside)), awaited=awaited)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """One part for each holder of the parts, in order."""
    joined: list[Part] = []
    for part in parts:
        if joined and joined[-1].holder == part.holder:
            joined[-1] = replace(
                joined[-1],
                end=part.end,
                working=_both(joined[-1].working, part.working),
                running=part.running,
            )
        else:
            joined.append(replace(part, code=AT_HOST))
    return joined


def _both(first: Counted | None, second: Counted | None) -> Counted | None:
    if first is None or second is None:
        return None
    return replace(
        first, end=second.end, days=first.days + second.days, excluded=(*first.excluded, *second.excluded)
    )


def unnoticed_days(stations: Sequence[Station]) -> int:
    """Days between a credit and the day somebody said so, while nothing has happened since; else none."""
    names = [station.name for station in stations]
    position = names.index("credited")
    credited = stations[position]
    if credited.claim is None or credited.reached_on is None:
        return 0
    if any(station.claim is not None for station in stations[position + 1 :]):
        return 0
    return max((day_there(credited.claim.stated_at) - credited.reached_on) // timedelta(days=1), 0)


def asked_day(text: str, today: date) -> tuple[date, Finding | None]:
    """The day that a reader asks about; unreadable, it is today and a finding says so (CAL-103)."""
    wanted = text.strip()
    if not wanted:
        return today, None
    try:
        return date.fromisoformat(wanted), None
    except ValueError:
        values = {"seen": wanted[:40], "example": today.isoformat()}
        return today, Finding("CAL-103", Level.STOP, Place(pointer="as_at"), values)

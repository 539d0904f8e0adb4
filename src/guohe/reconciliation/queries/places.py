"""A host's days and its own currency are those of its place; money to it crosses on days on which the Mainland is open too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.calendars.domain.days import Region
from guohe.calendars.queries import published
from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.registry.queries.register import register

_REGIONS: Final = {"HK": Region.HONG_KONG, "MO": Region.MACAO}
_CURRENCIES: Final = {Region.HONG_KONG: "HKD", Region.MACAO: "MOP", Region.MAINLAND: "CNY"}


@dataclass(frozen=True, slots=True)
class Age:
    """How long a line has waited: ``working`` days where they are published, None otherwise; ``calendar`` days, negative for a day to come."""

    working: int | None
    calendar: int

    def over(self, allowed: int) -> bool:
        """Whether it waits longer than so many working days; past what is published, calendar days are counted instead."""
        return (self.calendar if self.working is None else self.working) > allowed


def place_of(host: int) -> Region:
    """Where a host keeps its accounts: the region of the units that receive its grants; Hong Kong for one that has none yet."""
    for grant in find.all_grants():
        if grant.host_id == host:
            unit = register().unit(grant.unit_code)
            return _REGIONS[register().institution(unit.host_codes()[0]).region]
    return Region.HONG_KONG


def currency_of(host: int) -> str:
    """The currency of a host's own books."""
    return _CURRENCIES[place_of(host)]


def age_of(start: date, end: date, place: Region) -> Age:
    """Days after the start up to the end, where the account is kept."""
    return Age(working_days(start, end, (place,)), (end - start).days)


def on_the_way(start: date, end: date, place: Region) -> int | None:
    """Working days of both ends of the way, negative backwards; None where a place has not published the days."""
    if end < start:
        back = on_the_way(end, start, place)
        return None if back is None else -back
    return working_days(start, end, (Region.MAINLAND, place))


def working_days(start: date, end: date, regions: tuple[Region, ...]) -> int | None:
    """Working days after the start up to the end; None where a place has not published the days."""
    try:
        return published.working_days_between(start, end, regions).days
    except Refused:
        return None

"""A working day is a day on which every place asked about is open; past the published horizon there is no answer.

Days are counted after the start up to and including the end. Saturday and Sunday are closed unless a place works one of
them for a holiday (Mainland make-up workdays). Half holidays count as open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.kernel.texts import say

_SATURDAY: Final = 5


class Region(StrEnum):
    """A place with its own holidays."""

    MAINLAND = "mainland"
    HONG_KONG = "hong_kong"
    MACAO = "macao"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What one place has published: its closed days and worked weekends by name, from ``first`` to ``last``, both counted."""

    region: Region
    first: date
    last: date
    source: Name
    closed: Mapping[date, Name]
    worked: Mapping[date, Name]


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a place is closed on a day: a holiday by its name, or a weekend (no name)."""

    region: Region
    holiday: Name | None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A day that does not count, with each place that was closed."""

    day: date
    why: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many days were open everywhere, and those that were not."""

    regions: tuple[Region, ...]
    start: date
    end: date
    days: int
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True)
class NotPublished(Finding):
    """A day outside what a place has published; the sentence names the place in the reader's language."""

    region: Region = Region.MAINLAND

    def sentence(self, lang: str) -> str:
        """Which day of which place is not known, and what is known."""
        return say(self.code, lang, place=say(f"calendars.region.{self.region}", lang), **self.values)


def closed_on(calendar: Calendar, day: date) -> Closed | None:
    """Why a place is closed on a day; None when it is open. Refused outside what the place has published (CAL-101, CAL-102)."""
    _within(calendar, day)
    if day in calendar.closed:
        return Closed(calendar.region, calendar.closed[day])
    if day.weekday() >= _SATURDAY and day not in calendar.worked:
        return Closed(calendar.region, None)
    return None


def count(calendars: Sequence[Calendar], start: date, end: date) -> Counted:
    """The days open in all the places after ``start`` up to and including ``end``; none when the end is not later.

    Refused when either day lies outside what one of the places has published (CAL-101, CAL-102).
    """
    for calendar in calendars:
        _within(calendar, start)
        _within(calendar, end)
    days, excluded = 0, []
    for step in range((end - start).days):
        day = start + timedelta(days=step + 1)
        why = tuple(closed for calendar in calendars if (closed := closed_on(calendar, day)) is not None)
        if why:
            excluded.append(Excluded(day, why))
        else:
            days += 1
    return Counted(tuple(calendar.region for calendar in calendars), start, end, days, tuple(excluded))


def nth_working_day(calendars: Sequence[Calendar], start: date, number: int) -> date:
    """The day on which the ``number``-th working day after ``start`` falls. Refused past the horizon (CAL-101)."""
    day = start
    while number > 0:
        day += timedelta(days=1)
        if all(closed_on(calendar, day) is None for calendar in calendars):
            number -= 1
    return day


def _within(calendar: Calendar, day: date) -> None:
    if calendar.first <= day <= calendar.last:
        return
    code, edge = ("CAL-101", calendar.last) if day > calendar.last else ("CAL-102", calendar.first)
    values = {"day": day.isoformat(), "edge": edge.isoformat()}
    raise Refused(NotPublished(code, Level.STOP, values=values, region=calendar.region))

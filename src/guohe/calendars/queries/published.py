"""The calendars are read once from their data file, completely: a day that stands twice or outside its years is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from guohe.calendars.domain.days import Calendar, Counted, Region, closed_on, count
from guohe.kernel.names import Name

FILE: Final = Path(__file__).resolve().parent.parent / "data" / "days.toml"


class CalendarNotReadable(ValueError):
    """The data file of the calendars has a day twice, outside its years, or of an unknown kind."""


@cache
def version() -> str:
    """The version of the data file: the day on which it was written from its sources."""
    return str(_file()["version"])


@cache
def calendar(region: Region) -> Calendar:
    """What one place has published. Raises CalendarNotReadable."""
    return read(next(place for place in _file()["places"] if place["code"] == region))


def calendars(regions: Sequence[Region]) -> tuple[Calendar, ...]:
    """The calendars of several places, in the order asked for."""
    return tuple(calendar(region) for region in regions)


def horizon(regions: Sequence[Region]) -> date:
    """The last day that all the places have published."""
    return min(each.last for each in calendars(regions))


def is_working_day(region: Region, day: date) -> bool:
    """Whether a place works on a day. Refused outside what it has published (CAL-101, CAL-102)."""
    return closed_on(calendar(region), day) is None


def working_days_between(start: date, end: date, regions: Sequence[Region]) -> Counted:
    """The days open in all the places after ``start`` up to and including ``end``. Refused as is_working_day."""
    return count(calendars(regions), start, end)


def read(place: dict[str, Any]) -> Calendar:
    """One place of the data file. Raises CalendarNotReadable."""
    first, last = date.fromisoformat(place["first"]), date.fromisoformat(place["last"])
    days: dict[str, dict[date, Name]] = {"closed": {}, "worked": {}}
    for written, kind, *names in place["days"]:
        day = date.fromisoformat(written)
        if kind not in days or not first <= day <= last or any(day in known for known in days.values()):
            raise CalendarNotReadable(
                f"{place['code']}: {written} ({kind}) stands twice, outside, or unknown"
            )
        days[kind][day] = Name(*names)
    source = place["source"]
    return Calendar(
        region=Region(place["code"]),
        first=first,
        last=last,
        source=Name(source["en"], source["zh_hant"], source["zh_hans"]),
        closed=days["closed"],
        worked=days["worked"],
    )


@cache
def _file() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)

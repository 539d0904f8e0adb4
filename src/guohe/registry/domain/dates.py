"""A date is kept as its source states it: a year, a month or a day, and never made more exact.

Whether something holds on a day can therefore be unclear: a laboratory approved "in 2009" may or may not have stood on
1 June 2009, and the register says so.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Whether a dated fact holds on a day."""

    NOT_YET = "not_yet"
    UNCLEAR = "unclear"
    HOLDS = "holds"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class StatedDate:
    """``text`` is the source's own precision (2009, 2010-04, 2018-09-20); first and last are the days it may mean."""

    text: str
    first: date
    last: date


def read_date(text: str) -> StatedDate:
    """A stated date from its text. Raises ValueError for anything but a year, a month or a day."""
    parts = text.split("-")
    if len(parts) == 3:
        day = date.fromisoformat(text)
        return StatedDate(text, day, day)
    if len(parts) > 3 or len(parts[0]) != 4 or any(len(part) != 2 for part in parts[1:]):
        raise ValueError(f"{text!r} is not a year, a month or a day")
    year = int(parts[0])
    if len(parts) == 1:
        return StatedDate(text, date(year, 1, 1), date(year, 12, 31))
    month = int(parts[1])
    return StatedDate(text, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def standing(day: date, starts: StatedDate | None, ends: StatedDate | None) -> Standing:
    """What can be said on a day of a fact that holds from ``starts`` until before ``ends``."""
    if starts is not None and day < starts.first:
        return Standing.NOT_YET
    if ends is not None and day >= ends.last:
        return Standing.ENDED
    begun = starts is None or day >= starts.last
    unended = ends is None or day < ends.first
    return Standing.HOLDS if begun and unended else Standing.UNCLEAR

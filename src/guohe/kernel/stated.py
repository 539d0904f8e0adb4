"""A date is kept as its source states it: a year, a month or a day, and never made more exact."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StatedDate:
    """``text`` is the source's own precision (2009, 2010-04, 2018-09-20); ``first`` and ``last`` are the days it may mean."""

    text: str
    first: date
    last: date


def read_date(text: str) -> StatedDate:
    """A year, a month or a day. Raises ValueError for anything else."""
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

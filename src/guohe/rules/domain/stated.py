"""The day on which a clause or a version begins is kept as its source states it: a year, a month or a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stated:
    """``text`` is the source's own precision; ``first`` and ``last`` are the days it may mean."""

    text: str
    first: date
    last: date


def read_stated(text: str) -> Stated:
    """A year, a month or a day. Raises ValueError for anything else."""
    parts = text.split("-")
    if len(parts) == 3:
        day = date.fromisoformat(text)
        return Stated(text, day, day)
    if len(parts) > 3 or len(parts[0]) != 4 or any(len(part) != 2 for part in parts[1:]):
        raise ValueError(f"{text!r} is not a year, a month or a day")
    year = int(parts[0])
    if len(parts) == 1:
        return Stated(text, date(year, 1, 1), date(year, 12, 31))
    month = int(parts[1])
    return Stated(text, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

"""A period begins on its first day and ends before the day it names: [starts, ends)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``starts`` up to, not including, ``ends``."""

    starts: date
    ends: date
    label: str = ""

    def __post_init__(self) -> None:
        if self.starts >= self.ends:
            raise ValueError(f"a period starts before it ends, seen {self.starts} and {self.ends}")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts <= day < self.ends

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.ends - timedelta(days=1)

    def overlap(self, other: Period) -> Period | None:
        """The days in both periods, or None."""
        starts, ends = max(self.starts, other.starts), min(self.ends, other.ends)
        return Period(starts, ends) if starts < ends else None


def calendar_year(year: int) -> Period:
    """The Mainland reporting year: 1 January to 31 December."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1), str(year))


def fiscal_year(first_year: int) -> Period:
    """The Hong Kong host's year: 1 July of ``first_year`` to 30 June; labelled FY2018/19."""
    return Period(
        date(first_year, 7, 1), date(first_year + 1, 7, 1), f"FY{first_year}/{(first_year + 1) % 100:02d}"
    )


def fiscal_year_of(day: date) -> Period:
    """The July-June year that holds a day."""
    return fiscal_year(day.year if day.month >= 7 else day.year - 1)

"""A month is its first day; counting months never loses one at the end of a year or of a short month."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

# A day outside of these is a slip of the keyboard.
YEARS: Final = range(1950, 2200)


def month_of(day: date) -> date:
    """The month that a day lies in."""
    return day.replace(day=1)


def read_month(text: str) -> date | None:
    """``2019-01`` as its first day; None for anything else, and for a year in which nobody is paid."""
    try:
        month = date.fromisoformat(f"{text.strip()}-01") if len(text.strip()) == 7 else None
    except ValueError:
        return None
    return month if month is not None and month.year in YEARS else None


def month_text(month: date) -> str:
    """``2019-01``."""
    return f"{month.year:04}-{month.month:02}"


def shifted(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_from(first: date, last: date) -> Iterator[date]:
    """The months from the first to the last, both counted; none when the last lies before the first."""
    month = month_of(first)
    while month <= last:
        yield month
        month = shifted(month, 1)


def notice_by(ends: date, months: int) -> date:
    """The last day on which notice can still be given for a contract whose first day after it is ``ends``."""
    return shifted(ends, -months) - timedelta(days=1)

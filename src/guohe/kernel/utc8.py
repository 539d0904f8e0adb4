"""Hong Kong, Macao and Beijing share one offset and no summer time; a day is a day there.

The clock is for doors alone; what a moment is called there is for everyone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

UTC8: Final = timezone(timedelta(hours=8), "UTC+8")


def day_there(moment: datetime) -> date:
    """The day at UTC+8 of a moment."""
    return moment.astimezone(UTC8).date()


def minute_there(moment: datetime) -> str:
    """2019-07-02 10:00, at UTC+8."""
    return moment.astimezone(UTC8).strftime("%Y-%m-%d %H:%M")

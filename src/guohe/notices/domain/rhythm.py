"""A digest is due at eight in the morning of its day or week, to who had asked for it by then, and once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

# Before the offices of both places open; the clock is that of UTC+8.
SENT_AT: Final = time(8, 0)


class Rhythm(StrEnum):
    """How often a person wants the digest; a weekly one comes on Monday."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Wish:
    """What one account chose and when, and the last day on which its digest was settled, if ever."""

    account: int
    rhythm: Rhythm
    chosen_at: datetime
    settled_on: date | None


def is_due(wish: Wish, now: datetime) -> bool:
    """Whether the digest of this day, or of this week, waits to be sent at ``now`` (UTC+8).

    A worker that slept through the morning, or the Monday, sends when it wakes: later, and still once.
    """
    if wish.rhythm is Rhythm.OFF:
        return False
    first = now.date()
    if wish.rhythm is Rhythm.WEEKLY:
        first -= timedelta(days=first.weekday())
    due_at = datetime.combine(first, SENT_AT, now.tzinfo)
    return wish.chosen_at <= due_at <= now and (wish.settled_on is None or wish.settled_on < first)

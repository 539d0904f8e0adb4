"""When a digest is due: from eight on its day or Monday, for who had chosen by then, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.utc8 import UTC8
from guohe.notices.domain.rhythm import SENT_AT, Rhythm, Wish, is_due

# 2019-07-01 was a Monday (the demo's clock stands on Tuesday the 2nd).
MONDAY, TUESDAY = date(2019, 7, 1), date(2019, 7, 2)
LONG_AGO = datetime(2019, 6, 1, 9, 0, tzinfo=UTC8)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC8)


@pytest.mark.parametrize(
    ("rhythm", "chosen", "settled", "now", "due"),
    [
        (Rhythm.DAILY, LONG_AGO, None, at(TUESDAY, 8), True),
        (Rhythm.DAILY, LONG_AGO, None, at(TUESDAY, 7, 59), False),
        (Rhythm.DAILY, LONG_AGO, MONDAY, at(TUESDAY, 23, 59), True),
        (Rhythm.DAILY, LONG_AGO, TUESDAY, at(TUESDAY, 9), False),
        (Rhythm.DAILY, at(TUESDAY, 8, 1), None, at(TUESDAY, 9), False),
        (Rhythm.WEEKLY, LONG_AGO, None, at(MONDAY, 8), True),
        (Rhythm.WEEKLY, LONG_AGO, None, at(MONDAY, 7, 59), False),
        (Rhythm.WEEKLY, LONG_AGO, MONDAY, at(TUESDAY, 9), False),
        # The worker slept through Monday.
        (Rhythm.WEEKLY, LONG_AGO, date(2019, 6, 24), at(TUESDAY, 9), True),
        (Rhythm.WEEKLY, at(TUESDAY, 8), None, at(TUESDAY, 9), False),
        (Rhythm.WEEKLY, at(TUESDAY, 8), None, at(date(2019, 7, 8), 8), True),
        (Rhythm.OFF, LONG_AGO, None, at(MONDAY, 9), False),
    ],
)
def test_due(rhythm: Rhythm, chosen: datetime, settled: date | None, now: datetime, due: bool) -> None:
    assert is_due(Wish(1, rhythm, chosen, settled), now) is due


@given(
    rhythm=st.sampled_from(Rhythm),
    minutes=st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=200).map(sorted),
)
def test_nobody_gets_two_in_one_period(rhythm: Rhythm, minutes: list[int]) -> None:
    """Whenever the worker looks, each day (or week from Monday) is settled at most once, and never before eight."""
    settled: list[date] = []
    for minute in minutes:
        now = at(MONDAY, 0) + timedelta(minutes=minute)
        if is_due(Wish(1, rhythm, LONG_AGO, settled[-1] if settled else None), now):
            settled.append(now.date())
            if rhythm is Rhythm.DAILY:
                assert now.time() >= SENT_AT
    periods = [day if rhythm is Rhythm.DAILY else day - timedelta(days=day.weekday()) for day in settled]
    assert len(periods) == len(set(periods))
    assert rhythm is not Rhythm.OFF or settled == []

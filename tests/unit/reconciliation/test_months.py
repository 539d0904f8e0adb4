"""The last day of a month is followed by the first of the next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Refused
from guohe.reconciliation.domain.months import last_day


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9999, 11, 30)))
def test_the_day_after_the_last_is_the_first_of_the_next_month(day: date) -> None:
    last = last_day(f"{day:%Y-%m}" if day.year > 999 else f"{day.year:04d}-{day.month:02d}")
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text", ["", "2019", "2019-00", "2019-13", "2019-6", "0000-01", "2019-06-01", "June 2019"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="REC-117"):
        last_day(text)


def test_the_last_month_of_the_calendar_ends_with_it() -> None:
    assert last_day("9999-12") == date.max

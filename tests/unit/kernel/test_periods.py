"""Two calendars: January to December for the funder, July to June for the host."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.periods import Period, calendar_year, fiscal_year, fiscal_year_of


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_in_exactly_one_fiscal_year(day: date) -> None:
    year = fiscal_year_of(day)
    assert day in year
    assert day not in fiscal_year(year.starts.year - 1)
    assert day not in fiscal_year(year.starts.year + 1)


def test_the_year_ends_before_the_day_it_names() -> None:
    assert date(2018, 12, 31) in calendar_year(2018)
    assert date(2019, 1, 1) not in calendar_year(2018)
    assert calendar_year(2018).last_day == date(2018, 12, 31)


def test_the_label_names_both_years() -> None:
    assert fiscal_year(2018).label == "FY2018/19"
    assert fiscal_year(1999).label == "FY1999/00"


def test_the_two_calendars_overlap_by_half_a_year() -> None:
    half = calendar_year(2018).overlap(fiscal_year(2018))
    assert half == Period(date(2018, 7, 1), date(2019, 1, 1))
    assert calendar_year(2017).overlap(fiscal_year(2018)) is None


def test_a_period_must_start_before_it_ends() -> None:
    with pytest.raises(ValueError, match="starts before it ends"):
        Period(date(2019, 1, 1), date(2019, 1, 1))

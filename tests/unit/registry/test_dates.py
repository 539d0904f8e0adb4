"""A date means the days its text may mean, and no fewer."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.kernel.stated import read_date
from guohe.registry.domain.dates import Standing, standing


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2009", date(2009, 1, 1), date(2009, 12, 31)),
        ("2010-02", date(2010, 2, 1), date(2010, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2018-09-20", date(2018, 9, 20), date(2018, 9, 20)),
    ],
)
def test_a_stated_date_spans_the_days_it_may_mean(text: str, first: date, last: date) -> None:
    assert (read_date(text).first, read_date(text).last) == (first, last)


@pytest.mark.parametrize("text", ["", "18", "2018-9", "2018-13", "2018-02-30", "2018-09-20-1", "about 2018"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2008, 12, 31), Standing.NOT_YET),
        (date(2009, 1, 1), Standing.UNCLEAR),
        (date(2009, 12, 30), Standing.UNCLEAR),
        (date(2009, 12, 31), Standing.HOLDS),
        (date(2018, 9, 19), Standing.HOLDS),
        (date(2018, 9, 20), Standing.ENDED),
    ],
)
def test_a_year_leaves_its_own_days_unclear_and_an_exact_end_does_not(day: date, expected: Standing) -> None:
    assert standing(day, read_date("2009"), read_date("2018-09-20")) is expected


def test_an_end_known_to_the_year_leaves_that_year_unclear() -> None:
    seen = [standing(date(year, 6, 1), None, read_date("2021")) for year in (2020, 2021, 2022)]
    assert seen == [Standing.HOLDS, Standing.UNCLEAR, Standing.ENDED]

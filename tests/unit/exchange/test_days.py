"""A date is read by its style and by the evidence of its column; what stays open is never guessed in silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.days import Order, dates_in, period_end, read_dates

JULY_9 = date(2018, 7, 9)


@pytest.mark.parametrize(
    "written",
    [
        "2018-07-09", "2018/7/9", "2018.07.09", "20180709", "9-Jul-18", "09-Jul-2018", "9 July 2018", "Jul 9, 2018", "09Jul2018",
        "2018年7月9日", "２０１８年７月９日", "43290", "43290.0", "2018-07-09 00:00:00", "2018-07-09T10:30:00", " 2018-07-09 ",
    ],
)  # fmt: skip
def test_one_day_written_in_every_settled_way(written: str) -> None:
    assert read_dates([written]).dates[written] == JULY_9


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2018",
        "2018-13-01",
        "13/13/2018",
        "99999",
        "12345678",
        "Foo 9, 2018",
        "1889-01-01",
        "x" * 200,
        "7/9",
    ],
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert read_dates([written]).dates[written] is None


def test_column_decides_an_open_date() -> None:
    day_first = read_dates(["05/10/2018", "18/04/2018"])
    assert day_first.dates["05/10/2018"] == date(2018, 10, 5)
    assert day_first.evidence == "18/04/2018"
    month_first = read_dates(["05/10/2018", "04/18/2018"])
    assert month_first.dates["05/10/2018"] == date(2018, 5, 10)
    assert month_first.order == "month first"


def test_title_decides_when_the_column_does_not() -> None:
    hints = dates_in("Period 期間: 04/01/2018 - 03/31/2019")
    found = read_dates(["05/10/2018"], hints=hints)
    assert found.dates["05/10/2018"] == date(2018, 5, 10)
    assert found.evidence == "03/31/2019"


def test_column_that_proves_both_orders_decides_nothing() -> None:
    found = read_dates(["05/10/2018", "18/04/2018", "04/18/2018", "2018-01-02"])
    assert found.contradictory
    assert found.dates["05/10/2018"] is None
    assert found.dates["18/04/2018"] == found.dates["04/18/2018"] == date(2018, 4, 18)
    assert found.dates["2018-01-02"] == date(2018, 1, 2)


def test_no_evidence_is_said_and_read_day_first() -> None:
    found = read_dates(["05/10/2018"])
    assert found.dates["05/10/2018"] == date(2018, 10, 5)
    assert found.ambiguous == {"05/10/2018"}
    assert found.evidence == ""


def test_a_person_settles_the_order() -> None:
    assert read_dates(["05/10/2018"], order="month first").dates["05/10/2018"] == date(2018, 5, 10)
    assert read_dates(["18/04/2018"], order="month first").dates["18/04/2018"] is None


def test_same_day_and_month_is_never_open() -> None:
    assert not read_dates(["05/05/2018"]).ambiguous


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2079, 12, 31))


@given(DAYS)
def test_every_style_round_trips(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways = [
        day.isoformat(), f"{day:%Y%m%d}", f"{day:%d-%b-%Y}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", str(serial),
    ]  # fmt: skip
    for written in ways:
        assert read_dates([written]).dates[written] == day


@given(st.lists(DAYS, min_size=1, max_size=20), st.booleans())
def test_column_with_evidence_round_trips(days: list[date], by_month: bool) -> None:
    days = [*days, date(2018, 4, 18)]
    pattern = "%m/%d/%Y" if by_month else "%d/%m/%Y"
    written = [day.strftime(pattern) for day in days]
    found = read_dates(written)
    assert [found.dates[text] for text in written] == days
    assert not found.contradictory


@given(st.lists(st.text(max_size=40), max_size=10))
def test_any_texts_give_an_answer(texts: list[str]) -> None:
    assert set(read_dates(texts).dates) == set(texts)


def test_serials_of_excel_count_from_1899() -> None:
    assert date(1899, 12, 30) + timedelta(days=43290) == JULY_9


@pytest.mark.parametrize(
    ("title", "order", "end"),
    [
        (
            "Run 列印: 02/07/2019 09:14   Period 期間: 01/04/2018 - 31/03/2019   Page 1 of 2",
            "day first",
            date(2019, 3, 31),
        ),
        ("Period 04/01/2018 to 03/05/2019", "month first", date(2019, 3, 5)),
        ("期間 2018-04-01 至 2019-03-31", "year first", date(2019, 3, 31)),
        ("Run 02/07/2019 09:14", "day first", None),
        ("Period 31/03/2019 - 01/04/2018", "day first", None),
        ("", "day first", None),
    ],
)
def test_a_period_is_two_dates_with_nothing_but_a_dash_between(
    title: str, order: Order, end: date | None
) -> None:
    assert period_end([title], order) == end

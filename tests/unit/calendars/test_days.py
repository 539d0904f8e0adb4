"""A working day is open in every place asked about; past the horizon there is no answer, never a guess."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.calendars.domain.days import Region, nth_working_day
from guohe.calendars.queries.published import (
    FILE,
    CalendarNotReadable,
    calendar,
    calendars,
    horizon,
    is_working_day,
    read,
    working_days_between,
)
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from tests.unit.calendars import write_days

DEMO = Path(__file__).resolve().parents[3] / "demo"
MAINLAND, HONG_KONG, MACAO = Region.MAINLAND, Region.HONG_KONG, Region.MACAO
BOTH = (MAINLAND, HONG_KONG)
DAYS = st.dates(write_days.FIRST, write_days.LAST)


def test_the_file_is_what_the_two_libraries_say_today() -> None:
    assert FILE.read_text(encoding="utf-8") == write_days.text()


def test_both_libraries_agree_with_us_on_every_mainland_day_of_eleven_years() -> None:
    other = holidays.country_holidays("CN", years=write_days.YEARS)
    days = [
        write_days.FIRST + timedelta(days=n) for n in range((write_days.LAST - write_days.FIRST).days + 1)
    ]
    assert len(days) == 4018
    assert [day for day in days if is_working_day(MAINLAND, day) != chinese_calendar.is_workday(day)] == []
    assert [day for day in days if is_working_day(MAINLAND, day) != other.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("region", "day", "works"),
    [
        # Worked for the Tomb-sweeping days of 2018 and for Labour Day 2018 and 2019 (notices of the State Council).
        (MAINLAND, "2018-04-08", True),
        (HONG_KONG, "2018-04-08", False),
        (MAINLAND, "2018-04-28", True),
        (MAINLAND, "2019-05-05", True),
        (MAINLAND, "2018-04-06", False),
        # The six worked weekends of 2026 (interop.md 3.13).
        (MAINLAND, "2026-01-04", True),
        (MAINLAND, "2026-02-14", True),
        (MAINLAND, "2026-02-28", True),
        (MAINLAND, "2026-09-20", True),
        (MAINLAND, "2026-10-10", True),
        (MAINLAND, "2026-10-11", False),
        # Good Friday is a general holiday in both SARs, and a working day on the Mainland.
        (HONG_KONG, "2018-03-30", False),
        (MACAO, "2018-03-30", False),
        (MAINLAND, "2018-03-30", True),
        # Establishment days.
        (HONG_KONG, "2019-07-01", False),
        (MACAO, "2019-07-01", True),
        (MACAO, "2019-12-20", False),
        # The first days of the New Year of the Dog, which Macao's public-service list alone lacks.
        (MACAO, "2018-02-16", False),
        # Half holidays count as open.
        (MACAO, "2019-12-31", True),
    ],
)
def test_days_that_are_easily_got_wrong(region: Region, day: str, works: bool) -> None:
    assert is_working_day(region, date.fromisoformat(day)) is works


def test_hong_kong_has_seventeen_general_holidays_a_year() -> None:
    closed = calendar(HONG_KONG).closed
    assert {year: sum(day.year == year for day in closed) for year in write_days.YEARS} == dict.fromkeys(
        write_days.YEARS, 17
    )


def test_forty_days_were_open_in_both_places_during_the_first_instalment() -> None:
    told = working_days_between(date(2018, 3, 5), date(2018, 5, 8), BOTH)
    assert told.days == 40
    assert told.days + len(told.excluded) == 64
    # Nine weekends are 18 days; closed on a weekday: 30 Mar, 2, 5 and 6 Apr, 30 Apr, 1 May.
    weekdays = [each for each in told.excluded if each.day.weekday() < 5]
    assert [each.day.isoformat() for each in weekdays] == [
        "2018-03-30",
        "2018-04-02",
        "2018-04-05",
        "2018-04-06",
        "2018-04-30",
        "2018-05-01",
    ]
    names = {each.day.isoformat(): [(why.region, why.holiday) for why in each.why] for each in weekdays}
    assert [(region, name.zh_hant) for region, name in names["2018-03-30"] if name] == [
        (HONG_KONG, "耶穌受難節")
    ]
    assert [(region, name.en) for region, name in names["2018-04-05"] if name] == [
        (MAINLAND, "Tomb-sweeping Day"),
        (HONG_KONG, "Ching Ming Festival"),
    ]
    # On a worked Sunday only Hong Kong was closed, for its weekend.
    worked = next(each for each in told.excluded if each.day == date(2018, 4, 8))
    assert [(why.region, why.holiday) for why in worked.why] == [(HONG_KONG, None)]


def test_nine_days_since_the_second_instalment_was_sent() -> None:
    told = working_days_between(date(2019, 6, 18), date(2019, 7, 2), BOTH)
    assert told.days == 9
    assert [each.day.day for each in told.excluded] == [22, 23, 29, 30, 1]


def test_the_earlier_transfers_of_the_demo_took_the_days_their_file_says() -> None:
    rows = list(csv.DictReader((DEMO / "transfers.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 11
    for row in rows:
        told = working_days_between(
            date.fromisoformat(row["sent"]), date.fromisoformat(row["credited"]), BOTH
        )
        assert told.days == int(row["working_days"]), row["reference"]


@pytest.mark.parametrize(("day", "code"), [(date(2027, 1, 1), "CAL-101"), (date(2015, 12, 31), "CAL-102")])
@pytest.mark.parametrize("region", list(Region))
def test_outside_what_is_published_there_is_no_answer(region: Region, day: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        is_working_day(region, day)
    (finding,) = refused.value.findings
    assert finding.code == code
    for lang in LANGUAGES:
        assert day.isoformat() in finding.sentence(lang)
    with pytest.raises(Refused):
        working_days_between(min(day, date(2019, 1, 1)), max(day, date(2019, 1, 1)), (region,))


def test_the_horizon_of_several_places_is_the_nearest() -> None:
    assert horizon(tuple(Region)) == date(2026, 12, 31)


@given(DAYS, DAYS, DAYS)
def test_counts_add_up_over_any_day_between(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    whole = working_days_between(first, last, BOTH)
    parts = [working_days_between(first, middle, BOTH), working_days_between(middle, last, BOTH)]
    assert whole.days == sum(part.days for part in parts)
    assert whole.days + len(whole.excluded) == (last - first).days


@given(DAYS, DAYS)
def test_more_places_never_make_more_days(a: date, b: date) -> None:
    first, last = sorted((a, b))
    alone = working_days_between(first, last, (HONG_KONG,)).days
    assert working_days_between(first, last, tuple(Region)).days <= alone


@given(st.dates(date(2016, 1, 1), date(2026, 6, 30)), st.integers(1, 40))
def test_the_nth_working_day_is_n_working_days_away(start: date, number: int) -> None:
    day = nth_working_day(calendars(BOTH), start, number)
    assert working_days_between(start, day, BOTH).days == number
    assert all(is_working_day(region, day) for region in BOTH)


@pytest.mark.parametrize(
    "day",
    [
        ["2019-01-01", "closed", "a", "b", "c"],
        ["2028-01-01", "closed", "a", "b", "c"],
        ["2019-01-02", "half", "a", "b", "c"],
    ],
)
def test_a_day_twice_or_outside_or_of_an_unknown_kind_is_not_read(day: list[str]) -> None:
    place = {
        "code": "macao",
        "first": "2019-01-01",
        "last": "2019-12-31",
        "source": {"en": "a", "zh_hant": "b", "zh_hans": "c"},
        "days": [["2019-01-01", "closed", "a", "b", "c"], day],
    }
    with pytest.raises(CalendarNotReadable):
        read(place)

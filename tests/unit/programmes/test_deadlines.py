"""Planned backwards on published calendars: the last day that leaves enough working days, and not one more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Ics

from guohe.calendars.domain.days import Region, closed_on
from guohe.calendars.queries.published import calendar, calendars, horizon, working_days_between
from guohe.kernel.findings import Level, Refused
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.domain.calls import Deadline, Step
from guohe.programmes.domain.deadlines import Schedule, last_day_before, plan_back
from guohe.programmes.queries.calls import call
from guohe.programmes.queries.deadline_file import deadline_bytes
from guohe.programmes.queries.deadline_pages import due_table, load_table, schedule_record, schedule_table
from guohe.programmes.queries.deadlines import due, schedule

TODAY = date(2019, 7, 2)


def planned(code: str, *, on: date = TODAY, **moved: date) -> Schedule:
    return schedule(call(code), on=on, moved=moved)


def days(found: Schedule) -> dict[str, str | None]:
    return {each.step: None if each.day is None else each.day.isoformat() for each in found.steps}


def test_the_demo_call_is_planned_back_through_office_seal_and_review() -> None:
    """Counted by hand. Hong Kong works 4, 5, 6, 9, 10, 11, 12 September: 7 days after the 3rd.

    Both places work 30 August, 2 and 3 September: 3 days after 29 August; 23, 26, 27, 28, 29 August: 5 after the 22nd.
    """
    found = planned("demo-young-2019")
    assert days(found) == {
        "deadline": "2019-09-12",
        "deliver": "2019-09-03",
        "seal": "2019-08-29",
        "review": "2019-08-22",
    }
    assert found.findings == ()
    assert [each.asks.regions for each in found.steps if each.asks] == [
        (Region.HONG_KONG,),
        (Region.MAINLAND, Region.HONG_KONG),
        (Region.MAINLAND, Region.HONG_KONG),
    ]


def test_the_macao_host_plans_the_same_deadline_by_its_own_book() -> None:
    """5 Macao days after 5 September: 6, 9, 10, 11, 12; 8 shared days after 26 August: 27 to 30, 2 to 5 September."""
    assert days(planned("demo-young-2019-mo")) == {
        "deadline": "2019-09-12",
        "deliver": "2019-09-05",
        "seal": "2019-08-26",
    }


def test_a_deadline_on_a_holiday_is_said_and_the_working_day_before_is_used() -> None:
    """Mid-Autumn closes the Mainland on 13 September 2019, which moves the review to the 6th."""
    found = planned("demo-key-2020")
    assert days(found) == {
        "deadline": "2019-09-30",
        "deliver": "2019-09-19",
        "seal": "2019-09-16",
        "review": "2019-09-06",
    }
    (said,) = found.findings
    assert (said.code, said.level) == ("CAL-112", Level.HOLD)
    assert said.values == {"day": "2019-10-01", "earlier": "2019-09-30", "hour": "16:00"}


def test_moving_a_step_takes_those_before_it_along() -> None:
    found = planned("demo-young-2019", deliver=date(2019, 8, 30))
    # 28, 29, 30 August after the 27th; 21, 22, 23, 26, 27 August after the 20th.
    assert days(found) == {
        "deadline": "2019-09-12",
        "deliver": "2019-08-30",
        "seal": "2019-08-27",
        "review": "2019-08-20",
    }
    assert found.findings == ()
    assert found.steps[1].latest == date(2019, 9, 3)


def test_a_day_too_late_is_a_finding_that_names_the_step() -> None:
    found = planned("demo-young-2019", deliver=date(2019, 9, 4))
    (said,) = found.findings
    assert (said.code, said.level, said.place.pointer) == ("CAL-111", Level.HOLD, "deliver")
    assert "Deliver to the research office is planned for 2019-09-04, after 2019-09-03" in said.sentence("en")


def test_a_step_whose_day_has_passed_is_a_finding() -> None:
    found = planned("demo-young-2019", on=date(2019, 8, 30))
    assert [(each.code, getattr(each, "step", "")) for each in found.findings] == [
        ("CAL-114", "seal"),
        ("CAL-114", "review"),
    ]


def test_a_step_that_is_none_of_the_plans_moves_nothing() -> None:
    found = planned("demo-young-2019", lunch=date(2019, 8, 1))
    assert [(each.code, each.level) for each in found.findings] == [("CAL-116", Level.STOP)]
    assert days(found) == days(planned("demo-young-2019"))


@pytest.mark.parametrize("past", [1, 400])
def test_past_the_published_calendar_nothing_is_guessed(past: int) -> None:
    young = call("demo-young-2019")
    far = Deadline(horizon(tuple(Region)) + timedelta(days=past), "16:00", Region.MAINLAND)
    steps = [(Step(each.step, each.before, ""), each.asks) for each in planned(young.code).steps if each.asks]
    found = plan_back(young, far, steps, calendar=calendar, moved={}, on=TODAY)
    assert {each.day for each in found.steps} == {None}
    assert [(each.code, each.level) for each in found.findings] == [("CAL-101", Level.HOLD)]


def test_a_call_without_a_known_deadline_is_not_planned() -> None:
    with pytest.raises(Refused) as refused:
        planned("nsfc-ysf-b-2019")
    assert refused.value.findings[0].code == "CAL-115"


@given(
    end=st.dates(date(2016, 6, 1), date(2026, 12, 31)),
    number=st.integers(0, 30),
    regions=st.sets(st.sampled_from(list(Region)), min_size=1),
)
def test_the_last_day_leaves_enough_days_and_no_later_open_day_does(
    end: date, number: int, regions: set[Region]
) -> None:
    places = calendars(sorted(regions))
    day = last_day_before(places, end, number)
    assert all(closed_on(each, day) is None for each in places)
    assert working_days_between(day, end, sorted(regions)).days >= number
    later = day + timedelta(days=1)
    while later <= end:
        if all(closed_on(each, later) is None for each in places):
            assert working_days_between(later, end, sorted(regions)).days < number
        later += timedelta(days=1)


def test_the_load_counts_every_thing_of_a_day_once() -> None:
    found = due(TODAY, 120)
    load = {row[0]: row[1] for row in load_table(found, "en").rows}
    assert sum(int(str(count)) for count in load.values()) == len(found) == 11
    # Two calls close on the same day.
    assert load[date(2019, 9, 12)] == 2


def test_only_the_days_asked_for_are_shown() -> None:
    assert due(TODAY, 50) == ()
    assert [each.day for each in due(TODAY, 51)] == [date(2019, 8, 22)]
    assert [each.day for each in due(date(2019, 8, 22), 1)] == [date(2019, 8, 22)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_speak_each_language_and_name_the_source_of_each_day(lang: str) -> None:
    found = planned("demo-young-2019")
    rows = schedule_table(found, lang).rows
    assert [row[-1] for row in rows[:3]] == [
        "demo-seal@1.0/review",
        "demo-seal@1.0/seal",
        "demo-host@1.0/internal-deadline",
    ]
    assert rows[3][1] == "16:00"
    assert all(row[-1] for row in due_table(due(TODAY, 120), lang).rows)
    assert schedule_record(found, lang)["steps"][0]["calendars"] == ["mainland", "hong_kong"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_calendar_program_reads_the_file(lang: str) -> None:
    """16:00 at UTC+8 is 08:00 UTC; a step is a whole day; the same step has the same key each time."""
    found = due(TODAY, 120)
    content = deadline_bytes(found, lang=lang, now=datetime(2019, 7, 2, 2, 0, tzinfo=UTC), demo=True)
    events = {str(event["uid"]): event for event in Ics.from_ical(content).walk("VEVENT")}
    assert len(events) == len(found)
    funder = events["demo-young-2019/deadline@guohe"]
    assert funder.decoded("dtstart") == datetime(2019, 9, 12, 8, 0, tzinfo=UTC)
    seal = events["demo-young-2019/seal@guohe"]
    assert (seal.decoded("dtstart"), seal.decoded("dtend")) == (date(2019, 8, 29), date(2019, 8, 30))
    name = call("demo-young-2019").names.in_language(lang)
    assert name in str(seal["summary"])
    # No line is longer than 75 bytes: Chinese is folded too.
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_step_that_reaches_past_the_calendar_waits_and_the_deadline_stays() -> None:
    """The calendars begin on 1 January 2016: seven working days before the 5th are not known."""
    early = Deadline(date(2016, 1, 5), "", Region.HONG_KONG)
    steps = [
        (Step(each.step, each.before, ""), each.asks)
        for each in planned("demo-young-2019").steps
        if each.asks
    ]
    found = plan_back(call("demo-young-2019"), early, steps, calendar=calendar, moved={}, on=date(2016, 1, 1))
    assert [each.day for each in found.steps] == [date(2016, 1, 5), None, None, None]
    assert [(each.code, each.level) for each in found.findings] == [("CAL-102", Level.HOLD)]


@pytest.mark.parametrize(
    ("lang", "holiday", "chosen", "noticed"),
    [
        ("en", "earlier: a holiday", "moved", "the Mainland; the notice says 2019-10-01, a holiday there"),
        ("zh-hant", "因假期提前", "已改", "內地；通告所載為 2019-10-01，當地假期"),
        ("zh-hans", "因假期提前", "已改", "内地；通知所载为 2019-10-01，当地假期"),
    ],
)
def test_a_deadline_on_a_holiday_says_so_and_is_no_day_that_somebody_moved(
    lang: str, holiday: str, chosen: str, noticed: str
) -> None:
    closed = [each for each in due(date(2019, 9, 1), 60) if each.planned.moved]
    assert [each.day for each in closed] == [date(2019, 9, 30)]
    (row,) = due_table(tuple(closed), lang).rows
    assert row[4] == noticed
    code = closed[0].call.code
    steps = planned(code).steps
    moved = steps[-1]
    assert moved.day is not None
    rows = schedule_table(planned(code, **{moved.step: moved.day - timedelta(days=7)}), lang).rows
    assert {row[5] for row in rows} == {"", holiday, chosen}

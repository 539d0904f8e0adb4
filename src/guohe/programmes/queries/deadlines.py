"""The calls with a day, planned back on the published calendars by the rules in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guohe.calendars.queries.published import calendar
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.domain.calls import Call, Deadline
from guohe.programmes.domain.deadlines import Asks, Planned, Schedule, plan_back, usable
from guohe.programmes.queries.calls import calls, plan, rule_of_step


@dataclass(frozen=True, slots=True)
class Due:
    """One step of one call on one day."""

    call: Call
    planned: Planned
    day: date


def schedule(found: Call, *, on: date, moved: Mapping[str, date]) -> Schedule:
    """One call planned back. Raises Refused (CAL-115) where no source gives its deadline."""
    if found.deadline is None:
        raise Refused(Finding("CAL-115", Level.STOP, values={"call": found.code}))
    known = plan(found.plan)
    day = found.deadline.day
    steps = [(step, Asks(*rule_of_step(step, day))) for step in (known.steps if known is not None else ())]
    return plan_back(found, found.deadline, steps, calendar=calendar, moved=moved, on=on)


def usable_day(deadline: Deadline) -> date | None:
    """The day until which an application can really be handed in: the last on which the funder's place is open."""
    return usable(deadline, calendar, [])


def schedules(on: date) -> tuple[Schedule, ...]:
    """Every call with a day, as its rules leave it."""
    return tuple(schedule(each, on=on, moved={}) for each in calls() if each.deadline is not None)


def due(on: date, days: int) -> tuple[Due, ...]:
    """What is to be done from a day on, within so many days, in the order of the days."""
    end = on + timedelta(days=days)
    found = [
        Due(each.call, planned, planned.day)
        for each in schedules(on)
        for planned in each.steps
        if planned.day is not None and on <= planned.day <= end
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.call.code, each.planned.step)))

"""Planned backwards: from the funder's hour to the last day on which each step before it may begin.

Each step stands before another by as many days as a rule asks, counted on the calendars that the rule names. A day that
those places have not published is a finding and never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from guohe.calendars.domain.days import Calendar, Region, closed_on
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.calls import Call, Deadline, Step
from guohe.rules.domain.values import Book, Rule

DEADLINE: Final = "deadline"


@dataclass(frozen=True, slots=True)
class DayFinding(Finding):
    """A finding about one step; the sentence names it in the reader's language."""

    step: str = DEADLINE

    def sentence(self, lang: str) -> str:
        """The step, its days, and what to do."""
        return say(self.code, lang, **{**self.values, "step": say(f"programmes.step.{self.step}", lang)})


@dataclass(frozen=True, slots=True)
class Asks:
    """What the rule behind a step asks: so many days, working ones of ``regions`` or, without any, all days."""

    book: Book
    rule: Rule

    @property
    def days(self) -> int:
        """How many days."""
        return int(str(self.rule.parameters["at_least"]).partition(" ")[0])

    @property
    def regions(self) -> tuple[Region, ...]:
        """The places whose working days are counted; none where every day counts."""
        return tuple(Region(each) for each in self.rule.parameters.get("regions", ()))


@dataclass(frozen=True, slots=True)
class Planned:
    """One step: the ``latest`` day that the rules leave, and the ``day`` on which it is planned. None where not known."""

    step: str
    before: str
    latest: date | None
    day: date | None
    moved: bool
    asks: Asks | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A call planned backwards, the funder's deadline first, with every finding at once."""

    call: Call
    deadline: Deadline
    steps: tuple[Planned, ...]
    findings: tuple[Finding, ...]

    def day_of(self, step: str) -> date | None:
        """The planned day of a step."""
        return next((each.day for each in self.steps if each.step == step), None)


def last_day_before(calendars: Sequence[Calendar], end: date, days: int) -> date:
    """The last day, open in all the places, after which ``days`` working days lie up to and including ``end``.

    Without calendars every day counts. Refused outside what a place has published (CAL-101, CAL-102).
    """
    if not calendars:
        return end - timedelta(days=days)

    def is_open(day: date) -> bool:
        return all(closed_on(calendar, day) is None for calendar in calendars)

    day = end
    while days > 0:
        days -= is_open(day)
        day -= timedelta(days=1)
    while not is_open(day):
        day -= timedelta(days=1)
    return day


def plan_back(
    call: Call,
    deadline: Deadline,
    steps: Sequence[tuple[Step, Asks]],
    *,
    calendar: Callable[[Region], Calendar],
    moved: Mapping[str, date],
    on: date,
) -> Schedule:
    """Every step from the deadline back. A step that is ``moved`` takes those before it along."""
    findings: list[Finding] = []
    known = {step.step for step, _ in steps}
    for name in sorted(set(moved) - known):
        values = {"seen": name[:40], "known": ", ".join(sorted(known))}
        findings.append(Finding("CAL-116", Level.STOP, Place(pointer=name), values))
    until = usable(deadline, calendar, findings)
    planned = [Planned(DEADLINE, "", deadline.day, until, moved=until != deadline.day, asks=None)]
    for step, asks in steps:
        after = next((each.day for each in planned if each.step == step.before), None)
        latest = _latest(after, asks, calendar, findings)
        day = moved.get(step.step, latest)
        if day is not None and latest is not None and day > latest:
            values = {"day": day.isoformat(), "latest": latest.isoformat()}
            place = Place(pointer=step.step)
            findings.append(DayFinding("CAL-111", Level.HOLD, place, values, step=step.step))
        planned.append(Planned(step.step, step.before, latest, day, step.step in moved, asks))
    for each in planned:
        if each.day is not None and each.day < on:
            values = {"day": each.day.isoformat(), "today": on.isoformat()}
            findings.append(DayFinding("CAL-114", Level.HOLD, values=values, step=each.step))
    return Schedule(call, deadline, tuple(planned), tuple(findings))


def usable(
    deadline: Deadline, calendar: Callable[[Region], Calendar], findings: list[Finding]
) -> date | None:
    """The funder's day, or the working day before it when the funder's place is closed; None past the calendar."""
    try:
        if closed_on(calendar(deadline.place), deadline.day) is None:
            return deadline.day
        earlier = last_day_before((calendar(deadline.place),), deadline.day, 0)
    except Refused as refusal:
        findings += (_held(each) for each in refusal.findings)
        return None
    values = {"day": deadline.day.isoformat(), "earlier": earlier.isoformat(), "hour": deadline.hour}
    findings.append(DayFinding("CAL-112", Level.HOLD, values=values))
    return earlier


def _latest(
    after: date | None, asks: Asks, calendar: Callable[[Region], Calendar], findings: list[Finding]
) -> date | None:
    if after is None:
        return None
    try:
        return last_day_before(tuple(calendar(each) for each in asks.regions), after, asks.days)
    except Refused as refusal:
        findings += (_held(each) for each in refusal.findings)
        return None


def _held(finding: Finding) -> Finding:
    """What a calendar cannot say waits for a person: nothing is stopped by it."""
    return replace(finding, level=Level.HOLD)

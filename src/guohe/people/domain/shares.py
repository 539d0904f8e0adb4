"""Shares of a month are basis points: 10,000 is the whole month, and no unit of money is lost when a cost is split by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import round_half_up
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.people.domain.facts import PersonFacts
from guohe.people.domain.months import month_text, shifted

WHOLE: Final = 10_000
_PERCENT: Final = re.compile(r"^([0-9]{1,3})(?:\.([0-9]{1,2}))?$")


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one project; ``before`` is what the projects before it take, seen or not, so that a cost splits alike for all."""

    ref: str
    points: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One month of one person: the share of each project that the reader sees, and what all others add up to."""

    person: int
    month: date
    parts: tuple[Part, ...]
    elsewhere: int = 0

    @property
    def total(self) -> int:
        """The share of the month that is paid for, in basis points."""
        return sum(part.points for part in self.parts) + self.elsewhere

    def of(self, ref: str) -> Part | None:
        """The share of one project."""
        return next((part for part in self.parts if part.ref == ref), None)

    @property
    def over(self) -> bool:
        """Whether more than the whole month is paid for."""
        return self.total > WHOLE


@dataclass(frozen=True, slots=True)
class Run:
    """Months that follow each other with the same shares."""

    first: date
    last: date
    like: PersonMonth


def read_share(text: str) -> int | None:
    """``80`` or ``33.33``, a percentage from 0 to 100, in basis points; None for anything else."""
    found = _PERCENT.match(text.strip().removesuffix("%").strip())
    if found is None:
        return None
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return points if points <= WHOLE else None


def percent(points: int) -> str:
    """8000 as ``80%``, 3333 as ``33.33%``."""
    whole, rest = divmod(points, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02}".rstrip("0") + "%"


def part_of(cost: int, part: Part) -> int:
    """What one share carries of a month's cost, in minor units.

    The cost is rounded once at the end of each share, counted from the first: so the parts of a month add up to the rounded
    cost of all shares together, whoever sees which of them.
    """
    return round_half_up(cost * (part.before + part.points), WHOLE) - round_half_up(cost * part.before, WHOLE)


def months_of(rows: Iterable[tuple[int, date, str, int, int]]) -> tuple[PersonMonth, ...]:
    """Shares (person, month, project, basis points, before) by person and month; a row without project is what lies elsewhere."""
    met: dict[tuple[int, date], list[Part]] = {}
    elsewhere: dict[tuple[int, date], int] = {}
    for person, month, ref, points, before in rows:
        parts = met.setdefault((person, month), [])
        if ref:
            parts.append(Part(ref, points, before))
        else:
            elsewhere[person, month] = elsewhere.get((person, month), 0) + points
    return tuple(
        PersonMonth(
            person, month, tuple(sorted(parts, key=lambda each: each.ref)), elsewhere.get((person, month), 0)
        )
        for (person, month), parts in sorted(met.items())
    )


def runs(months: Sequence[PersonMonth]) -> tuple[Run, ...]:
    """Months of one person in order, those with the same shares drawn together."""
    found: list[Run] = []
    for each in months:
        last = found[-1] if found else None
        if last is not None and shifted(last.last, 1) == each.month and _alike(last.like) == _alike(each):
            found[-1] = Run(last.first, each.month, last.like)
        else:
            found.append(Run(each.month, each.month, each))
    return tuple(found)


def _alike(each: PersonMonth) -> tuple[tuple[tuple[str, int], ...], int]:
    return tuple((part.ref, part.points) for part in each.parts), each.elsewhere


@dataclass(frozen=True, slots=True)
class OverFinding(Finding):
    """A person above 100 % of a month, named in the reader's language, or by number alone."""

    months: tuple[PersonMonth, ...] = ()
    here: str = ""
    name: Name | None = None

    def sentence(self, lang: str) -> str:
        """Who, in which months, and the share of each project."""
        told = say("people.joiner", lang).join(
            say(
                "people.over.month",
                lang,
                month=month_text(each.month),
                total=percent(each.total),
                shares=shares_text(each, self.here, lang),
            )
            for each in self.months
        )
        code = self.values["code"]
        name = self.name
        who = code if name is None else say("people.named", lang, name=name.in_language(lang), code=code)
        return say(self.code, lang, who=who, months=told)


def shares_text(each: PersonMonth, here: str, lang: str) -> str:
    """``80% here, 40% DEMO-RAIL-2018-002, 10% elsewhere``."""
    parts = [
        say("people.here", lang, share=percent(part.points))
        if part.ref == here
        else say("people.there", lang, share=percent(part.points), ref=part.ref)
        for part in sorted(each.parts, key=lambda part: (part.ref != here, part.ref))
    ]
    if each.elsewhere:
        parts.append(say("people.elsewhere", lang, share=percent(each.elsewhere)))
    return say("people.joiner", lang).join(parts)


def above(
    months: Iterable[PersonMonth], *, people: Mapping[int, PersonFacts], here: str = "", named: bool = True
) -> tuple[OverFinding, ...]:
    """Every person who is above 100 % in some month, with all such months (BUD-451). It waits for a person.

    Without ``named`` the findings hold numbers alone: for files and print.
    """
    met: dict[int, list[PersonMonth]] = {}
    for each in months:
        if each.over:
            met.setdefault(each.person, []).append(each)
    return tuple(
        OverFinding(
            "BUD-451",
            Level.HOLD,
            values={"code": people[person].code},
            months=tuple(found),
            here=here,
            name=people[person].name if named else None,
        )
        for person, found in sorted(met.items(), key=lambda each: people[each[0]].number)
    )

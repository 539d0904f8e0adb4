"""Kinds about persons: an age on a day, and how much one person may hold, across employers and on both sides."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from guohe.rules.domain.facts import Facts, Holding
from guohe.rules.domain.parameters import MONEY_UNITS, Parameters
from guohe.rules.domain.values import Check, Outcome, Seen

_LEAP_DAY: Final = (2, 29)


def earliest_birth(on: date, years: int) -> date:
    """Who was born on this day or later has not passed the age of ``years`` before ``on``.

    "Under 38 on 1 January 2019" admits who was born on 1 January 1981: the funder's own cut-off.
    """
    if (on.month, on.day) == _LEAP_DAY:
        try:
            return on.replace(year=on.year - years)
        except ValueError:
            return date(on.year - years, 3, 1)
    return on.replace(year=on.year - years)


def bind_age(p: Parameters) -> Check:
    """``born`` is not before the cut-off that the year's ``month`` and ``day`` give with the age for the fact ``by``."""
    born, by = p.fact("born"), p.fact("by", needed=False)
    month = p.figure("month", ("count",)) or 1
    day = p.figure("day", ("count",)) or 1
    ages: dict[object, int] = {}
    for row in p.rows("under"):
        ages[p.value("is", row) if by else ""] = p.figure("age", ("years",), row) or 0
        row.finish()

    def check(facts: Facts, on: date) -> Seen:
        birth = facts.get(born)
        years = ages.get(facts.get(by) if by else "")
        if not isinstance(birth, date) or years is None:
            absent = (() if isinstance(birth, date) else (born,)) + (() if years is not None else (by,))
            return Seen(Outcome.UNKNOWN, birth, lacking=absent)
        earliest = earliest_birth(date(on.year, month, day), years)
        return Seen(Outcome.MET if birth >= earliest else Outcome.BROKEN, birth, earliest)

    # The cut-off depends on the year and the age alone: a batch asks for the same few again and again.
    cut_off = cache(lambda year, years: earliest_birth(date(year, month, day), years))

    def surely(facts: Facts, on: date) -> bool:
        birth = facts.get(born)
        years = ages.get(facts.get(by) if by else "")
        return years is not None and type(birth) is date and birth >= cut_off(on.year, years)

    p.surely = surely
    return check


def bind_person_limit(p: Parameters) -> Check:
    """What ``person`` holds of the counted types, each with the weight of its role, is at most ``limit``.

    Employers and sides are not asked: one person is one person. ``types`` empty counts every type but ``not_types``; a
    stage in ``stages_not_counted``, a length of at most ``months_not_counted``, a direct cost of at most
    ``direct_not_counted`` for the types ``direct_types``, and with ``ending_not_counted`` a project that ends in the
    year of the decision are left out. ``same_exercise`` counts only what is in the exercise of the fact ``exercise``.
    """
    person, holdings = p.fact("person"), p.fact("holdings")
    types, not_types = set(p.words("types")), set(p.words("not_types"))
    standings, stages = set(p.words("standings", needed=True)), set(p.words("stages_not_counted"))
    direct_types = set(p.words("direct_types"))
    months = p.figure("months_not_counted", ("months",), needed=False)
    direct = p.figure("direct_not_counted", MONEY_UNITS, needed=False)
    ending = p.flag("ending_not_counted", False)
    limit = p.figure("limit", ("count",))
    exercise = p.fact("exercise", needed=False)
    weights: dict[str, int] = {}
    for row in p.rows("roles"):
        weights[row.text("role")] = p.figure("weight", ("count",), row) or 0
        row.finish()

    def counts(held: Holding, on: date, round_of: object) -> bool:
        return not (
            held.standing not in standings
            or (types and held.type not in types)
            or held.type in not_types
            or held.stage in stages
            or (months is not None and held.months is not None and held.months <= months)
            or (
                direct is not None
                and held.type in direct_types
                and held.direct is not None
                and held.direct <= direct
            )
            or (ending and held.ends is not None and held.ends.year == on.year)
            or (exercise and held.exercise != round_of)
        )

    def check(facts: Facts, on: date) -> Seen:
        who, held = facts.get(person), facts.get(holdings)
        if not isinstance(who, str) or not isinstance(held, tuple) or (exercise and exercise not in facts):
            lacking = tuple(name for name in (person, holdings, exercise) if name and name not in facts)
            return Seen(Outcome.UNKNOWN, limit=limit, lacking=lacking or (person, holdings))
        round_of = facts.get(exercise) if exercise else None
        weighed = sum(
            weights.get(each.role, 0) for each in held if each.person == who and counts(each, on, round_of)
        )
        return Seen(Outcome.MET if weighed <= (limit or 0) else Outcome.BROKEN, weighed, limit)

    return check

"""What one person holds against each limit: which projects count and with what weight, and why the others do not.

Employers and sides are shown and never asked: one person is one person, on both sides of the boundary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guohe.programmes.domain.can_apply import Checked
from guohe.rules.domain.facts import Facts, Holding
from guohe.rules.domain.judge import Explanation
from guohe.rules.domain.values import Book, Outcome, Rule


@dataclass(frozen=True, slots=True)
class Weighed:
    """One project under one limit. ``why`` says what leaves it out, or ``counts``."""

    holding: Holding
    weight: int
    why: str
    own: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of one book: what was weighed against it, project by project."""

    book: Book
    rule: Rule
    outcome: Outcome
    weight: int
    limit: int
    rows: tuple[Weighed, ...]
    explained: Explanation

    @property
    def left(self) -> int:
        """What may still be added; below zero when the limit is passed."""
        return self.limit - self.weight


def limits(checked: Checked) -> tuple[Limit, ...]:
    """Every limit on a person that the call's books have. The last project of each is the application itself, if it counts."""
    found = []
    for each in checked.reasons:
        held = each.facts.get(str(each.rule.parameters.get("holdings", "")))
        if each.rule.kind != "person_limit" or not isinstance(held, tuple):
            continue
        rows = tuple(
            _weighed(each.rule, holding, each.facts, each.on, own=bool(checked.call.type) and at == len(held))
            for at, holding in enumerate(held, start=1)
        )
        limit = each.seen.limit
        found.append(
            Limit(
                each.book,
                each.rule,
                each.seen.outcome,
                sum(row.weight for row in rows),
                limit if isinstance(limit, int) else 0,
                rows,
                each,
            )
        )
    return tuple(found)


def _weighed(rule: Rule, holding: Holding, facts: Facts, on: date, *, own: bool) -> Weighed:
    """A project weighed alone: the limit's own rule is asked, so that the table cannot say anything else than it does."""
    alone = rule.check({**facts, str(rule.parameters["holdings"]): (holding,)}, on).measured
    weight = alone if isinstance(alone, int) else 0
    return Weighed(holding, weight, "counts" if weight else _reason(rule.parameters, holding, facts, on), own)


def _reason(asked: Mapping[str, Any], held: Holding, facts: Facts, on: date) -> str:
    """The first thing that leaves a project out, as the key of its words."""
    types: Sequence[str] = asked.get("types", ())
    if held.standing not in asked["standings"]:
        return "standing"
    if (types and held.type not in types) or held.type in asked.get("not_types", ()):
        return "type"
    if held.stage in asked.get("stages_not_counted", ()):
        return "stage"
    if asked.get("ending_not_counted") and held.ends is not None and held.ends.year == on.year:
        return "ending"
    if asked.get("exercise") and held.exercise != facts.get(asked["exercise"]):
        return "exercise"
    if not any(
        row["role"] == held.role and not str(row["weight"]).startswith("0 ") for row in asked["roles"]
    ):
        return "role"
    return "size"

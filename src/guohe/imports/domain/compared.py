"""What a check compared before it asked about a line, as facts with their names: a reader can judge the same again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from guohe.imports.domain.standing import QuestionFacts
from guohe.kernel.names import Called
from guohe.rules.domain.facts import Fact

# Of each code, the facts that the check looked at; every one of them is in compared().
_LOOKED_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "IMP-111": ("line_project",),
    "IMP-121": ("reference", "date", "this_cost", "times_seen"),
    "IMP-127": ("reference", "date", "this_cost", "times_seen", "earlier_file"),
    "IMP-207": ("reference", "date", "this_cost", "bank_line", "bank_day"),
    "IMP-340": ("reference", "date", "this_cost", "earlier_file"),
    "IMP-341": ("reference", "date", "this_cost", "earlier_file"),
    "IMP-342": ("reference", "date", "this_cost"),
    "IMP-131": ("line_project", "own_project"),
    "IMP-132": ("line_project", "order", "order_project"),
    "IMP-134": ("line_project",),
    "IMP-135": ("date", "day_of_reading"),
    "BUD-403": ("date", "project_starts"),
    "BUD-404": ("date", "project_ends"),
    "BUD-472": ("date", "closed_on"),
    "REP-702": ("account", "has_category"),
}
# A line that equals another one was seen at least twice.
_TWICE: Final = 2


def compared(question: QuestionFacts) -> Mapping[str, Fact]:
    """The facts of the check that asked, by name, in the order in which it looked at them; none for a person's own question."""
    if question.finding is None:
        return {}
    code, told, line = question.finding.code, question.finding.values, question.line
    ends = _day(told.get("ends"))
    known: dict[str, Fact | None] = {
        "reference": line.source,
        "date": line.posted_on,
        "this_cost": line.amount,
        "times_seen": _TWICE,
        "earlier_file": told.get("file"),
        "bank_line": told.get("file"),
        "bank_day": _day(told.get("on")),
        "line_project": told.get("seen") or line.project,
        "own_project": told.get("suggestion"),
        "order": told.get("order"),
        "order_project": told.get("owner"),
        "day_of_reading": _day(told.get("today")),
        "project_starts": _day(told.get("starts")),
        "project_ends": None if ends is None else ends - timedelta(days=1),
        "closed_on": _day(told.get("on")),
        "account": told.get("account"),
        "has_category": False,
    }
    found: dict[str, Fact] = {}
    for name in _LOOKED_AT.get(code, ()):
        fact = known[name]
        if fact is not None and fact != "":
            found[name] = str(fact) if isinstance(fact, Called) else fact
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""Who decides a change is what the grant's rulebook says on a day, with its clause; where no rule names it, that is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guohe.grants.domain.budget_change import BudgetChange
from guohe.grants.domain.changes import CHANGE_FACTS, Kind
from guohe.kernel.findings import Finding, Level
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.judge import Decision, Explanation, judge
from guohe.rules.domain.values import Book, Outcome


@dataclass(frozen=True, slots=True)
class Route:
    """The rules that name who decides, and the decisions they come from, to be made again years later."""

    on: date
    said: tuple[Explanation, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]

    @property
    def stored(self) -> str:
        """Every decision that names who decides, or all where none does, each on a line as canonical JSON; empty without a book."""
        naming = [each for each in self.decisions if any(said.book is each.book for said in self.said)]
        return "\n".join(each.stored().decode("utf-8") for each in naming or self.decisions)


def change_facts(kind: Kind, budget: BudgetChange | None) -> dict[str, Fact]:
    """What a route may measure. Money moved to or from indirect cost is a change of its own, that direct lines' rules do not name."""
    if budget is None:
        return {"change": CHANGE_FACTS.get(kind, kind.value)}
    lines = [each.line for each in budget.changed]
    facts: dict[str, Fact] = {
        "change": "indirect_line" if any(line.indirect for line in lines) else "between_direct_lines",
        "amount": budget.adds,
    }
    groups = {line.group for line in lines}
    if "equipment" in groups:
        facts["line"] = "equipment"
    elif len(groups) == 1:
        facts["line"] = groups.pop()
    return facts


def route_of(facts: dict[str, Fact], books: Iterable[Book], on: date) -> Route:
    """Every rule of the books that names who decides, whatever the order of the books; BUD-315 waits for a person where none does."""
    decisions = tuple(judge(book, facts, on) for book in sorted(books, key=lambda book: book.label))
    said = tuple(
        each
        for decision in decisions
        for each in decision.explained(Outcome.DECIDED)
        if each.rule.kind == "route"
    )
    if said:
        return Route(on, said, decisions, ())
    values = {"books": ", ".join(each.book.label for each in decisions) or "-", "on": on.isoformat()}
    return Route(on, (), decisions, (Finding("BUD-315", Level.HOLD, values=values),))

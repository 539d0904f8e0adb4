"""Two versions of one book, rule by rule: what changed, what is new, what is gone, and when each holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guohe.kernel.findings import Finding, Level, Refused
from guohe.rules.domain.compare_books import Change, differences
from guohe.rules.domain.values import Book, Rule


class What(StrEnum):
    """What became of a rule."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule in both versions, None where a version has not got it; ``fields`` are its differences as the files write them."""

    id: str
    what: What
    before: Rule | None
    after: Rule | None
    fields: tuple[Change, ...]

    @property
    def rule(self) -> Rule:
        """The rule as the later version has it, or as the earlier one had it."""
        found = self.after or self.before
        if found is None:
            raise ValueError(self.id)
        return found

    @property
    def judges_otherwise(self) -> bool:
        """More than its words or the date of its clause changed: it may say something else of the same facts."""
        return self.what is not What.CHANGED or _judging(self.before) != _judging(self.after)


@dataclass(frozen=True, slots=True)
class BookChange:
    """The rules that differ, in the order of the later version, then those that are gone. Empty for a version and itself."""

    earlier: Book
    later: Book
    rules: tuple[RuleChange, ...]


def compare(earlier: Book, later: Book) -> BookChange:
    """What differs between two versions of one book. Raises Refused (RUL-851) for versions of two books."""
    if earlier.id != later.id:
        values = {"earlier": earlier.label, "later": later.label}
        raise Refused(Finding("RUL-851", Level.STOP, values=values))
    found: dict[str, list[Change]] = {}
    for each in differences(earlier, later):
        found.setdefault(each.rule, []).append(each)
    changes = []
    for rule_id, fields in found.items():
        before, after = earlier.rule(rule_id), later.rule(rule_id)
        what = What.ADDED if before is None else What.GONE if after is None else What.CHANGED
        changes.append(RuleChange(rule_id, what, before, after, tuple(fields)))
    return BookChange(earlier, later, tuple(changes))


def _judging(rule: Rule | None) -> object:
    """Everything of a rule by which it judges, and how well its text is known."""
    if rule is None:
        return None
    how = (rule.kind, rule.level, rule.decides, rule.after, rule.starts, rule.ends)
    return (*how, dict(rule.parameters), dict(rule.when), rule.clause.grade)

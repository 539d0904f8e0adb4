"""A budget change moves money between lines and adds none: it balances to 0.00 and leaves no line below what is already taken.

All amounts are in the award's currency, exact; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from guohe.grants.domain.facts import BudgetRowFacts, limits_of
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import AmountNotReadable, Money, total
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.rules.domain.judge import NO_NAME


@dataclass(frozen=True, slots=True)
class LineFinding(Finding):
    """A fault of one line; the sentence names it in the reader's language."""

    names: Name = NO_NAME

    def sentence(self, lang: str) -> str:
        """The line, what was seen, and what to do."""
        return say(self.code, lang, **{**self.values, "line": self.names.in_language(lang)})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the version in force, with its costs and open orders; ``indirect`` lines have a ceiling of their own."""

    code: str
    name: Name
    group: str
    indirect: bool
    before: Money
    used: Money
    promised: Money

    @property
    def taken(self) -> Money:
        """Costs and open orders."""
        return self.used + self.promised


@dataclass(frozen=True, slots=True)
class Moved:
    """A line with what it would be; None where what was typed is no amount."""

    line: Line
    after: Money | None

    @property
    def difference(self) -> Money | None:
        """What the line gains, below zero what it gives."""
        return None if self.after is None else self.after - self.line.before

    @property
    def free(self) -> Money | None:
        """What would be left of it."""
        return None if self.after is None else self.after - self.line.taken


@dataclass(frozen=True, slots=True)
class BudgetChange:
    """Every line before and after, and every fault at once."""

    currency: str
    moved: tuple[Moved, ...]
    findings: tuple[Finding, ...]

    @property
    def adds(self) -> Money:
        """What lines gain together: what the change moves, when it balances."""
        gains = (each.difference for each in self.moved)
        return total(self.currency, (gain for gain in gains if gain is not None and gain.minor > 0))

    @property
    def takes(self) -> Money:
        """What lines give together, above zero."""
        given = (each.difference for each in self.moved)
        return -total(self.currency, (gift for gift in given if gift is not None and gift.minor < 0))

    @property
    def changed(self) -> tuple[Moved, ...]:
        """The lines that would differ."""
        return tuple(each for each in self.moved if each.difference)


def moved_between(lines: Iterable[Line], *, source: str, target: str, amount: str) -> dict[str, str]:
    """What a request begins with that moves ``amount`` from one line to another: both lines as they would be.

    Nothing where a line is none of these or the amount is none above zero: the form then begins with what is approved.
    """
    known = {line.code: line for line in lines}
    if source == target or not {source, target} <= known.keys():
        return {}
    try:
        moved = Money.of(known[source].before.currency, amount)
    except AmountNotReadable:
        return {}
    if moved.minor <= 0:
        return {}
    gives, gains = known[source].before - moved, known[target].before + moved
    return {source: gives.plain, target: gains.plain}


def judge_budget_change(currency: str, lines: Sequence[Line], asked: Mapping[str, str]) -> BudgetChange:
    """The lines as they would be. What is not asked stays; an empty text is no change."""
    known = {line.code for line in lines}
    found: list[Finding] = []
    for code in asked:
        if code not in known:
            values = {"seen": code[:40], "known": ", ".join(line.code for line in lines)}
            found.append(Finding("BUD-311", Level.STOP, Place(pointer="lines"), values))
    moved = []
    for line in lines:
        after = _amount(currency, asked.get(line.code, ""), line, found)
        moved.append(Moved(line, after))
        if after is not None and after < line.before and after < line.taken:
            values = {
                "after": str(after),
                "taken": str(line.taken),
                "used": str(line.used),
                "promised": str(line.promised),
            }
            found.append(
                LineFinding(
                    "BUD-302", Level.STOP, Place(pointer=f"line-{line.code}"), values, names=line.name
                )
            )
    judged = BudgetChange(currency, tuple(moved), ())
    if judged.adds != judged.takes:
        apart = abs(judged.adds - judged.takes)
        values = {"adds": judged.adds.figure, "takes": judged.takes.figure, "apart": str(apart)}
        found.append(Finding("BUD-301", Level.STOP, Place(pointer="lines"), values))
    elif not judged.changed and not found:
        found.append(Finding("BUD-304", Level.STOP, Place(pointer="lines")))
    return replace(judged, findings=tuple(found))


def _amount(currency: str, typed: str, line: Line, found: list[Finding]) -> Money | None:
    if not typed.strip():
        return line.before
    try:
        after = Money.of(currency, typed.strip())
    except AmountNotReadable:
        after = None
    if after is None or after.minor < 0:
        values = {"seen": typed[:40]}
        found.append(
            LineFinding("BUD-303", Level.STOP, Place(pointer=f"line-{line.code}"), values, names=line.name)
        )
        return None
    return after


def rows_after(
    rows: Sequence[BudgetRowFacts], after: Mapping[str, Money]
) -> tuple[BudgetRowFacts, ...] | None:
    """The budget table with new leaves and its sums added again; None when its old sums are not those of their leaves.

    ``after`` is by category. A changed category that the table names in several rows is one row from then on, with all their
    names: how the new amount is divided among them nobody said.
    """
    if any(not row.category and _below(rows, index) != row.amount for index, row in enumerate(rows)):
        return None
    now = limits_of(rows)
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row.category, []).append(row.name)
    written: list[BudgetRowFacts] = []
    for row in rows:
        changed = row.category in after and after[row.category] != now[row.category]
        if not changed:
            written.append(row)
        elif all(row.category != each.category for each in written):
            written.append(replace(row, amount=after[row.category], name="、".join(names[row.category])))
    return tuple(
        row if row.category else replace(row, amount=_below(written, index))
        for index, row in enumerate(written)
    )


def _below(rows: Sequence[BudgetRowFacts], index: int) -> Money:
    """The sum of the leaves under a head: those of a deeper level, up to the next row of its own or a higher one."""
    head = rows[index]
    below = takewhile(lambda deeper: deeper.level > head.level, rows[index + 1 :])
    return total(head.amount.currency, (leaf.amount for leaf in below if leaf.category))

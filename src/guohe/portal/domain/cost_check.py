"""Before money is spent: yes; yes, but; not yet; or ask. Checking reserves nothing and writes nothing.

A cost in another currency is worked out at what the fund's own lots cost, first in first out, rounded once; what no lot
covers is worked out at the rate of the last one. Amounts of the answer are in the award's currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, round_half_up, total
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.judge import NO_NAME, Decision, Explanation, judge
from guohe.rules.domain.values import Book, Outcome


@dataclass(frozen=True, slots=True)
class OverLine(Finding):
    """A budget line that would be passed; the sentence names it in the reader's language."""

    names: Name = NO_NAME

    def sentence(self, lang: str) -> str:
        """The line, its figure, its limit and by how much it would be over."""
        return say(self.code, lang, **{**self.values, "line": self.names.in_language(lang)})


class Verdict(StrEnum):
    """``not_yet``: a change would make it a yes; ``ask``: a person decides."""

    YES = "yes"
    YES_BUT = "yes_but"
    NOT_YET = "not_yet"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody means to spend, on what and when."""

    amount: Money
    category: str
    on: date


@dataclass(frozen=True, slots=True)
class LineState:
    """A budget line with its costs and open orders. ``direct`` lines may give to each other."""

    code: str
    name: Name
    approved: Money
    used: Money
    promised: Money
    direct: bool

    @property
    def taken(self) -> Money:
        """Costs and open orders."""
        return self.used + self.promised

    @property
    def free(self) -> Money:
        """What is left of it."""
        return self.approved - self.taken


@dataclass(frozen=True, slots=True)
class LotState:
    """What is left of a lot in its currency, and what the whole lot cost in the award's. ``rate_text`` is its slip's rate."""

    name: str
    rate_text: str
    amount: Money
    cost: Money
    left: Money

    @property
    def rate(self) -> Fraction:
        """Units of the lot's currency for one of the award's."""
        return Fraction(self.amount.minor, self.cost.minor)


@dataclass(frozen=True, slots=True)
class GrantState:
    """What is known of a grant when it is asked; ``ends`` is the first day after it. A lump sum has no lines but ``total``."""

    ref: str
    lump_sum: bool
    total: Money
    starts: date
    ends: date
    lines: tuple[LineState, ...]
    lots: tuple[LotState, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The cheapest way to a yes: so much from one line to another, and who may approve it under which rule."""

    amount: Money
    source: LineState
    route: Explanation | None


@dataclass(frozen=True, slots=True)
class Answer:
    """``after`` is what the line (or the whole grant) would have taken; ``free`` what would be left, below zero when over."""

    asked: Asked
    verdict: Verdict
    cost: Money | None
    line: LineState | None
    after: Money | None
    limit: Money | None
    findings: tuple[Finding, ...]
    decision: Decision | None
    way: Way | None

    @property
    def free(self) -> Money | None:
        """What would be left."""
        return None if self.after is None or self.limit is None else self.limit - self.after

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """Why, for each rule that was not met or cannot tell."""
        return () if self.decision is None else tuple(_spoken(self.decision, self.after))

    @property
    def number(self) -> str:
        """A number to quote: the same check of the same books has the same one, and nothing is stored."""
        told = self.decision.stored() if self.decision is not None else b""
        parts = (self.asked.category, str(self.asked.amount), str(self.asked.on), str(self.after), told)
        return f"CHK-{digest_of(parts).hex()[:10].upper()}"


def in_award_currency(
    amount: Money, award: str, lots: Sequence[LotState]
) -> tuple[Money, tuple[LotState, ...]] | None:
    """What an amount costs, and the lots it would use; None when the fund has no lot of its currency."""
    if amount.currency == award:
        return amount, ()
    usable = [lot for lot in lots if lot.amount.currency == amount.currency and lot.amount.minor > 0]
    if not usable:
        return None
    rest, cost, used = amount.minor, Fraction(0), []
    for lot in usable:
        part = min(rest, max(lot.left.minor, 0))
        if part > 0:
            cost += Fraction(part) / lot.rate
            rest -= part
            used.append(lot)
    if rest > 0:
        cost += Fraction(rest) / usable[-1].rate
        used = [*used, usable[-1]] if usable[-1] not in used else used
    return Money(award, round_half_up(cost.numerator, cost.denominator)), tuple(used)


def check_cost(asked: Asked, grant: GrantState, book: Book | None) -> Answer:
    """The answer with every finding at once. ``book`` is the funder's rules for this award, None where nobody has written them."""
    line = next((each for each in grant.lines if each.code == asked.category), None)
    limit = grant.total if grant.lump_sum else line.approved if line else None
    taken = total(grant.total.currency, (each.taken for each in grant.lines))
    before = taken if grant.lump_sum else line.taken if line else None
    priced = in_award_currency(asked.amount, grant.total.currency, grant.lots)
    cost, lots = priced if priced is not None else (None, ())
    after = None if before is None or cost is None else before + cost

    found = [*_price_findings(asked, grant, priced is not None, lots), *_day_findings(asked, grant)]
    if limit is None:
        known = ", ".join(each.code for each in grant.lines)
        found.append(Finding("BUD-431", Level.HOLD, values={"seen": asked.category[:40], "known": known}))
    over = None
    if after is not None and limit is not None and after > limit:
        over = after - limit
        named = line.code if line else grant.ref
        values = {"line": named, "figure": str(after), "limit": str(limit), "over": str(over)}
        names = line.name if line else Name(grant.ref, grant.ref, grant.ref)
        found.append(OverLine("BUD-402", Level.STOP, values=values, names=names))

    decision = None
    if book is None:
        found.append(Finding("RUL-841", Level.NOTE, values={"ref": grant.ref}))
    else:
        decision = judge(book, _facts(asked, grant, after, limit), asked.on)
        rules = {each.rule.finding: each for each in decision.explained(Outcome.BROKEN) if each.rule.finding}
        found = [
            replace(each, rule=rules[each.code].finding().rule) if each.code in rules else each
            for each in found
        ]
        said = {finding.code for finding in found}
        found += [each.finding() for each in _spoken(decision, after) if each.rule.finding not in said]
    way = _way(grant, line, over, book, asked.on) if line is not None and over is not None else None
    return Answer(asked, _verdict(found, way), cost, line, after, limit, tuple(found), decision, way)


def _spoken(decision: Decision, after: Money | None) -> list[Explanation]:
    """What was not met, and what cannot be told. Routes answer another question; without a sum its rules were not asked."""
    outcomes = (Outcome.BROKEN,) if after is None else (Outcome.BROKEN, Outcome.UNKNOWN)
    return [each for each in decision.explained(*outcomes) if each.rule.kind != "route"]


def _verdict(found: Sequence[Finding], way: Way | None) -> Verdict:
    """A change of the budget turns only an over-spent line into a yes, nothing else that stops or holds."""
    levels = {finding.level for finding in found if finding.code != "BUD-402"}
    if levels & {Level.STOP, Level.HOLD}:
        return Verdict.ASK
    if any(finding.code == "BUD-402" for finding in found):
        return Verdict.ASK if way is None else Verdict.NOT_YET
    return Verdict.YES_BUT if levels else Verdict.YES


def _facts(asked: Asked, grant: GrantState, after: Money | None, limit: Money | None) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "category": asked.category,
        "date": asked.on,
        "project_starts": grant.starts,
        "project_ends": grant.ends - timedelta(days=1),
    }
    if after is not None and limit is not None:
        subject = "total" if grant.lump_sum else "line"
        facts |= {f"{subject}_after": after, f"{subject}_approved": limit}
    return facts


def _price_findings(asked: Asked, grant: GrantState, priced: bool, lots: Sequence[LotState]) -> list[Finding]:
    award = grant.total.currency
    if not priced:
        values = {"currency": asked.amount.currency, "award": award, "day": str(asked.on)}
        return [Finding("BUD-432", Level.HOLD, values=values)]
    values = {"pair": f"{award}/{asked.amount.currency}", "day": str(asked.on)}
    named = "; ".join(f"{lot.name}: {lot.rate_text}" for lot in lots)
    return [Finding("MON-331", Level.NOTE, values={**values, "lots": named})] if lots else []


def _day_findings(asked: Asked, grant: GrantState) -> list[Finding]:
    if asked.on < grant.starts:
        return [Finding("BUD-403", Level.HOLD, values={"date": str(asked.on), "starts": str(grant.starts)})]
    if asked.on >= grant.ends:
        return [Finding("BUD-404", Level.HOLD, values={"date": str(asked.on), "ends": str(grant.ends)})]
    return []


def _way(grant: GrantState, line: LineState, over: Money, book: Book | None, on: date) -> Way | None:
    """From the first other direct line, in the budget's order, that has enough left. Indirect cost neither gives nor takes."""
    givers = [each for each in grant.lines if each is not line and each.direct and over <= each.free]
    if not line.direct or not givers:
        return None
    route = None
    if book is not None:
        said = judge(book, {"change": "between_direct_lines", "amount": over}, on)
        route = next(iter(said.explained(Outcome.DECIDED)), None)
    return Way(over, givers[0], route)

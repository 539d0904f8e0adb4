"""Can I apply? The books of a call answer, each with its clause; an answer is advice, and nobody is turned away by it.

``can``: every rule that was read is met. ``not_met``: by what was answered a condition does not hold, and who may decide
otherwise is named. ``ask``: something cannot be told from what is known, or only from what nobody has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guohe.kernel.findings import Level
from guohe.programmes.domain.answers import APPLICANT
from guohe.programmes.domain.calls import Call
from guohe.rules.domain.facts import Fact, Facts, Holding
from guohe.rules.domain.judge import Decision, Explanation, judge
from guohe.rules.domain.values import Book, Outcome, Rule

# Facts that are known without asking: who applies, and in which exercise.
TOLD = ("person", "exercise", "same_type")


class Verdict(StrEnum):
    """The answer to "can I apply?"."""

    CAN = "can"
    NOT_MET = "not_met"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Checked:
    """A call judged on the answers given: one decision a book. ``later`` rules are not part of the answer yet."""

    call: Call
    decisions: tuple[Decision, ...]

    @property
    def reasons(self) -> tuple[Explanation, ...]:
        """What each rule said, the gravest first; rules that do not apply, routes and later ones left out."""
        said = [
            each
            for decision in self.decisions
            for each in decision.explained(Outcome.BROKEN, Outcome.UNKNOWN, Outcome.MET)
            if each.rule.kind != "route" and each.rule.id not in self.call.later
        ]
        order = (Outcome.BROKEN, Outcome.UNKNOWN, Outcome.MET)
        return tuple(sorted(said, key=lambda each: order.index(each.seen.outcome)))

    @property
    def later(self) -> tuple[Explanation, ...]:
        """The rules that are asked when the application is handed in."""
        return tuple(
            each
            for decision in self.decisions
            for each in decision.explained()
            if each.rule.id in self.call.later and each.rule.kind != "route"
        )

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return verdict_of((each.rule, each.seen.outcome) for each in self.reasons)


def verdict_of(said: Iterable[tuple[Rule, Outcome]]) -> Verdict:
    """The answer that outcomes give together. A rule that only notes never says no: it says whom to ask."""
    pairs = tuple(said)
    if any(outcome is Outcome.BROKEN and rule.level is not Level.NOTE for rule, outcome in pairs):
        return Verdict.NOT_MET
    if any(outcome in (Outcome.BROKEN, Outcome.UNKNOWN) for _, outcome in pairs):
        return Verdict.ASK
    return Verdict.CAN


def needed(
    books: Sequence[Book], later: Sequence[str], facts: Facts, order: Sequence[str]
) -> tuple[str, ...]:
    """The facts to ask for, in the order of the questions; what a condition already rules out is not asked.

    A rule that depends on another answer is asked for after it. Facts that stand in ``facts`` are among them.
    """
    wanted: dict[str, None] = {}
    for book in books:
        for rule in book.rules:
            if rule.id in later or rule.kind in ("route", "open"):
                continue
            conditions = list(rule.when)
            applies = True
            for name in conditions:
                wanted[name] = None
                applies = applies and name in facts and facts[name] in rule.when[name]
            if applies:
                wanted.update(dict.fromkeys(name for name in rule.reads if name))
    if "same_type" in wanted:
        wanted["holdings"] = None
    return tuple(name for name in order if name in wanted and name not in TOLD)


def with_application(call: Call, answers: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts to judge: what was answered, who applies, and the application itself among the person's projects."""
    facts: dict[str, Fact] = {**answers, "person": APPLICANT}
    if call.on is not None:
        facts["exercise"] = str(call.on.year)
    held = answers.get("holdings")
    if isinstance(held, tuple):
        own = Holding(APPLICANT, call.type, "lead", call.counts_as, exercise=str(facts.get("exercise", "")))
        every = (*held, own) if call.type else held
        facts["holdings"] = every
        facts["same_type"] = tuple(each for each in every if each.type == call.type)
    return facts


def check(call: Call, books: Sequence[Book], answers: Mapping[str, Fact]) -> Checked:
    """Every book of the call judges the same facts on the call's day. A call without a day has nothing to judge."""
    if call.on is None:
        return Checked(call, ())
    facts = with_application(call, answers)
    return Checked(call, tuple(judge(book, _of(book, facts), call.on) for book in books))


def _of(book: Book, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts that a book reads, so that its decision keeps no answer that it did not need."""
    read = {name for rule in book.rules for name in (*rule.reads, *rule.when)}
    return {name: fact for name, fact in sorted(facts.items()) if name in read}

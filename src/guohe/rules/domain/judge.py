"""A book judges facts on a day: every rule answers at once, and the same facts give the same bytes years later.

Nothing is asked of a clock, a network or another book. A decision keeps the facts, the version and its digest, what each
rule said, and for each that was not met or could not tell the whole explanation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.rules.domain.facts import Facts, plain_fact
from guohe.rules.domain.values import SILENT, Book, Outcome, Rule, Seen, written_fact
from guohe.rules.domain.words import fact_words, value_words

NO_NAME: Final = Name("", "", "")
SPEAKING: Final = (Outcome.BROKEN, Outcome.UNKNOWN)
CODES: Final = {Outcome.BROKEN: "RUL-101", Outcome.UNKNOWN: "RUL-102"}


@dataclass(frozen=True, slots=True)
class RuleFinding(Finding):
    """What a rule says; its sentence is the rule's own words with what was compared, and who may decide otherwise."""

    words: Name = NO_NAME
    who: Name = NO_NAME
    lacking: tuple[str, ...] = ()

    def sentence(self, lang: str) -> str:
        """The rule in plain words, what was compared, who may decide otherwise."""
        key = (
            self.code
            if self.values["limit"] or self.code != CODES[Outcome.BROKEN]
            else "rules.broken_without_limit"
        )
        return say(
            key,
            lang,
            words=self.words.in_language(lang),
            who=self.who.in_language(lang),
            seen=value_words(self.values["seen"], lang) or say("rules.nothing", lang),
            limit=value_words(self.values["limit"], lang),
            lacking=", ".join(fact_words(name, lang) for name in self.lacking) or say("rules.nothing", lang),
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one rule said what it said: all that is needed to say it again."""

    book: Book
    rule: Rule
    seen: Seen
    facts: Facts
    on: date

    @property
    def level(self) -> Level:
        """A broken rule speaks at its level; what cannot be told waits for a person, or is noted where the rule only notes."""
        if self.seen.outcome is Outcome.UNKNOWN and self.rule.level is Level.STOP:
            return Level.HOLD
        return self.rule.level

    @property
    def who(self) -> Name:
        """Who may decide otherwise; for a route, who decides."""
        return self.book.people[self.seen.who or self.rule.decides]

    def plain(self, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The explanation as JSON has it; ``facts`` are the machine forms where they are at hand."""
        clause = self.rule.clause
        inputs = (
            {name: plain_fact(self.facts.get(name)) for name in self.rule.reads}
            if facts is None
            else {name: facts.get(name) for name in self.rule.reads}
        )
        return {
            "book": self.book.id,
            "version": self.book.version,
            "rule": self.rule.id,
            "clause": {
                "document": clause.document.title,
                "number": clause.document.number,
                "article": clause.article,
                "in_force": clause.in_force.text,
                "dated_by": clause.dated_by,
                "evidence": clause.grade.words,
                "grade": clause.grade.grade,
            },
            "inputs": inputs,
            "parameters": dict(self.rule.parameters),
            "date": self.on.isoformat(),
            "outcome": self.seen.outcome.value,
            "level": self.level.value,
            "measured": plain_fact(self.seen.measured),
            "limit": plain_fact(self.seen.limit),
            "lacking": list(self.seen.lacking),
            "who": self.seen.who or self.rule.decides,
        }

    def finding(self) -> RuleFinding:
        """The same for a person."""
        values = {
            "seen": written_fact(self.seen.measured),
            "limit": written_fact(self.seen.limit),
            "lacking": ", ".join(self.seen.lacking),
        }
        return RuleFinding(
            CODES[self.seen.outcome],
            self.level,
            values=values,
            rule=f"{self.book.label}/{self.rule.id}",
            words=self.rule.words,
            who=self.who,
            lacking=self.seen.lacking,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a book said of facts on a day. ``said`` is in the order of the book's rules, without those not in force."""

    book: Book
    facts: Facts
    on: date
    said: tuple[tuple[Rule, Seen], ...]

    def explained(self, *outcomes: Outcome) -> tuple[Explanation, ...]:
        """The explanations of the rules with one of the outcomes; of all without any."""
        return tuple(
            Explanation(self.book, rule, seen, self.facts, self.on)
            for rule, seen in self.said
            if not outcomes or seen.outcome in outcomes
        )

    @property
    def findings(self) -> tuple[RuleFinding, ...]:
        """What was not met or cannot be told, as findings."""
        return tuple(each.finding() for each in self.explained(*SPEAKING))

    def stored(self) -> bytes:
        """The decision as it is kept: canonical JSON, the same bytes for the same decision.

        Rules that were met or silent are kept by name: book, version, digest and facts give their explanation again.
        """
        met: list[str] = []
        named: dict[str, list[str]] = {}
        speaking = []
        for rule, seen in self.said:
            if seen.outcome is Outcome.MET:
                met.append(rule.id)
                continue
            named.setdefault(seen.outcome.value, []).append(rule.id)
            if seen.outcome is not Outcome.SILENT:
                speaking.append(Explanation(self.book, rule, seen, self.facts, self.on))
        if met:
            named[Outcome.MET.value] = met
        facts = {name: plain_fact(fact) for name, fact in self.facts.items()}
        return canonical(
            {
                "book": self.book.id,
                "version": self.book.version,
                "digest": self.book.digest,
                "on": self.on.isoformat(),
                "facts": facts,
                "said": named,
                "explained": [each.plain(facts) for each in speaking],
            }
        )


_WRITER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_text(plain: Any) -> str:
    """JSON with sorted keys and no spaces, Chinese as itself."""
    return _WRITER.encode(plain)


def canonical(plain: Mapping[str, Any]) -> bytes:
    """The same as bytes."""
    return canonical_text(plain).encode("utf-8")


def judge(book: Book, facts: Facts, on: date) -> Decision:
    """What every rule of a version says of the facts on a day: all of them, in one pass, without a side effect."""
    met: set[str] = set()
    said: list[tuple[Rule, Seen]] = []
    for rule in book.rules:
        # Most rules wait for nothing: they are asked without a look at anything else.
        seen = rule.check(facts, on) if rule.plain else ask(rule, facts, on, met)
        if seen is not None:
            said.append((rule, seen))
    return Decision(book, facts, on, tuple(said))


def ask(rule: Rule, facts: Facts, on: date, met: set[str]) -> Seen | None:
    """What one rule of a book says after those it waits for; ``met`` are the met ones. None where it is not in force."""
    if not rule.stands_on(on):
        return None
    if rule.after and not met.issuperset(rule.after):
        return SILENT
    seen = say_of(rule, facts, on) if rule.when else rule.check(facts, on)
    if rule.leads and seen.outcome is Outcome.MET:
        met.add(rule.id)
    return seen


def say_of(rule: Rule, facts: Facts, on: date) -> Seen:
    """What one rule says: silent where its conditions do not hold, unknown where they cannot be told."""
    for name, among in rule.when.items():
        if name not in facts:
            return Seen(Outcome.UNKNOWN, lacking=(name,))
        if facts[name] not in among:
            return SILENT
    return rule.check(facts, on)

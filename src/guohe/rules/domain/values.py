"""A rule is words, a clause, parameters and dates; what it decides is a value that carries all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from guohe.kernel.findings import Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate
from guohe.kernel.texts import say
from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.grades import Basis, Grade


class Outcome(StrEnum):
    """What a rule says of facts. ``decided`` names who decides; ``silent`` means that it does not apply."""

    MET = "met"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    DECIDED = "decided"
    SILENT = "silent"


class Seen(NamedTuple):
    """What was compared: the figure of the facts, the limit, and who decides (a key of the book) where that is the answer.

    ``lacking`` names the facts without which the rule cannot tell.
    """

    outcome: Outcome
    measured: Fact | None = None
    limit: Fact | None = None
    who: str = ""
    lacking: tuple[str, ...] = ()


SILENT: Final = Seen(Outcome.SILENT)
Check = Callable[[Facts, date], Seen]
# True only where the check would say ``met``: what a batch asks first, because most rules are met and then nothing need be explained.
Sure = Callable[[Facts, date], bool]


@dataclass(frozen=True, slots=True)
class Titles:
    """What a document is called in other languages; ``given`` by whoever wrote it, else translated here, which is always said."""

    by_language: Mapping[str, str]
    given: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A text that rules cite, under its own title and number, in its own language; ``articles`` are those known to be in it."""

    key: str
    title: str
    lang: str
    number: str
    articles: tuple[str, ...] = ()
    titles: Titles | None = None

    @property
    def own_name(self) -> str:
        """Its own title with its number, whoever reads."""
        return f"{self.title} {self.number}".strip()

    def parts(self, lang: str, article: str = "") -> tuple[tuple[str, str], ...]:
        """How a reader is told of it: words, each with their language, its number after its title, an article after both.

        A Chinese title stands in both scripts as it was given. An English reader has a translation beside it, a Chinese reader of
        an English one instead of it: pages in Chinese have no English title where words in Chinese are known.
        """
        words = "" if self._reads(lang) or self.titles is None else self.titles.by_language.get(lang, "")
        after = ((self.number, "zh-hans"), (article, self.lang))
        own = [(self.title, self.lang), *(part for part in after if part[0])]
        if not words:
            return tuple(own)
        given = self.titles is not None and self.titles.given
        told = words if given else say("rules.title.translated", lang, title=words)
        return (*own, (f"({told})", lang)) if lang == "en" else ((told, lang), *own[1:])

    def named(self, lang: str, article: str = "") -> str:
        """The same as one text."""
        return " ".join(words for words, _ in self.parts(lang, article))

    def _reads(self, lang: str) -> bool:
        return (self.lang == "en") == (lang == "en")


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule stands. ``in_force`` as stated; ``dated_by`` is ``text``, or ``reading`` where no source states a day.

    ``quote`` is the clause in its original language, empty where its text was not obtained: nothing stands in its place.
    """

    document: Document
    article: str
    in_force: StatedDate
    dated_by: str
    grade: Grade
    quote: str


@dataclass(frozen=True, slots=True)
class Example:
    """A case with its answer, run each time the book loads."""

    title: str
    facts: Facts
    on: date | None
    outcome: Outcome
    limit: Fact | None
    who: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one version. ``written`` is the level its author gave it, ``level`` what its evidence lets it have.

    ``starts`` and ``ends`` (exclusive) limit it within its version; ``after`` are rules that must be met first; ``when`` are
    facts without which it is silent. ``finding`` is the code under which another context says that it is broken.
    """

    id: str
    kind: str
    words: Name
    clause: Clause
    written: Level
    decides: str
    parameters: Mapping[str, Any]
    reads: tuple[str, ...]
    when: Mapping[str, tuple[Fact, ...]]
    after: tuple[str, ...]
    starts: date | None
    ends: date | None
    finding: str
    note: Name | None
    examples: tuple[Example, ...]
    check: Check = field(repr=False, compare=False)
    surely: Sure | None = field(default=None, repr=False, compare=False)
    # Set by the book that holds them: another rule waits for this one; this one waits for nothing and none waits for it.
    leads: bool = False
    plain: bool = False

    @property
    def level(self) -> Level:
        """The level at which it speaks."""
        return self.clause.grade.capped(self.written)

    @property
    def is_verified(self) -> bool:
        """Its clause was read at a good source; what is open was read by nobody."""
        return self.kind != "open" and self.clause.grade.is_verified

    def stands_on(self, day: date) -> bool:
        """The rule is in force within its version on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Book:
    """One version of one funder's rules. Rules stand in an order in which each follows those it needs.

    ``counts`` says which day chooses the version: that of the event, of the award, or of the call's exercise.
    ``gap`` explains why nothing is known between the version before and this one. ``transition_grade`` says how the
    transitional rule is known, None where the book names no evidence for it. ``summary`` says in plain words what is new,
    by one of its ``people``.
    """

    id: str
    version: str
    names: Name
    funder: str
    schemes: tuple[str, ...]
    invented: bool
    starts: StatedDate
    ends: StatedDate | None
    counts: str
    transition: Name
    gap: Name | None
    note: Name | None
    people: Mapping[str, Name]
    documents: Mapping[str, Document]
    rules: tuple[Rule, ...]
    digest: str
    transition_grade: Grade | None = None
    summary: Name | None = None
    summary_by: str = ""

    @property
    def transition_is_said(self) -> bool:
        """A text that somebody read says which awards the version reaches; an invented book says it by itself."""
        grade = self.transition_grade
        return self.invented if grade is None else grade.basis is not Basis.OWN

    @property
    def label(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of an id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def written_fact(fact: Fact | None) -> str:
    """A fact as a reader sees it, in any language."""
    if fact is None:
        return ""
    if isinstance(fact, bool):
        return "true" if fact else "false"
    if isinstance(fact, Money):
        return str(fact)
    if isinstance(fact, tuple):
        return ", ".join(f"{each.type} ({each.role}, {each.standing})" for each in fact)
    return fact.isoformat() if isinstance(fact, date) else str(fact)

"""A book loads whole or not at all: each rule has its clause and its date, and its examples have just been run."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any, Final

from guohe.kernel.findings import Level
from guohe.kernel.stated import StatedDate
from guohe.rules.domain.facts import Fact, FactNotReadable, amount_meant, read_fact
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.grades import Basis, Grade, GradeNotReadable, read_grade
from guohe.rules.domain.judge import NO_NAME, say_of
from guohe.rules.domain.kinds import KINDS, ONE_SIDED
from guohe.rules.domain.parameters import MONEY_UNITS, TEN_THOUSAND, Parameters
from guohe.rules.domain.reader import Reader
from guohe.rules.domain.sets import bind_open
from guohe.rules.domain.values import (
    Book,
    Clause,
    Document,
    Example,
    Outcome,
    Rule,
    Seen,
    Titles,
    written_fact,
)

COUNTS: Final = ("event", "award", "exercise")
DATED_BY: Final = ("text", "reading")
# What stands for an article that no source gives.
NOT_ESTABLISHED: Final = "not established"
_FOLDER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EPOCH: Final = StatedDate("0001-01-01", date.min, date.min)


def digest_of_book(content: bytes) -> str:
    """The digest of a published version: SHA-256 over its file, with line ends as one character."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def read_book(
    content: bytes,
    place: str,
    qualities: Mapping[str, str],
    faults: Faults,
    titles: Mapping[str, Titles] = MappingProxyType({}),
) -> Book | None:
    """The book of a file; every fault goes to ``faults``. None when it is no TOML at all.

    ``titles`` are what documents are called in other languages, by the title under which books cite them.
    """
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        faults.add("RUL-820", place, seen=str(fault))
        return None
    return _Book(Reader(table, place, faults), qualities, digest_of_book(content), titles).read()


class _Book:
    def __init__(
        self, top: Reader, qualities: Mapping[str, str], digest: str, titles: Mapping[str, Titles]
    ) -> None:
        self.top, self.faults, self.qualities, self.digest = top, top.faults, qualities, digest
        self.titles = titles

    def read(self) -> Book:
        top = self.top
        self.id, self.version = self._folder_name("id"), self._folder_name("version")
        self.money = top.texts("money")
        if TEN_THOUSAND in self.money and "CNY" in self.money:
            top.wrong("money", f'"CNY" / "{TEN_THOUSAND}"')
        if set(self.money) - set(MONEY_UNITS):
            top.wrong("money", " / ".join(MONEY_UNITS))
            # What the book counts in is not known now: no unit of a figure is wrong by it.
            self.money = MONEY_UNITS
        people = top.table("people")
        self.people = {key: people.name(key) or NO_NAME for key in people.fields}
        self.documents = self._documents(top.table("documents"))
        starts, ends = top.stated("starts"), top.stated("ends", needed=False)
        if starts and ends and ends.first <= starts.last:
            self.faults.add("RUL-879", f"{top.place}, ends", seen=ends.text, day=starts.text)
        # An example that names no day is asked on the first day of the version.
        self.first = (starts or _EPOCH).last
        rules = [self._rule(reader) for reader in top.tables("rules")]
        if not rules:
            self.faults.add("RUL-804", top.place, field="rules")
        book = Book(
            id=self.id,
            version=self.version,
            names=top.name("names") or NO_NAME,
            funder=self._folder_name("funder"),
            schemes=top.texts("schemes"),
            invented=top.truth("invented", False),
            starts=starts or _EPOCH,
            ends=ends,
            counts=top.choice("counts", COUNTS),
            transition=top.name("transition") or NO_NAME,
            gap=top.name("gap", needed=False),
            note=top.name("note", needed=False),
            people=MappingProxyType(self.people),
            documents=MappingProxyType(self.documents),
            rules=self._ordered(rules),
            digest=self.digest,
            transition_grade=self._transition_grade(),
            summary=top.name("summary", needed=False),
            summary_by=self._summary_by(),
        )
        top.finish()
        return book

    def _folder_name(self, key: str) -> str:
        """A book lies in ``funder/id/version``: each is the name of a folder and a part of an address."""
        name = self.top.text(key)
        if name and not _FOLDER_NAME.fullmatch(name):
            meant = re.sub(r"[^a-z0-9.]+", "-", name.casefold()).strip("-.")
            self.top.wrong(key, meant or "my-council")
        return name

    def _transition_grade(self) -> Grade | None:
        written = self.top.text("transition_evidence", needed=False)
        if not written:
            return None
        try:
            return read_grade(written, self.qualities)
        except GradeNotReadable:
            self.faults.add("RUL-815", f"{self.top.place}, transition_evidence", seen=written)
            return None

    def _summary_by(self) -> str:
        """A summary is somebody's: it names one of the book's people."""
        by = self.top.text("summary_by", needed="summary" in self.top)
        if by and by not in self.people:
            self.top.wrong("summary_by", " / ".join(self.people) or "[people]")
        return by

    def _documents(self, reader: Reader) -> dict[str, Document]:
        found = {}
        for key in reader.fields:
            inner = reader.table(key)
            lang = inner.choice("lang", ("zh-hans", "zh-hant", "en"))
            number, articles = inner.text("number", needed=False), inner.texts("articles")
            title = inner.text("title")
            found[key] = Document(key, title, lang, number, articles, self.titles.get(title))
            inner.finish()
        return found

    def _rule(self, reader: Reader) -> Rule:
        rule_id = reader.text("id")
        reader.place = f"{self.top.place}, {rule_id}"
        clause = self._clause(reader, rule_id)
        before = len(self.faults.found)
        kind = reader.text("kind")
        if kind and kind not in KINDS:
            reader.wrong("kind", " / ".join(KINDS))
        given = (
            reader.table("parameters") if "parameters" in reader else Reader({}, reader.place, self.faults)
        )
        reader.raw("parameters", needed=False)
        parameters = Parameters(given, self.money, self.people)
        # Of a kind that does not exist no parameter is right or wrong: one fault is enough.
        check = KINDS.get(kind, bind_open)(parameters)
        if kind in KINDS:
            given.finish()
        when = self._when(reader)
        readable = len(self.faults.found) == before
        before = len(self.faults.found)
        examples = tuple(self._example(each) for each in reader.tables("examples"))
        told = len(self.faults.found) == before and rule_id not in self.faults.spoilt
        level = reader.choice("level", tuple(level.value for level in Level))
        decides = parameters.person(reader, "decides")
        rule = Rule(
            id=rule_id,
            kind=kind,
            words=reader.name("words") or NO_NAME,
            clause=clause,
            written=Level(level),
            decides=decides,
            parameters=MappingProxyType(parameters.shown),
            reads=tuple(dict.fromkeys((*parameters.reads, *when))),
            when=MappingProxyType(when),
            after=reader.texts("after"),
            starts=reader.day("starts"),
            ends=reader.day("ends"),
            finding=reader.text("finding", needed=False),
            note=reader.name("note", needed=False),
            examples=examples,
            check=check,
            surely=parameters.surely,
        )
        reader.finish()
        if kind in KINDS:
            # An example that cannot be read proves nothing, and a parameter that cannot be read fails every example.
            if told:
                self._all_answers(rule, reader.place)
            if told and readable:
                self._prove(rule, reader.place)
        return rule

    def _clause(self, rule: Reader, rule_id: str) -> Clause:
        inner = rule.table("clause") if "clause" in rule else Reader({}, rule.place, self.faults)
        document = str(inner.raw("document", needed=False) or "")
        article, evidence = inner.text("article", needed=False), inner.text("evidence", needed=False)
        self._clause_is_whole(rule, inner, rule_id)
        if document and document not in self.documents:
            inner.wrong("document", " / ".join(self.documents) or "[documents]")
        elif document and article:
            self._article_stands_there(inner, self.documents[document], article)
        in_force = inner.stated("in_force", needed=False)
        if not inner.raw("in_force", needed=False) and "clause" in rule:
            self.faults.add("RUL-813", rule.place, rule=rule_id)
        grade = Grade(Basis.OWN, "low")
        if evidence:
            try:
                grade = read_grade(evidence, self.qualities)
            except GradeNotReadable:
                self.faults.add("RUL-815", inner.place, seen=evidence)
        clause = Clause(
            document=self.documents.get(document, Document(document, "", "en", "")),
            article=article,
            in_force=in_force or _EPOCH,
            dated_by=inner.choice("dated_by", DATED_BY, "text"),
            grade=grade,
            quote=inner.text("quote", needed=False),
        )
        inner.finish()
        return clause

    def _clause_is_whole(self, rule: Reader, inner: Reader, rule_id: str) -> None:
        lacking = [field for field in ("document", "article", "evidence") if not inner.fields.get(field)]
        if "clause" not in rule:
            lacking = ["document, article, in_force, evidence"]
        for field in lacking:
            self.faults.add(
                "RUL-801", inner.place, rule=rule_id, book=f"{self.id}@{self.version}", field=field
            )

    def _article_stands_there(self, inner: Reader, document: Document, article: str) -> None:
        """A document whose articles are listed has no other one, unless the clause says that its article is not known."""
        if document.articles and article not in (*document.articles, NOT_ESTABLISHED):
            inner.wrong("article", " / ".join((*document.articles, NOT_ESTABLISHED)))

    def _when(self, rule: Reader) -> dict[str, tuple[Fact, ...]]:
        if "when" not in rule:
            rule.raw("when", needed=False)
            return {}
        inner = rule.table("when")
        found = {}
        for key in inner.fields:
            value = inner.raw(key)
            among = value if isinstance(value, list) else [value]
            found[key] = tuple(fact for each in among if (fact := self._fact(inner, key, each)) is not None)
        return found

    def _fact(self, reader: Reader, key: str, written: Any) -> Fact | None:
        meant = amount_meant(written) if isinstance(written, str) else None
        if meant is not None:
            self.faults.add("RUL-878", f"{reader.place}, {key}", seen=str(written)[:60], expected=meant)
            return None
        try:
            return read_fact(written)
        except FactNotReadable:
            reader.wrong(key, '"…" / 24 / true / "CNY 100.00" / 2019-01-31')
            return None

    def _example(self, reader: Reader) -> Example:
        facts = reader.table("facts")
        read = {
            key: fact for key in facts.fields if (fact := self._fact(facts, key, facts.raw(key))) is not None
        }
        limit = reader.raw("limit", needed=False)
        example = Example(
            title=reader.text("title", needed=False),
            facts=MappingProxyType(read),
            on=reader.day("on"),
            outcome=Outcome(reader.choice("outcome", tuple(outcome.value for outcome in Outcome))),
            limit=None if limit is None else self._fact(reader, "limit", limit),
            who=reader.text("who", needed=False),
        )
        reader.finish()
        return example

    def _all_answers(self, rule: Rule, place: str) -> None:
        """At least one example is met and one is not, unless the kind has no two answers."""
        outcomes = {example.outcome for example in rule.examples}
        lacks = not outcomes if rule.kind in ONE_SIDED else not {Outcome.MET, Outcome.BROKEN} <= outcomes
        if lacks:
            self.faults.add("RUL-817", place, rule=rule.id)

    def _prove(self, rule: Rule, place: str) -> None:
        """Runs the examples."""
        for number, example in enumerate(rule.examples, 1):
            on = example.on or self.first
            seen = say_of(rule, example.facts, on)
            if not _agrees(seen, example):
                self.faults.add(
                    "RUL-814",
                    f"{place}, examples {number}",
                    expected=_told(Seen(example.outcome, None, example.limit, example.who)),
                    seen=_told(seen),
                )

    def _ordered(self, rules: list[Rule]) -> tuple[Rule, ...]:
        """Each rule after those it needs, otherwise as written."""
        by_id = {rule.id: rule for rule in rules}
        ids = [rule.id for rule in rules]
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            self.faults.add("RUL-816", self.top.place, rule=twice)
        for rule in rules:
            for absent in sorted(set(rule.after) - set(by_id)):
                self.faults.add("RUL-821", f"{self.top.place}, {rule.id}", rule=absent)
        sorter = TopologicalSorter(
            {rule.id: [each for each in rule.after if each in by_id] for rule in rules}
        )
        try:
            order = {rule_id: number for number, rule_id in enumerate(sorter.static_order())}
        except CycleError as cycle:
            self.faults.add("RUL-809", self.top.place, rules=" → ".join(reversed(cycle.args[1])))
            return tuple(rules)
        needed = {each for rule in rules for each in rule.after}
        ready = [replace(rule, leads=rule.id in needed, plain=_is_plain(rule, needed)) for rule in rules]
        return tuple(sorted(ready, key=lambda rule: order[rule.id])) if needed else tuple(ready)


def _is_plain(rule: Rule, needed: set[str]) -> bool:
    dated = rule.starts is not None or rule.ends is not None
    return not (dated or rule.when or rule.after or rule.id in needed)


def _agrees(seen: Seen, example: Example) -> bool:
    return (
        seen.outcome is example.outcome
        and (example.limit is None or seen.limit == example.limit)
        and (not example.who or seen.who == example.who)
    )


def _told(seen: Seen) -> str:
    return " ".join(part for part in (seen.outcome.value, written_fact(seen.limit), seen.who) if part)

"""What a page, a terminal and a file show of books and rules: the same finished values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from guohe.kernel.stated import StatedDate
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.programmes.queries.rule_applies import applies_text
from guohe.programmes.queries.rulebooks import (
    all_books,
    documents,
    sources,
    versions,
)
from guohe.registry.domain.evidence import Source
from guohe.registry.queries.sections import note_text
from guohe.rules.domain.compare_books import coverage
from guohe.rules.domain.facts import plain_fact
from guohe.rules.domain.grades import Basis, Grade
from guohe.rules.domain.values import Book, Example, Rule, written_fact
from guohe.rules.domain.words import fact_text, fact_words, parameter_text, parameter_words, stated_day

TONES = {"stop": "stop", "hold": "wait", "note": "info"}


def columns(lang: str, *keys: str) -> tuple[Column, ...]:
    """Columns with their heads in the reader's language; those that count are numbers."""
    numbers = ("rules", "verified", "examples")
    return tuple(
        Column(key, say(f"programmes.rules.head.{key}", lang), Kind.NUMBER if key in numbers else Kind.TEXT)
        for key in keys
    )


def evidence_text(grade: Grade, lang: str) -> str:
    """Where a clause was read and how good that is: ``S32 (A)``; or whose knowledge it is."""
    read = ", ".join(f"{key} ({sources()[key].quality})" for key in grade.sources)
    words = ""
    if grade.basis is Basis.OWN:
        words = say("programmes.rules.basis.own", lang, grade=say(f"registry.grade.{grade.grade}", lang))
    elif grade.basis is not Basis.SOURCED:
        words = say(f"programmes.rules.basis.{grade.basis}", lang)
    return say("ui.semicolon", lang).join(part for part in (words, read) if part)


def mark(book: Book, rule: Rule, lang: str) -> str:
    """``not yet verified``, ``invented`` or nothing: what must stand beside a rule. What a book invents, all its rules invent."""
    if book.invented or rule.clause.grade.basis is Basis.INVENTED:
        return say("programmes.rules.mark.invented", lang)
    if rule.clause.grade.basis is Basis.HOST:
        return say("programmes.rules.mark.host", lang)
    return "" if rule.is_verified else say("programmes.rules.mark.unverified", lang)


def dates_text(book: Book, lang: str) -> str:
    """From when until when a version holds, as exact as its sources: its last day, or the month or year of its end; a day of
    reading is told as one."""
    starts = stated_day(book.starts.text, lang)
    if _starts_when_read(book):
        return say("programmes.rules.read_on", lang, starts=starts)
    if book.ends is None:
        return say("programmes.rules.from", lang, starts=starts)
    if book.ends.first == book.ends.last:
        last = book.ends.first - timedelta(days=1)
        return say("programmes.rules.until", lang, starts=starts, last=last.isoformat())
    return say("programmes.rules.between", lang, starts=starts, ends=stated_day(book.ends.text, lang))


def _starts_when_read(book: Book) -> bool:
    """Whether a version is dated by the day on which its text was read: no source says since when it holds."""
    return any(
        rule.clause.dated_by == "reading" and rule.clause.in_force.text == book.starts.text
        for rule in book.rules
    )


def standing_text(book: Book, on: date, lang: str) -> str:
    """Whether a version holds on a day; unclear where only the year of its change is known."""
    if on < book.starts.first:
        word = "unclear" if _starts_when_read(book) else "not_yet"
        return say(f"programmes.rules.standing.{word}", lang)
    if book.ends is not None and on >= book.ends.last:
        return say("programmes.rules.standing.ended", lang)
    sure = on >= book.starts.last and (book.ends is None or on < book.ends.first)
    return say(f"programmes.rules.standing.{'holds' if sure else 'unclear'}", lang)


def books_table(on: date, lang: str) -> Table:
    """Every version of every book, with what is verified in it."""
    rows = [
        (
            each.names.in_language(lang),
            each.label,
            dates_text(each, lang),
            standing_text(each, on, lang),
            len(each.rules),
            sum(rule.is_verified and not each.invented for rule in each.rules),
            say("programmes.rules.mark.invented", lang) if each.invented else "",
        )
        for each in all_books()
    ]
    heads = columns(lang, "name", "book", "dates", "standing", "rules", "verified", "mark")
    return Table(say("programmes.rules.title", lang), heads, rows, lang=lang)


def sources_table(lang: str) -> Table:
    """Every source that a clause may name: A official or host institution, B press or law firm, C mirror, D weak."""
    rows = [(each.id, each.quality, each.url, note_text(each.note, lang)) for each in sources().values()]
    heads = columns(lang, "source", "quality", "url", "note")
    return Table(say("programmes.rules.sources", lang), heads, rows, lang=lang)


def rules_table(book: Book, lang: str) -> Table:
    """The rules of one version."""
    rows = [
        (
            rule.words.in_language(lang),
            rule.id,
            say(f"programmes.rules.level.{rule.level}", lang),
            evidence_text(rule.clause.grade, lang),
            mark(book, rule, lang),
            book.people[rule.decides].in_language(lang),
        )
        for rule in book.rules
    ]
    heads = columns(lang, "words", "rule", "level", "evidence", "mark", "who")
    return Table(book.names.in_language(lang), heads, rows, lang=lang)


def coverage_table(word: str, lang: str) -> Table | None:
    """Which articles of the documents of that name rules stand on; None when no document is so called."""
    found = documents(word)
    rows = []
    for document in found:
        name = document.named(lang)
        for each in coverage(document, all_books()):
            said = say("ui.comma", lang).join(each.rules) or say("programmes.rules.uncovered", lang)
            rows.append((name, article_text(each.article, lang), said))
    if not found:
        return None
    return Table(
        say("programmes.rules.coverage", lang), columns(lang, "document", "article", "cited"), rows, lang=lang
    )


def article_text(article: str, lang: str) -> str:
    """The article, or that no source gives it; a number alone with the word, so that nobody takes it for an amount."""
    return cited_text(article, lang) if article.isdecimal() or article == "not established" else article


def cited_text(article: str, lang: str) -> str:
    """The article as a sentence or a line cites it, with its word; or that no source gives it."""
    known = "unknown" if article == "not established" else "known"
    return say(f"programmes.rules.article.{known}", lang, article=article)


def clause_text(rule: Rule, lang: str) -> str:
    """Document, number, article and since when, in a line."""
    clause = rule.clause
    parts = (
        clause.document.named(lang),
        cited_text(clause.article, lang),
        in_force_text(clause.in_force, clause.dated_by, lang),
    )
    return " · ".join(parts)


def in_force_text(stated: StatedDate, dated_by: str, lang: str) -> str:
    """From when the clause holds; or that it held when it was read."""
    return say(f"programmes.rules.dated.{dated_by}", lang, day=stated_day(stated.text, lang))


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule of one version, ready to be shown."""

    book: Book
    rule: Rule
    lang: str
    on: date

    @property
    def label(self) -> str:
        """``book/rule@version``."""
        return f"{self.book.id}/{self.rule.id}@{self.book.version}"

    @property
    def words(self) -> str:
        """The rule in plain words."""
        return self.rule.words.in_language(self.lang)

    @property
    def applies(self) -> str:
        """When the rule applies; nothing where it always does."""
        return applies_text(self.rule, self.lang)

    @property
    def note(self) -> str:
        """What its author adds."""
        return self.rule.note.in_language(self.lang) if self.rule.note else ""

    @property
    def level(self) -> str:
        """Stop, hold or note."""
        return say(f"programmes.rules.level.{self.rule.level}", self.lang)

    @property
    def tone(self) -> str:
        """How its level is shown."""
        return TONES[self.rule.level]

    @property
    def mark(self) -> str:
        """Not yet verified, invented, or nothing."""
        return mark(self.book, self.rule, self.lang)

    @property
    def capped(self) -> str:
        """Why the rule speaks more softly than it was written; nothing when it does not."""
        if self.rule.level is self.rule.written:
            return ""
        return say(f"programmes.rules.capped.{self.rule.level}", self.lang)

    @property
    def who(self) -> str:
        """Who may decide otherwise."""
        return self.book.people[self.rule.decides].in_language(self.lang)

    @property
    def document(self) -> tuple[tuple[str, str], ...]:
        """The document's title and number, each with its language."""
        return self.rule.clause.document.parts(self.lang)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The clause and the dates, as labels and values."""
        clause, lang = self.rule.clause, self.lang
        rows = [
            ("article", article_text(clause.article, lang)),
            ("in_force", in_force_text(clause.in_force, clause.dated_by, lang)),
            ("evidence", evidence_text(clause.grade, lang)),
        ]
        return [(say(f"programmes.rules.head.{key}", lang), value) for key, value in rows]

    @property
    def dates(self) -> list[tuple[str, str]]:
        """The version, its days and which day counts."""
        rows = [
            ("book", self.book.label),
            ("dates", dates_text(self.book, self.lang)),
            ("standing", standing_text(self.book, self.on, self.lang)),
            ("transition", self.book.transition.in_language(self.lang)),
            ("digest", self.book.digest[:16]),
        ]
        return [(say(f"programmes.rules.head.{key}", self.lang), value) for key, value in rows]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts the clause was read in."""
        return tuple(sources()[key] for key in self.rule.clause.grade.sources)

    @property
    def kind(self) -> str:
        """What the rule compares, in words."""
        return say(f"programmes.rules.kind.{self.rule.kind}", self.lang)

    @property
    def parameters(self) -> Table:
        """The parameters in the reader's words; the record has them as the book writes them."""
        rows = [
            (parameter_words(name, self.lang), parameter_text(name, value, self.book, self.lang))
            for name, value in self.rule.parameters.items()
        ]
        return Table(
            say("programmes.rules.parameters", self.lang),
            columns(self.lang, "parameter", "value"),
            rows,
            lang=self.lang,
        )

    @property
    def examples(self) -> Table:
        """The examples that were run when the book loaded."""
        rows = [self._row(each) for each in self.rule.examples]
        title = say("programmes.rules.examples", self.lang, count=str(len(rows)))
        return Table(title, columns(self.lang, "outcome", "facts", "limit"), rows, lang=self.lang)

    def _row(self, example: Example) -> tuple[str, str, str]:
        limit = fact_text(example.limit, self.lang)
        if example.who:
            limit = self.book.people[example.who].in_language(self.lang)
        return say(f"programmes.rules.outcome.{example.outcome}", self.lang), _case(example, self.lang), limit

    @property
    def others(self) -> tuple[Book, ...]:
        """The other versions of the book that have this rule."""
        return tuple(
            each for each in versions(self.book.id) if each is not self.book and each.rule(self.rule.id)
        )

    @property
    def forward(self) -> str:
        """A short note to send on, in the reader's language."""
        clause = self.rule.clause
        told = {"words": self.words, "applies": self.applies}
        return say(
            "programmes.rules.forward",
            self.lang,
            words=say("programmes.rules.words_when", self.lang, **told) if self.applies else self.words,
            document=clause.document.named(self.lang),
            article=article_text(clause.article, self.lang),
            in_force=in_force_text(clause.in_force, clause.dated_by, self.lang),
            evidence=evidence_text(clause.grade, self.lang) + (f" [{self.mark}]" if self.mark else ""),
            who=self.who,
            label=self.label,
        )


def _given(example: Example) -> str:
    facts = "; ".join(f"{name} = {written_fact(fact)}" for name, fact in example.facts.items())
    return f"{facts} ({example.on.isoformat()})" if example.on else facts


def _case(example: Example, lang: str) -> str:
    facts = say("ui.semicolon", lang).join(
        say("ui.about", lang, what=fact_words(name, lang), words=fact_text(fact, lang))
        for name, fact in example.facts.items()
    )
    return f"{facts} ({example.on.isoformat()})" if example.on else facts


def rule_lines(page: RulePage) -> tuple[str, ...]:
    """A rule as a terminal shows it: three lines first, then the clause, its dates and its examples."""
    clause, lang = page.rule.clause, page.lang
    return (
        f"{page.label}  {page.level}" + (f"  [{page.mark}]" if page.mark else ""),
        page.words,
        page.kind,
        *([page.applies] if page.applies else []),
        say("programmes.rules.who", lang, who=page.who),
        *([page.capped] if page.capped else []),
        *([page.note] if page.note else []),
        "",
        clause.document.named(lang),
        *([clause.quote] if clause.quote else [say("programmes.rules.no_quote", lang)]),
        *(f"  {label}: {value}" for label, value in (*page.facts, *page.dates)),
        *(
            f"  {source.id} ({source.quality}) {source.url} {note_text(source.note, page.lang)}".rstrip()
            for source in page.sources
        ),
        "",
        *(f"  {name} = {value}" for name, value in page.parameters.rows),
        "",
        page.examples.title,
        *(f"  {facts} → {outcome} {limit}".rstrip() for outcome, facts, limit in page.examples.rows),
    )


def rule_record(page: RulePage) -> dict[str, object]:
    """A rule for a program."""
    rule, clause = page.rule, page.rule.clause
    return {
        "book": page.book.id,
        "version": page.book.version,
        "digest": page.book.digest,
        "rule": rule.id,
        "code": rule.finding,
        "kind": rule.kind,
        "words": rule.words,
        "level": rule.level,
        "written_level": rule.written,
        "verified": rule.is_verified,
        "mark": page.mark,
        "clause": {
            "document": clause.document.title,
            "number": clause.document.number,
            "article": clause.article,
            "in_force": clause.in_force.text,
            "dated_by": clause.dated_by,
            "evidence": clause.grade.words,
            "quote": clause.quote,
        },
        "applies": page.applies,
        "when": {name: [plain_fact(fact) for fact in among] for name, among in rule.when.items()},
        "after": list(rule.after),
        "within": {"starts": rule.starts, "ends": rule.ends},
        "parameters": rule.parameters,
        "who": page.book.people[rule.decides],
        "in_force": {
            "starts": page.book.starts.text,
            "ends": page.book.ends.text if page.book.ends else None,
        },
        "examples": [
            {"facts": _given(each), "outcome": each.outcome, "limit": written_fact(each.limit)}
            for each in rule.examples
        ],
    }

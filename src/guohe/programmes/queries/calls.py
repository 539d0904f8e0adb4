"""Calls, questions and plans are read once from their data files; every book, rule and place that they name exists."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from guohe.calendars.domain.days import Region
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.programmes.domain.calls import Answering, Call, Deadline, Option, Plan, Question, Step
from guohe.programmes.queries.rulebooks import book, book_on, sources, versions
from guohe.registry.domain.evidence import read_evidence
from guohe.registry.domain.records import Record, RecordNotReadable
from guohe.rules.domain.values import Book, Rule

FOLDER: Final = Path(__file__).resolve().parent.parent / "data"


@cache
def calls() -> tuple[Call, ...]:
    """Every call, in the order of the file. Raises RecordNotReadable, and Refused where a book or version does not exist."""
    record = _file("calls")
    planned = {each.code for each in plans()}
    found = tuple(_call(each) for each in record.records("calls"))
    for each in found:
        if each.plan and each.plan not in planned:
            raise RecordNotReadable(f"calls.toml: {each.code} names no known plan: {each.plan}")
        books_of(each)
    return found


def call(code: str) -> Call:
    """The call of a code. Raises Refused (APP-120) naming those there are."""
    for each in calls():
        if each.code == code:
            return each
    known = ", ".join(each.code for each in calls())
    raise Refused(Finding("APP-120", Level.STOP, values={"seen": code[:60], "known": known}))


def books_of(found: Call, swapped: tuple[str, ...] = ()) -> tuple[Book, ...]:
    """The versions that judge a call; ``swapped`` (``book`` or ``book@version``) take the place of its own. Raises Refused."""
    if found.on is None:
        return ()
    return tuple(
        book(label) if "@" in label else book_on(label, found.on) for label in swapped or found.books
    )


@cache
def questions() -> tuple[Question, ...]:
    """One question a fact, in the order in which they are asked."""
    return tuple(_question(each) for each in _file("questions").records("questions"))


@cache
def types() -> tuple[Option, ...]:
    """The kinds of projects that a person may hold."""
    return tuple(
        Option(each.text("code"), each.name("names")) for each in _file("questions").records("types")
    )


def question_for(fact: str) -> Question:
    """The question for a fact that has one. Raises KeyError."""
    return next(each for each in questions() if each.fact == fact)


def listed_values(fact: str, books: tuple[Book, ...]) -> tuple[str, ...]:
    """The values that the rules for a listed fact name, of every book, and ``none`` for one that is not among them."""
    named = [
        str(value)
        for each in books
        for rule in each.rules
        if fact in rule.reads
        for value in rule.parameters.get("values", ())
    ]
    return (*dict.fromkeys(named), "none")


def offered(question: Question, books: tuple[Book, ...]) -> tuple[Option, ...]:
    """The ready answers of a question where these books judge."""
    named = listed_values(question.fact, books)
    return tuple(each for each in question.options if not each.where_named or each.value in named)


@cache
def plans() -> tuple[Plan, ...]:
    """Every plan, its steps from the last to the first."""
    return tuple(_plan(each) for each in _file("calls").records("plans"))


def plan(code: str) -> Plan | None:
    """The plan of a code, or None for a call that has none."""
    return next((each for each in plans() if each.code == code), None)


def rule_of_step(step: Step, on: date) -> tuple[Book, Rule]:
    """The rule behind a step in the version in force on a day. Raises Refused."""
    book_id, _, rule_id = step.rule.partition("/")
    found = book_on(book_id, on)
    rule = found.rule(rule_id)
    if rule is None:
        raise Refused(Finding("RUL-819", Level.STOP, values={"seen": step.rule}))
    return found, rule


def _call(record: Record) -> Call:
    books = record.texts("books")
    names = record.optional_name("names") or _names_of(books)
    on = record.text("on", "")
    read = Call(
        code=record.text("code"),
        names=names,
        books=books,
        later=record.texts("later"),
        on=date.fromisoformat(on) if on else None,
        type=record.text("type", ""),
        counts_as=record.text("counts_as", "applied"),
        deadline=_deadline(record),
        plan=record.text("plan", ""),
        evidence=read_evidence(record.text("evidence"), sources()),
    )
    record.finish()
    return read


def _names_of(books: tuple[str, ...]) -> Name:
    return versions(books[0])[-1].names


def _deadline(record: Record) -> Deadline | None:
    day = record.text("deadline", "")
    if not day:
        return None
    return Deadline(date.fromisoformat(day), record.text("hour", ""), Region(record.text("place")))


def _plan(record: Record) -> Plan:
    record.text("evidence")
    steps = []
    for each in record.records("steps"):
        steps.append(Step(each.text("step"), each.text("before"), each.text("rule")))
        each.finish()
    read = Plan(record.text("code"), tuple(steps))
    record.finish()
    return read


def _question(record: Record) -> Question:
    options = []
    for each in record.records("options"):
        options.append(Option(each.text("value"), each.name("words"), each.truth("where_named", False)))
        each.finish()
    read = Question(
        fact=record.text("fact"),
        kind=Answering(record.text("kind")),
        words=record.name("words"),
        hint=record.optional_name("hint"),
        private=record.truth("private", False),
        currency=record.text("currency", ""),
        options=tuple(options),
    )
    record.finish()
    return read


def _file(name: str) -> Record:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        record = Record(f"{name}.toml", tomllib.load(file))
    record.text("version")
    return record

"""What a page, a terminal and a file show of calls, questions and answers: the same finished values."""

from __future__ import annotations

from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.programmes.domain.calls import Answering, Call, Question
from guohe.programmes.domain.can_apply import needed
from guohe.programmes.queries.calls import books_of, calls, question_for, questions, types
from guohe.programmes.queries.checks import Draft
from guohe.programmes.queries.deadlines import usable_day
from guohe.rules.domain.facts import Fact, Holding
from guohe.rules.domain.values import Book, Rule, written_fact


def calls_table(lang: str) -> Table:
    """Every call: its books, how many questions it has, and the funder's hour."""
    rows = []
    for each in calls():
        versions = books_of(each)
        asked = needed(versions, each.later, {}, [question.fact for question in questions()])
        rows.append(
            (
                each.names.in_language(lang),
                each.code,
                ", ".join(version.label for version in versions),
                len(asked),
                deadline_text(each, lang),
                say("programmes.rules.mark.invented", lang) if is_invented(each) else "",
            )
        )
    heads = [
        Column(
            key,
            say(f"programmes.calls.head.{key}", lang),
            Kind.NUMBER if key == "questions" else Kind.TEXT,
        )
        for key in ("call", "code", "books", "questions", "deadline", "mark")
    ]
    return Table(say("programmes.calls.title", lang), heads, rows, lang=lang)


def is_invented(found: Call) -> bool:
    """Whether a call is of the demo and nobody's."""
    return found.evidence.basis == "invented"


def deadline_text(found: Call, lang: str) -> str:
    """The funder's day and hour with whose they are, or that no source gives them."""
    if found.deadline is None:
        return say("programmes.calls.no_deadline", lang)
    hour = f" {found.deadline.hour} UTC+8" if found.deadline.hour else ""
    told = f"{found.deadline.day.isoformat()}{hour}"
    usable = usable_day(found.deadline)
    if usable is None or usable == found.deadline.day:
        return told
    return say("programmes.calls.closed_day", lang, told=told, usable=usable.isoformat())


def answer_text(fact: str, told: Fact | None, lang: str) -> str:
    """An answer in the reader's words."""
    if told is None:
        return say("programmes.ask.unknown", lang)
    question = question_for(fact)
    if isinstance(told, bool):
        return say(f"programmes.ask.{'yes' if told else 'no'}", lang)
    if isinstance(told, tuple):
        return ("; " if lang == "en" else "；").join(holding_text(each, lang) for each in told) or say(
            "programmes.ask.none_held", lang
        )
    if question.kind is Answering.LISTED and told == "none":
        return say("programmes.ask.none", lang)
    words = next((option.words for option in question.options if option.value == told), None)
    return words.in_language(lang) if words is not None else written_fact(told)


def typed_text(told: Fact | None) -> str:
    """An answer as the field that asks for it shows it."""
    if isinstance(told, bool):
        return "yes" if told else "no"
    if isinstance(told, Money):
        return told.figure
    return written_fact(told) if not isinstance(told, tuple) else ""


def type_text(code: str, lang: str) -> str:
    """The name of a kind of project."""
    return next((each.words.in_language(lang) for each in types() if each.value == code), code)


def holding_text(held: Holding, lang: str) -> str:
    """One project in a line."""
    parts = (
        type_text(held.type, lang),
        say(f"programmes.ask.role.{held.role}", lang),
        say(f"programmes.ask.standing.{held.standing}", lang),
        held.exercise,
        held.ends.isoformat() if held.ends else "",
        held.employer,
        say(f"programmes.ask.side.{held.side}", lang) if held.side else "",
    )
    return (", " if lang == "en" else "，").join(part for part in parts if part)


def answer_rows(found: Draft, lang: str) -> list[tuple[str, str, str]]:
    """The questions with their answers, and the fact by which each is changed."""
    rows = []
    for fact in found.asked:
        if fact in found.answers or fact in found.unknown:
            text = answer_text(fact, found.answers.get(fact), lang)
            rows.append((question_for(fact).words.in_language(lang), text, fact))
    return rows


def because_of(question: Question, found: Call) -> tuple[tuple[Book, Rule], ...]:
    """The rules for which a question is asked."""
    return tuple(
        (each, rule)
        for each in books_of(found)
        for rule in each.rules
        if question.fact in (*rule.reads, *rule.when) and rule.id not in found.later and rule.kind != "route"
    )

"""A fact, a parameter and a figure in a reader's words; a name that no text knows (a host's own fact) stands as its book writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from guohe.kernel.money import Money
from guohe.kernel.texts import catalogue, say
from guohe.rules.domain.facts import Fact, Holding
from guohe.rules.domain.values import Book, written_fact

# Parameters that name facts, alone or as a list.
FACTS: Final = frozenset(
    {
        *("measured", "base", "less", "part", "whole", "facts", "by", "limit_fact", "born", "person"),
        *("holdings", "exercise", "starts", "ends", "counted", "amount"),
    }
)


def fact_words(name: str, lang: str) -> str:
    """What a fact is called."""
    return _known(f"rules.fact.{name}", name, lang)


def parameter_words(name: str, lang: str) -> str:
    """What a parameter is called."""
    return _known(f"rules.parameter.{name}", name, lang)


def value_words(text: str, lang: str) -> str:
    """What a word that books use as a value is called; any other text is itself."""
    return _known(f"rules.value.{text}", text, lang)


def stated_day(text: str, lang: str) -> str:
    """A day as its source states it; of a bare year Chinese says that it is one."""
    return f"{text} 年" if len(text) == len("2021") and lang != "en" else text


def fact_text(fact: Fact | None, lang: str) -> str:
    """A fact's value for a reader."""
    if isinstance(fact, bool):
        return _truth(fact, lang)
    if isinstance(fact, tuple):
        held = say("ui.comma", lang).join(_holding(each, lang) for each in fact)
        return held or say("rules.none_held", lang)
    return value_words(written_fact(fact), lang)


def parameter_text(name: str, value: Any, book: Book, lang: str) -> str:
    """A parameter's value for a reader: facts and persons by their words, figures with their units."""
    if name in FACTS and isinstance(value, str):
        return fact_words(value, lang)
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        staged = any("upto" in each for each in value)
        return say("ui.semicolon", lang).join(
            (f"{say('rules.row.above', lang)} · " if staged and "upto" not in each else "")
            + _row(each, book, lang)
            for each in value
        )
    if isinstance(value, list):
        words = fact_words if name in FACTS else value_words
        return say("ui.comma", lang).join(words(str(each), lang) for each in value)
    return _plain(value, lang)


def _row(row: Mapping[str, Any], book: Book, lang: str) -> str:
    return " · ".join(
        f"{_known(f'rules.row.{field}', field, lang)} {_cell(field, value, book, lang)}"
        for field, value in row.items()
    )


def _cell(field: str, value: Any, book: Book, lang: str) -> str:
    if field == "who" and value in book.people:
        return book.people[value].in_language(lang)
    if field in ("one", "other"):
        return fact_words(str(value), lang)
    if isinstance(value, list):
        return ", ".join(value_words(str(each), lang) for each in value)
    return _plain(value, lang)


def _plain(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return _truth(value, lang)
    if isinstance(value, date):
        return value.isoformat()
    figure, _, unit = str(value).partition(" ")
    if unit in ("CNY", "HKD", "MOP", "USD", "EUR"):
        return str(Money.of(unit, figure))
    key = f"rules.unit.{unit}"
    return say(key, lang, value=figure) if unit and key in catalogue() else value_words(str(value), lang)


def _holding(held: Holding, lang: str) -> str:
    parts = [held.role, held.standing, held.stage, held.side]
    told = [value_words(part, lang) for part in parts if part] + (
        [held.ends.isoformat()] if held.ends else []
    )
    return say("ui.with", lang, what=value_words(held.type, lang), words=say("ui.comma", lang).join(told))


def _truth(value: bool, lang: str) -> str:
    return say(f"rules.truth.{'true' if value else 'false'}", lang)


def _known(key: str, name: str, lang: str) -> str:
    return say(key, lang) if key in catalogue() else name

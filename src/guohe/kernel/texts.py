"""Every word a person reads stands in three languages side by side, written by hand.

The texts of a context are the tables in ``guohe/<context>/texts/*.toml``; a key has ``en``, ``zh_hant`` and
``zh_hans``, with the same placeholders; in English a placeholder may take its noun in both numbers, ``{days:day|days}``. A missing key, language or value is an error, never a silent blank.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from guohe.kernel.names import Called, Name

LANGUAGES: Final = ("en", "zh-hant", "zh-hans")
_FIELDS: Final = {"en": "en", "zh-hant": "zh_hant", "zh-hans": "zh_hans"}
_ROOT: Final = Path(__file__).resolve().parent.parent


class TextMissing(KeyError):
    """A key has no text, or a text has a placeholder nobody filled."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts of all contexts: key -> language field -> sentence. A key written twice is refused."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(_ROOT.glob("*/texts/*.toml")):
        with path.open("rb") as file:
            table = tomllib.load(file)
        for key, texts in table.items():
            if key in found:
                raise TextMissing(f"{key} stands twice, the second time in {path.name}")
            found[key] = texts
    return found


def placeholders(text: str) -> set[str]:
    """The names in braces of one sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class _Value(str):
    """A value that takes its noun with it: ``{days:day|days}`` is "1 day", and "2 days" of every other number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, several, many = spec.partition("|")
        return f"{self} {one if self == '1' else many}" if several else super().__format__(spec)


def called(key: str, **values: str) -> Called:
    """The sentence of ``key`` as a value of a finding, which says it in its reader's language."""
    return Called(Name(*(say(key, lang, **values) for lang in LANGUAGES)))


def say(key: str, lang: str, **values: str) -> str:
    """The sentence of ``key`` in ``lang`` with its values put in. Raises TextMissing."""
    try:
        text = catalogue()[key][_FIELDS[lang]]
    except KeyError:
        raise TextMissing(f"{key} has no text in {lang}") from None
    try:
        return text.format_map({name: _Value(value) for name, value in values.items()})
    except KeyError as missing:
        raise TextMissing(f"{key} needs a value for {missing}") from None


def in_a_row(sentences: Iterable[str], lang: str) -> str:
    """Sentences one after the other: a blank parts them in English, nothing in Chinese."""
    return (" " if lang == "en" else "").join(sentences)

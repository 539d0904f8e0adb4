"""A name is written in three languages by people, never converted from one to another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One name in English, Traditional and Simplified Chinese."""

    en: str
    zh_hant: str
    zh_hans: str

    def in_language(self, lang: str) -> str:
        """The form for a reader of ``lang`` (en, zh-hant, zh-hans)."""
        return {"en": self.en, "zh-hant": self.zh_hant, "zh-hans": self.zh_hans}[lang]


class Called(str):
    """A name as a value of a finding: English for a program, in a sentence the reader's own."""

    name: Name

    def __new__(cls, name: Name) -> Called:
        """The English text, with the whole name beside it."""
        told = super().__new__(cls, name.en)
        told.name = name
        return told


def in_words(value: str, lang: str) -> str:
    """A value as it stands in a sentence of ``lang``."""
    return value.name.in_language(lang) if isinstance(value, Called) else value

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

"""A finding about money on its way names days and stations as its reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from guohe.kernel.findings import Finding
from guohe.kernel.names import Name
from guohe.kernel.texts import say


def day_in_words(day: date, lang: str) -> str:
    """18 Jun 2019, or 2019 年 6 月 18 日."""
    return say(
        "grants.day",
        lang,
        day=str(day.day),
        month=say(f"grants.month.{day.month}", lang),
        year=str(day.year),
    )


@dataclass(frozen=True, slots=True)
class MoneyFinding(Finding):
    """Beside plain values, days are written out and names are given in the reader's language."""

    days: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, Name] = field(default_factory=lambda: MappingProxyType({}))

    def sentence(self, lang: str) -> str:
        """The finished words."""
        named = {key: day_in_words(day, lang) for key, day in self.days.items()}
        named |= {key: name.in_language(lang) for key, name in self.names.items()}
        return say(self.code, lang, **self.values, **named)

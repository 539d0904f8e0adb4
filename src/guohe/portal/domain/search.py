"""A search folds what was asked and what is there alike: script, width and case no longer differ; every word must be met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from guohe.exchange.domain.folding import fold
from guohe.kernel.money import Money

# A longer question than any reference or name; what stands behind it is not looked for.
LONGEST: Final = 120
_AMOUNT: Final = re.compile(r"^(?:[a-z]{3}\s*)?-?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$")
# Kinds in the order in which they are shown.
KINDS: Final = ("grant", "unit", "institution", "entry", "line")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: ``text`` as written, its folded ``words``, and the amount it may be, in hundredths."""

    text: str
    words: tuple[str, ...]
    hundredths: int | None

    def met_by(self, *texts: str) -> bool:
        """Whether the texts together hold every word."""
        there = " ".join(fold(text) for text in texts)
        return bool(self.words) and all(word in there for word in self.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind, reference, words and amount, and the page that shows it with its argument."""

    kind: str
    ref: str
    text: str
    amount: Money | None
    page: str
    argument: str


def question(asked: str) -> Question:
    """What somebody typed, ready to be compared; nothing typed has no words."""
    text = " ".join(asked[:LONGEST].split())
    folded = fold(text)
    found = _AMOUNT.match(folded)
    hundredths = None
    if found is not None and len(found[1]) <= len("999,999,999,999"):
        hundredths = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    return Question(text, tuple(folded.split()), hundredths)


def in_order(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """By kind in the order of KINDS; within a kind as they were found."""
    return tuple(sorted(hits, key=lambda hit: KINDS.index(hit.kind)))

"""What a line says of itself, by words: that money was returned, or that it is a bank's charge."""

from __future__ import annotations

import re
from functools import lru_cache

from guohe.exchange.domain.folding import fold
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.values import StatementLine


def says_returned(line: StatementLine, rules: Rules) -> bool:
    """The line says that money was returned."""
    said = _of(line)
    return any(word in said for word in rules.returned)


def says_charged(line: StatementLine, rules: Rules) -> bool:
    """The line says that it is a charge, in the usual words or in this bank's own; a Latin word counts as a whole word."""
    said = _of(line)
    return any(_stands(word, said) for word in (*rules.charged, *map(fold, line.charge_words)))


def _of(line: StatementLine) -> str:
    return fold(" ".join((*line.texts, *line.names)))


def _stands(word: str, said: str) -> bool:
    return bool(_whole(word).search(said)) if word.isascii() else word in said


@lru_cache(maxsize=256)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", re.IGNORECASE)

"""What a line says of itself, by words: that money was returned, or that it is a bank's charge."""

from __future__ import annotations

from guohe.exchange.domain.folding import fold, stands
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.values import StatementLine


def says_returned(line: StatementLine, rules: Rules) -> bool:
    """The line says that money was returned."""
    said = _of(line)
    return any(word in said for word in rules.returned)


def says_charged(line: StatementLine, rules: Rules) -> bool:
    """The line says that it is a charge, in the usual words or in this bank's own; a Latin word counts as a whole word."""
    said = _of(line)
    return any(stands(word, said) for word in (*rules.charged, *map(fold, line.charge_words)))


def _of(line: StatementLine) -> str:
    return fold(" ".join((*line.texts, *line.names)))

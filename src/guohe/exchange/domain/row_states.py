"""What a row says of itself beside its amount: void, parked, a credit note. A column is known by its head, or by its words.

What is void was never paid; what is parked is not in the host's books yet; a credit note takes back. Words that are not known say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from guohe.exchange.domain.grid import ColumnFound, column_letter
from guohe.exchange.domain.heads import Head, head_key, words_file
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

_STATES: Final = ("void", "waits", "stands")
_SORTS: Final = ("takes_back", "bills")
# CN is also a country: a column of nothing else is of countries.
_ALSO_OTHERWISE: Final = frozenset({"cn"})


@cache
def _words() -> dict[str, str]:
    table = words_file()["states"]
    return {head_key(word): kind for kind in (*_STATES, *_SORTS) for word in table[kind]}


@lru_cache(maxsize=1024)
def said_by(text: str) -> str:
    """What a cell says of its row: void, waits, stands, takes_back or bills; nothing of any other text."""
    return _words().get(head_key(text), "") if len(text) <= QUOTE_CHARS else ""


def state_column(rows: Sequence[tuple[str, ...]], head: Head) -> int:
    """The column that says whether a row stands, or -1."""
    return _column(rows, head, "state_heads", _STATES, ("void", "waits"))


def sort_column(rows: Sequence[tuple[str, ...]], head: Head) -> int:
    """The column that says what sort of document a row is, or -1."""
    return _column(rows, head, "sort_heads", _SORTS, ("takes_back",))


def _column(
    rows: Sequence[tuple[str, ...]], head: Head, heads: str, kinds: Sequence[str], matter: Sequence[str]
) -> int:
    taken = {found.index for found in head.columns.values()} | head.ignored
    named = {head_key(word) for word in words_file()["states"][heads]}
    other = {head_key(word) for word in words_file()["states"]["other_heads"]}
    for at, key in enumerate(head.keys):
        if at in taken or key in other:
            continue
        seen = {row[at].strip() for row in rows if at < len(row) and row[at].strip()}
        said = {said_by(text) for text in seen}
        if not said & set(matter):
            continue
        if key in named or (said <= set(kinds) and {head_key(text) for text in seen} - _ALSO_OTHERWISE):
            return at
    return -1


class SetApart:
    """The rows that a state leaves aside, counted and summed by its word and the currency."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, str], tuple[int, int, int]] = {}

    def add(self, row: int, word: str, amount: Money) -> None:
        """One row with the figure that is not counted."""
        first, count, minor = self._met.get((word, amount.currency), (row, 0, 0))
        self._met[word, amount.currency] = (first, count + 1, minor + amount.minor)

    def findings(self, column: ColumnFound) -> list[Finding]:
        """A note for each word and currency (IMP-332)."""
        return [
            Finding(
                "IMP-332",
                Level.NOTE,
                Place(row, column.letter, column.head),
                {"seen": word[:QUOTE_CHARS], "count": f"{count:,}", "amount": str(Money(currency, minor))},
                minor=abs(minor),
            )
            for (word, currency), (row, count, minor) in self._met.items()
        ]


def column_at(head: Head, at: int) -> ColumnFound:
    """A column that plays no part among the roles, as a message names it."""
    return ColumnFound("", at, column_letter(at), head.cells[at] if 0 <= at < len(head.cells) else "")

"""A capability is one word, in one scope, from a day to before a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

Word = Literal[
    "view", "view_money", "view_people", "prepare", "approve", "import", "answer", "administer", "audit"
]
ScopeKind = Literal["host", "grant", "unit"]
WORDS: Final[tuple[Word, ...]] = get_args(Word)
SCOPE_KINDS: Final[tuple[ScopeKind, ...]] = get_args(ScopeKind)


@dataclass(frozen=True, slots=True)
class Capability:
    """What one account may do in one host, or in one grant or unit of it; ``ends`` is the first day without it.

    ``grants`` are those of its unit, as far as whoever asks sees them: a capability on a unit is one on each of them,
    save to administer, by which nobody sees which grants a unit has.
    """

    account: int
    host: int
    word: Word
    starts: date
    ends: date | None = None
    scope_kind: ScopeKind = "host"
    scope_ref: str = ""
    number: int = 0
    grants: frozenset[str] = frozenset()

    def holds_on(self, day: date) -> bool:
        """In force from its first day up to, not including, its end."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def covers(self, word: Word, *, host: int, grant: str | None, unit: str | None) -> bool:
        """Whether it answers the question; whoever may do anything somewhere may view there, save to administer."""
        views = word == "view" and self.word != "administer"
        if self.host != host or not (self.word == word or views):
            return False
        if self.scope_kind == "host":
            return True
        if self.scope_kind == "grant":
            return grant is not None and grant == self.scope_ref
        return (unit is not None and unit == self.scope_ref) or (
            word != "administer" and grant in self.grants
        )

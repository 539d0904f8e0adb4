"""A search is kept under a name of one's own; what it finds is new when it was not among what it had found before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.private_numbers import masked

LONGEST_NAME: Final = 60
LONGEST_WORDS: Final = 120
# Each is asked anew for every digest of its owner.
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind in the reader's words, and what it is, so that it is known again."""

    kind: str
    what: str

    @property
    def mark(self) -> str:
        """What is kept of it: a digest from which nobody reads what was found."""
        return digest_of(["found", self.what]).hex()[:16]


@dataclass(frozen=True, slots=True)
class Saved:
    """One kept search; ``found`` are the marks of what it had found on ``since``."""

    number: int
    name: str
    words: str
    in_digest: bool
    kept_at: datetime
    since: date
    found: frozenset[str]


def new_by_kind(hits: Iterable[Hit], found: Collection[str]) -> tuple[tuple[str, int], ...]:
    """How many hits of each kind were not found before, in the order in which the kinds come."""
    return tuple(Counter(hit.kind for hit in hits if hit.mark not in found).items())


def check_search(name: str, words: str, names: Collection[str]) -> tuple[Finding, ...]:
    """Every reason why a search is not kept; ``names`` are those of the searches kept already."""
    faults = []
    if not words:
        faults.append(Finding("ACC-684", Level.STOP, Place(pointer="id_words")))
    if not name or len(name) > LONGEST_NAME:
        values = {"seen": str(len(name)), "most": str(LONGEST_NAME)}
        faults.append(Finding("ACC-685", Level.STOP, Place(pointer="id_name"), values))
    if name in names:
        faults.append(Finding("ACC-686", Level.STOP, Place(pointer="id_name"), {"name": name}))
    if masked(name) != name or masked(words) != words:
        faults.append(Finding("ACC-687", Level.STOP, Place(pointer="id_name")))
    if len(names) >= MOST:
        faults.append(Finding("ACC-693", Level.STOP, Place(pointer="id_name"), {"most": str(MOST)}))
    return tuple(faults)

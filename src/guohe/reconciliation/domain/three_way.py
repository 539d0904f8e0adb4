"""Three books of one grant agree to the last unit, or every difference names the lines that make it, or says that none do.

There is no tolerance and no entry that makes a difference go away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from guohe.kernel.money import Money, total

Against = Literal["erp", "bank"]
Fresh = Literal["passed", "failed", "open", "unread", "no_check", "stale"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that one side has and the other has not: its reference, day, amount and where it stands."""

    ref: str
    on: date
    amount: Money
    state: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure in our ledger and in another source. ``other`` is None where that source was never read.

    ``unidentified`` is the sum of the source's lines that may be meant and that nobody has identified; None where there are none.
    ``difference`` is ledger less both. ``candidates`` add to it exactly if ``exact``; otherwise they are all that wait.
    """

    key: str
    against: Against
    ledger: Money
    other: Money | None
    candidates: tuple[Candidate, ...]
    exact: bool
    read_on: date | None
    unidentified: Money | None = None

    @property
    def difference(self) -> Money | None:
        """Ledger less other, identified or not; None where there is nothing to compare with."""
        return apart(self.ledger, self.other, self.unidentified)

    @property
    def agrees(self) -> bool:
        """Both were read, no unit is between them, and none of it is a guess."""
        return self.difference is not None and not self.difference and self.unidentified is None

    @property
    def open(self) -> bool:
        """What is identified agrees; what is not may be the grant's or not."""
        return self.unidentified is not None and self.ledger == self.other


def apart(ledger: Money, other: Money | None, unidentified: Money | None) -> Money | None:
    """Ledger less what the other source says and what of it nobody has identified."""
    if other is None:
        return None
    return ledger - other if unidentified is None else ledger - other - unidentified


def compared(
    *,
    key: str,
    against: Against,
    ledger: Money,
    other: Money | None,
    waiting: Sequence[Candidate],
    sign: int,
    pool: int,
    read_on: date | None,
    unidentified: Sequence[Candidate] = (),
) -> Compared:
    """Compares, and looks for the lines that make the difference: ``sign`` times their sum is ledger less other.

    All that wait are tried first, then, among no more than ``pool`` of them, every smaller choice, the fewest lines first;
    a choice counts only if it is the only one of its size. ``unidentified`` are those of them that are no part of ``other``.
    """
    guessed = total(ledger.currency, (each.amount for each in unidentified)) if unidentified else None
    between = apart(ledger, other, guessed)
    difference = 0 if between is None else between.minor
    chosen: tuple[Candidate, ...] | None = None
    if not difference:
        # Lines that would make the two agree, were they the grant's, are named all the same.
        chosen = tuple(unidentified)
    elif sign * total(ledger.currency, (each.amount for each in waiting)).minor == difference:
        chosen = tuple(waiting)
    if chosen is None and len(waiting) <= pool:
        chosen = _fewest(waiting, sign * difference)
    named = tuple(waiting) if chosen is None else chosen
    return Compared(key, against, ledger, other, named, chosen is not None, read_on, guessed)


def fresh(*, agrees: bool, read_on: date | None, checked_on: date | None, waits: bool = False) -> Fresh:
    """What the last thing about a source was: never read; a difference; no check yet; something read since the check; or a passed check.

    ``waits``: what is between the two is only what nobody has identified.
    """
    if read_on is None:
        return "unread"
    if waits:
        return "open"
    if not agrees:
        return "failed"
    if checked_on is None:
        return "no_check"
    return "stale" if read_on > checked_on else "passed"


def _fewest(waiting: Sequence[Candidate], wanted: int) -> tuple[Candidate, ...] | None:
    for size in range(1, len(waiting)):
        fits = [
            chosen
            for chosen in combinations(waiting, size)
            if sum(each.amount.minor for each in chosen) == wanted
        ]
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None

"""The usual time of a route is a distribution of what happened; below five transfers there is none.

Median and nine-in-ten are days that a transfer really took (nearest rank), never a value between two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

# Fewer would show single transfers as if they were a habit (users.md US-01).
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Transfer:
    """One earlier payment, sent and credited on days with evidence, and the days open in both places between."""

    sent_on: date
    credited_on: date
    working_days: int


@dataclass(frozen=True, slots=True)
class Usual:
    """Earlier transfers of a route by working days: half took ``median`` or fewer, nine in ten ``nine_in_ten``."""

    transfers: tuple[Transfer, ...]
    median: int
    nine_in_ten: int

    @property
    def count(self) -> int:
        """How many transfers stand behind the figures."""
        return len(self.transfers)


def usual_of(transfers: Iterable[Transfer]) -> Usual | None:
    """The distribution; None below five transfers."""
    found = tuple(sorted(transfers, key=lambda each: (each.working_days, each.sent_on)))
    if len(found) < FEWEST:
        return None
    days = [each.working_days for each in found]
    return Usual(found, median=_rank(days, 50), nine_in_ten=_rank(days, 90))


def _rank(days: list[int], hundredths: int) -> int:
    """The smallest day count that at least so many in a hundred did not exceed."""
    return days[-(-len(days) * hundredths // 100) - 1]

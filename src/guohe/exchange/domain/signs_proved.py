"""Whether CR is money in or money out is proved by the running balance, or said by a person; it is never taken for granted.

A bank writes CR for what it owes the host, the host's books write CR for what left the bank. Where the balances carry the same
marks, both readings agree with themselves, and nothing is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from guohe.exchange.domain.marks import Meaning, Side


class Written(NamedTuple):
    """A figure as it stands, with the mark beside it."""

    minor: int
    side: Side | None = None

    @property
    def open(self) -> bool:
        """Only debit and credit may mean either way."""
        return self.side in ("debit", "credit")


class Way(NamedTuple):
    """One way to read a statement: what CR means, and whether a written minus already says what the mark says."""

    credit: Meaning
    minus_says_it: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """The amounts and balances with their signs: money in is positive.

    ``way`` is None where every sign was plain. ``proved`` by the balances, else a person said so.
    """

    amounts: tuple[int, ...]
    balances: tuple[int | None, ...]
    opening: int | None
    way: Way | None = None
    proved: bool = True


def signed(
    amounts: Sequence[Written],
    balances: Sequence[Written | None],
    opening: Written | None,
    *,
    said: Meaning | None,
    rising: bool | None,
) -> Signed | None:
    """The signs, or None where they are open. ``rising``: the days go up in the file, down (False), or do not tell (None).

    A reading is proved when more balances follow from the one before than under any other reading.
    """
    found: dict[tuple[object, ...], tuple[int, Signed]] = {}
    for way in _ways(amounts, balances, opening):
        made = _read(way, amounts, balances, opening)
        series = (made.amounts, made.balances, made.opening)
        found.setdefault(series, (_agreeing(made, rising), made))
    readings = sorted(found.values(), key=lambda each: -each[0])
    best = readings[0][1]
    if len(readings) == 1:
        return replace(best, way=None)
    if readings[0][0] > readings[1][0]:
        return best
    of_person = [each for _, each in readings if each.way is not None and each.way.credit == said]
    return replace(of_person[0], proved=False) if len(of_person) == 1 else None


def _ways(
    amounts: Sequence[Written], balances: Sequence[Written | None], opening: Written | None
) -> list[Way]:
    every = (*amounts, *(each for each in (*balances, opening) if each is not None))
    meanings: tuple[Meaning, ...] = ("in", "out") if any(each.open for each in every) else ("in",)
    return [Way(credit, minus) for credit in meanings for minus in _minuses(amounts)]


def _minuses(amounts: Sequence[Written]) -> tuple[bool, ...]:
    """Marks beside figures without a minus turn them; a minus on one side alone, and on all of it, says the same as the mark."""
    by_side: dict[Side, set[bool]] = {}
    for each in amounts:
        if each.side is not None and each.minor:
            by_side.setdefault(each.side, set()).add(each.minor < 0)
    if not any(True in minus for minus in by_side.values()):
        return (False,)
    below = [side for side, minus in by_side.items() if minus == {True}]
    above = [side for side, minus in by_side.items() if minus == {False}]
    return (True,) if len(below) == len(above) == 1 and len(by_side) == 2 else (False, True)


def _read(
    way: Way, amounts: Sequence[Written], balances: Sequence[Written | None], opening: Written | None
) -> Signed:
    def turned(each: Written) -> int:
        if each.side is None:
            return each.minor
        inward = (each.side == "credit") == (way.credit == "in") if each.open else each.side in ("in", "plus")
        return each.minor if inward else -each.minor

    return Signed(
        tuple(each.minor if way.minus_says_it else turned(each) for each in amounts),
        tuple(None if each is None else turned(each) for each in balances),
        None if opening is None else turned(opening),
        way,
    )


def _agreeing(made: Signed, rising: bool | None) -> int:
    """How many balances follow from the one before them, in the direction of the days."""
    down = _following(made.amounts, made.balances, made.opening)
    up = _following(made.amounts[::-1], made.balances[::-1], None)
    return max(down, up) if rising is None else down if rising else up


def _following(amounts: Sequence[int], balances: Sequence[int | None], opening: int | None) -> int:
    count, current = 0, opening
    for amount, balance in zip(amounts, balances, strict=True):
        expected = None if current is None else current + amount
        count += balance is not None and balance == expected
        current = expected if balance is None else balance
    return count

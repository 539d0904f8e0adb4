"""Every statement gets a verdict: which balance equation holds, and how it follows the statement before it.

    booked      opening + booked entries                                 = closing booked
    value       opening + booked entries of a value date up to the close = closing booked
    available   opening + booked and pending entries                     = closing available
    none        balances are stated and no equation holds
    unstated    there are no two balances to compare

Banks do differ: a real statement is known that holds by value date only (ledger study, 2026). So a verdict names the
equation and a person sees it; nothing is made to fit.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from guohe.exchange.domain.chains import swapped_digits
from guohe.kernel.findings import NOWHERE, Finding, Level, Place
from guohe.kernel.money import Money

Equation = Literal["booked", "value", "available", "none", "unstated"]
Following = Literal["first", "follows", "gap", "duplicate", "overlap"]


@dataclass(frozen=True, slots=True)
class Sums:
    """What the entries of one statement add up to, in minor units of its account's currency."""

    booked: int = 0
    valued: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a statement once it is read: enough to tell whether the next one follows it.

    ``identity`` is empty where the file gives it no name, as a listing of entries does; it is then known by its days.
    """

    account_tail: str
    currency: str
    identity: str
    sequence: int | None
    starts: date | None
    ends: date | None
    opening: Money | None
    closing: Money | None

    @property
    def shown(self) -> str:
        """Its name, or its days."""
        return self.identity or f"{self.starts} – {self.ends}"

    def covers(self, day: date) -> bool:
        """The day is one of its own."""
        return self.starts is not None and self.ends is not None and self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which equation holds, and how the statement follows the one before it."""

    equation: Equation
    following: Following
    findings: tuple[Finding, ...]


def equation_of(
    opening: Money | None, closing: Money | None, available: Money | None, sums: Sums
) -> Equation:
    """The strictest equation that holds. Amounts are of one currency; the caller has seen to that."""
    if opening is None or (closing is None and available is None):
        return "unstated"
    if closing is not None:
        if opening.minor + sums.booked == closing.minor:
            return "booked"
        if opening.minor + sums.valued == closing.minor:
            return "value"
    if available is not None and opening.minor + sums.booked + sums.pending == available.minor:
        return "available"
    return "none"


def equation_findings(
    equation: Equation,
    *,
    identity: str,
    opening: Money | None,
    closing: Money | None,
    sums: Sums,
    place: Place = NOWHERE,
) -> list[Finding]:
    """What a person has to know of the equation; nothing where the plain one holds."""
    named = {"statement": identity}
    if equation == "booked":
        return []
    if equation == "unstated":
        return [Finding("IMP-159", Level.HOLD, place, named)]
    if equation == "value":
        return [Finding("IMP-157", Level.NOTE, place, named)]
    if equation == "available":
        return [Finding("IMP-158", Level.NOTE, place, named)]
    if opening is None or closing is None:
        return [Finding("IMP-159", Level.HOLD, place, named)]
    expected = Money(opening.currency, opening.minor + sums.booked)
    apart = abs(closing - expected)
    code = "IMP-156" if swapped_digits(expected.minor, closing.minor) else "IMP-155"
    values = {**named, "expected": str(expected), "seen": str(closing), "apart": str(apart)}
    return [Finding(code, Level.HOLD, place, values, minor=apart.minor)]


class Chain:
    """All statements that are known, of any account, and how the next one stands to them.

    A duplicate has the same identity in the same year, because banks number anew each year, or the same number, days and
    balances together. What begins where the one before ended
    follows it, however many statements a day has; otherwise days in both are an overlap. A gap is a number left out, or
    an opening that is not the closing of the one before. Finding the one before takes log n.
    """

    def __init__(self, known: Iterable[Standing] = ()) -> None:
        self.standings: list[Standing] = []
        self._accounts: dict[tuple[str, str], list[Standing]] = {}
        self._seen: dict[tuple[object, ...], Standing] = {}
        for standing in known:
            self.add(standing)

    def add(self, this: Standing) -> None:
        """One more statement, whatever its verdict."""
        self.standings.append(this)
        own = self._accounts.setdefault((this.account_tail, this.currency), [])
        insort(own, this, key=_number)
        for mark in _marks(this):
            self._seen.setdefault(mark, this)

    def judge(self, this: Standing, place: Place = NOWHERE) -> tuple[Following, list[Finding]]:
        """How a statement stands to those known, before it is added."""
        named = {"statement": this.shown}
        twin = next((self._seen[mark] for mark in _marks(this) if mark in self._seen), None)
        if twin is not None:
            return "duplicate", [Finding("IMP-160", Level.HOLD, place, {**named, "other": twin.shown})]
        own = self._accounts.get((this.account_tail, this.currency), [])
        previous = _previous(own, this)
        if previous is None or not _joined(previous, this):
            for one in own:
                days = _shared_days(one, this)
                if days is not None:
                    values = {"other": one.shown, "starts": str(days[0]), "ends": str(days[1])}
                    return "overlap", [Finding("IMP-162", Level.HOLD, place, {**named, **values})]
        if previous is None:
            return "first", []
        findings = _gaps(previous, this, place)
        return ("gap" if findings else "follows"), findings


def _number(standing: Standing) -> int:
    return standing.sequence or 0


def _marks(this: Standing) -> list[tuple[object, ...]]:
    """What no two statements have in common unless they are one."""
    own = (this.account_tail, this.currency)
    marks: list[tuple[object, ...]] = []
    if this.identity:
        marks.append((*own, this.identity, this.ends and this.ends.year))
    if (this.sequence is not None or not this.identity) and this.ends is not None:
        marks.append((*own, this.sequence, this.starts, this.ends, this.opening, this.closing))
    return marks


def _shared_days(one: Standing, this: Standing) -> tuple[date, date] | None:
    """Days in both, unless the other one begins where this one ends."""
    if one.starts is None or one.ends is None or this.starts is None or this.ends is None:
        return None
    first, last = max(one.starts, this.starts), min(one.ends, this.ends)
    return None if first > last or _joined(this, one) else (first, last)


def _joined(one: Standing, next_one: Standing) -> bool:
    """The next one begins with the balance that this one ends with, and not on an earlier day."""
    if one.closing is None or one.closing != next_one.opening:
        return False
    return one.ends is None or next_one.starts is None or one.ends <= next_one.starts


def certainly_apart(one: Standing, other: Standing, day: date, among: Iterable[Standing]) -> bool:
    """One of two statements of an account begins, through those ``among`` that cover the day, where the other one ends.

    Their entries of the day are then different ones, however equal they look. A statement that ends where it began proves
    nothing within a day: it may as well be the other one again.
    """
    if not (one.covers(day) and other.covers(day)):
        return False
    near = [each for each in among if each.covers(day)]
    return _reaches(one, other, near) or _reaches(other, one, near)


def _reaches(first: Standing, last: Standing, near: Sequence[Standing]) -> bool:
    seen, waiting = {first}, [first]
    while waiting:
        here = waiting.pop()
        if _proves(here, last):
            return True
        further = [each for each in near if each not in seen and _proves(here, each)]
        seen.update(further)
        waiting += further
    return False


def _proves(one: Standing, next_one: Standing) -> bool:
    still = one.opening == one.closing or next_one.opening == next_one.closing
    return _joined(one, next_one) and not (still and one.ends == next_one.ends)


def _previous(own: Sequence[Standing], this: Standing) -> Standing | None:
    """The nearest one before: by number within a year where it has one, else by day. ``own`` is in order of number."""
    if this.sequence is not None:
        # Pages of one statement share its number, so the same number may come before.
        at = bisect_right(own, this.sequence, key=_number)
        while at and own[at - 1].sequence is not None:
            at -= 1
            if own[at].ends is None or this.ends is None or own[at].ends.year == this.ends.year:  # type: ignore[union-attr]
                return own[at]
    dated = [one for one in own if one.ends and this.starts and one.ends <= this.starts]
    return max(dated, key=lambda one: one.ends or date.min, default=None)


def _gaps(previous: Standing, this: Standing, place: Place) -> list[Finding]:
    named = {"statement": this.shown, "other": previous.shown}
    if previous.closing is not None and this.opening is not None and previous.closing != this.opening:
        values = {**named, "opening": str(this.opening), "closing": str(previous.closing)}
        return [Finding("IMP-161", Level.HOLD, place, values)]
    # Balances that chain do not excuse a number left out: what is missing may add up to nothing.
    # Many banks begin their numbers anew each year.
    numbers = previous.sequence is not None and this.sequence is not None and _same_year(previous, this)
    if numbers and (this.sequence or 0) - (previous.sequence or 0) > 1:
        values = {**named, "first": str(previous.sequence), "next": str(this.sequence)}
        return [Finding("IMP-169", Level.HOLD, place, values)]
    return []


def _same_year(previous: Standing, this: Standing) -> bool:
    return bool(previous.ends and this.ends and previous.ends.year == this.ends.year)

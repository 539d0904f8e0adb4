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

from collections.abc import Sequence
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
    """What is left of a statement once it is read: enough to tell whether the next one follows it."""

    account_tail: str
    currency: str
    identity: str
    sequence: int | None
    starts: date | None
    ends: date | None
    opening: Money | None
    closing: Money | None


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


def follows(
    before: Sequence[Standing], this: Standing, place: Place = NOWHERE
) -> tuple[Following, list[Finding]]:
    """How a statement stands to all statements of its account that are known, in any order.

    A duplicate has the same identity, or the same sequence number within the same days. An overlap shares days with
    another. A gap is a number left out, or an opening that is not the closing of the one before.
    """
    ours = [one for one in before if (one.account_tail, one.currency) == (this.account_tail, this.currency)]
    named = {"statement": this.identity}
    for one in ours:
        if one.identity == this.identity or _same_figures(one, this):
            return "duplicate", [Finding("IMP-160", Level.HOLD, place, {**named, "other": one.identity})]
    for one in ours:
        days = _shared_days(one, this)
        if days is not None:
            values = {
                **named,
                "other": one.identity,
                "starts": days[0].isoformat(),
                "ends": days[1].isoformat(),
            }
            return "overlap", [Finding("IMP-162", Level.HOLD, place, values)]
    previous = _previous(ours, this)
    if previous is None:
        return "first", []
    findings = _gaps(previous, this, place)
    return ("gap" if findings else "follows"), findings


def _same_figures(one: Standing, this: Standing) -> bool:
    same_days = (one.starts, one.ends) == (this.starts, this.ends) and this.ends is not None
    same_number = one.sequence == this.sequence and this.sequence is not None
    return same_days and same_number and (one.opening, one.closing) == (this.opening, this.closing)


def _shared_days(one: Standing, this: Standing) -> tuple[date, date] | None:
    """Days in both. A day on which one ends with the balance that the other begins with is no overlap: it has pages."""
    if one.starts is None or one.ends is None or this.starts is None or this.ends is None:
        return None
    first, last = max(one.starts, this.starts), min(one.ends, this.ends)
    if first > last or _joined(one, this) or _joined(this, one):
        return None
    return first, last


def _joined(one: Standing, next_one: Standing) -> bool:
    return (
        one.closing is not None
        and one.closing == next_one.opening
        and one.ends == next_one.starts
        and one.sequence != next_one.sequence
    )


def _previous(ours: Sequence[Standing], this: Standing) -> Standing | None:
    """The nearest one before, by number where both have one, else by day, else the last that was read."""
    numbered = [one for one in ours if one.sequence is not None and this.sequence is not None]
    # Pages of one statement share its number, so the same number may come before.
    lower = [one for one in reversed(numbered) if (one.sequence or 0) <= (this.sequence or 0)]
    same_year = [
        one for one in lower if one.ends is None or this.ends is None or one.ends.year == this.ends.year
    ]
    if same_year:
        return max(same_year, key=lambda one: one.sequence or 0)
    dated = [one for one in ours if one.ends and this.starts and one.ends <= this.starts]
    if dated:
        return max(dated, key=lambda one: one.ends or date.min)
    return ours[-1] if ours and not numbered else None


def _gaps(previous: Standing, this: Standing, place: Place) -> list[Finding]:
    named = {"statement": this.identity, "other": previous.identity}
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

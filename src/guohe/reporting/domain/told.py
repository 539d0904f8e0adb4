"""Each side is told a year once and a line once, whichever report tells it.

A report tells its side (or both) the years it was asked for; a host year shown besides, so that the bridge can be read, is
told by another report. A reversal counts on one day in every report in force: its own, or that of the mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from guohe.kernel.money import Money
from guohe.kernel.periods import Period
from guohe.reporting.domain.lines import LineKey, SpendLine, days_of_origin
from guohe.reporting.domain.periods import label
from guohe.reporting.domain.report import TwinReport

SideOf = Literal["funder", "host", "both"]
OneSide = Literal["funder", "host"]
SIDES: Final[tuple[OneSide, ...]] = ("funder", "host")


class Kind(StrEnum):
    """A yearly report tells years for the first time; a final one tells them again, together (see ``final``)."""

    YEARLY = "yearly"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Standing:
    """A report in force without its figures: its number, kind, side and years."""

    number: int
    kind: Kind
    side: str
    years: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a stored report tells: to which side, of which years (as in an address), with which figures."""

    number: int
    side: str
    years: str
    report: TwinReport
    kind: Kind = Kind.YEARLY

    def tells(self, side: str) -> bool:
        """Whether this side is told anything."""
        return self.side in (side, "both")

    def periods(self, side: OneSide) -> tuple[Period, ...]:
        """The years that this side is told."""
        asked = labels(self.years, side) if self.tells(side) else frozenset()
        terms = self.report.terms
        shown = terms.funder_years if side == "funder" else terms.host_years
        return tuple(period for period in shown if label(period) in asked)

    def besides(self, side: OneSide) -> tuple[Period, ...]:
        """The years that it shows this side's table for, so that the bridge can be read, and tells the side nothing of."""
        terms, told = self.report.terms, set(self.periods(side))
        shown = terms.funder_years if side == "funder" else terms.host_years
        return tuple(period for period in shown if period not in told)

    def years_of(self, side: OneSide, days: Iterable[date]) -> dict[date, Period]:
        """Of each day that lies in a year which this side is told, that year."""
        periods = self.periods(side)
        return {day: period for day in set(days) for period in periods if day in period}

    def keys(self, side: OneSide) -> frozenset[LineKey]:
        """Every line that stands in a figure which this side is told."""
        table = self.report.funder if side == "funder" else self.report.host
        told = set(self.periods(side))
        return frozenset(
            key
            for row in table.rows
            for period, cell in zip(table.columns, row.cells, strict=True)
            if period in told
            for key in cell.lines
        )

    def entries(self) -> dict[int, date]:
        """Every entry of which a line is told, with the day on which it counts here."""
        keys = frozenset[LineKey]().union(*(self.keys(side) for side in SIDES))
        return {line.journal: line.on for line in self.report.lines if line.key in keys}

    def figures_of(self, journals: Iterable[int]) -> dict[OneSide, Money]:
        """What these entries come to in the figures that each side is told; a side that is told none stays out."""
        wanted = frozenset(journals)
        found: dict[OneSide, Money] = {}
        for side in SIDES:
            keys = self.keys(side)
            amounts = [
                line.carried if side == "funder" else line.amount
                for line in self.report.lines
                if line.journal in wanted and line.key in keys
            ]
            if amounts:
                found[side] = Money(amounts[0].currency, sum(amount.minor for amount in amounts))
        return found


def labels(years: str, side: OneSide) -> frozenset[str]:
    """The years of an address that one side is told: 2018, or FY2017-18 and FY2018-19."""
    funder, _, host = years.partition("-")
    return frozenset((funder if side == "funder" else host).split("+"))


def shared(side: str, years: str, others: Iterable[Standing]) -> tuple[tuple[OneSide, str, int], ...]:
    """Each year that a report of ``side`` and ``years`` tells to a side to which one of the others tells it too."""
    return tuple(
        (one, year, other.number)
        for one in SIDES
        if side in (one, "both")
        for other in others
        if other.side in (one, "both")
        for year in sorted(labels(years, one) & labels(other.years, one))
    )


def told_days(in_force: Iterable[Told]) -> dict[int, date]:
    """The day on which each entry counts in the reports in force that tell it."""
    days: dict[int, date] = {}
    for other in in_force:
        days |= other.entries()
    return days


def told_twice(mine: Told, in_force: Sequence[Told]) -> tuple[tuple[SpendLine, int], ...]:
    """Lines of this report that a signed one counts on another day, with its number.

    A day lies in one year of a side, so nothing else is told a side twice; and what one side is told of a day, the other is.
    """
    keys, own = frozenset[LineKey]().union(*(mine.keys(side) for side in SIDES)), mine.entries()
    found = []
    for other in in_force:
        theirs = other.entries()
        apart = {journal for journal, day in own.items() if theirs.get(journal, day) != day}
        found += [
            (line, other.number) for line in mine.report.lines if line.journal in apart and line.key in keys
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Untold:
    """A reversal that neither the year of its own day nor that of the mistake tells a side; ``number`` tells the other year.

    ``left_here``: this report, as corrected, leaves the line to the signed one; otherwise the signed one left it to this.
    """

    line: SpendLine
    number: int
    left_here: bool


def told_nowhere(mine: Told, booked: Sequence[SpendLine], in_force: Sequence[Told]) -> tuple[Untold, ...]:
    """Reversals that fall between this report and a signed one, each of which leaves them to the other.

    ``booked`` are the grant's lines on their own days. Where lines that nobody told cancel each other, no figure misses them.
    """
    counted = {other.number: other.entries() for other in in_force}
    origin = days_of_origin(booked, told_days(in_force))
    found: dict[LineKey, Untold] = {}
    if all(origin[line.key] == line.on for line in booked):
        return ()
    days = {line.on for line in booked} | set(origin.values())
    for side in SIDES:
        told = mine.keys(side).union(*(other.keys(side) for other in in_force))
        own = mine.years_of(side, days)
        theirs = [(other.number, other.years_of(side, days), counted[other.number]) for other in in_force]
        missing: dict[tuple[int, bool, str, Period], list[SpendLine]] = {}
        for line in booked:
            if line.key in told or not _stands_in(line, side, mine.report):
                continue
            first, row = origin[line.key], line.category if side == "funder" else line.account
            for number, years, entries in theirs:
                if first in years:
                    missing.setdefault((number, True, row, years[first]), []).append(line)
                elif first in own and (line.on in years or line.journal in entries):
                    missing.setdefault((number, False, row, own[first]), []).append(line)
        for (number, left_here, _, _), lines in missing.items():
            if sum((line.carried if side == "funder" else line.amount).minor for line in lines):
                for line in lines:
                    if origin[line.key] != line.on and (not left_here or line.on in own):
                        found.setdefault(line.key, Untold(line, number, left_here))
    return tuple(found.values())


def _stands_in(line: SpendLine, side: OneSide, report: TwinReport) -> bool:
    """The host's table is in one currency; a line in another is never in it."""
    return side == "funder" or line.amount.currency == report.host.currency

"""A stored report is prepared, then signed by another person; a signed one ends only by its signed correction.

draft: prepared once and set aside · prepared: waits for a signature · signed: in force · superseded: corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from guohe.kernel.names import Name
from guohe.reporting.domain.lines import Basis, LineKey, SpendLine, on_basis
from guohe.reporting.domain.report import TwinReport

SideOf = Literal["funder", "host", "both"]
# A signed report in force, by its number.
Copied = tuple[int, TwinReport]


class State(StrEnum):
    """Where a stored report stands."""

    DRAFT = "draft"
    PREPARED = "prepared"
    SIGNED = "signed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of a stored report without opening it."""

    host_id: int
    grant: str
    number: int
    side: str
    years: str
    state: State
    correction: int
    corrects: int | None
    corrected_by: int | None
    digest: str
    prepared_by_id: int
    prepared_by: Name
    prepared_at: datetime
    approved_by: Name | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored report with its bytes and the figures in them."""

    copy: Copy
    frozen: bytes
    report: TwinReport


def moved_lines(prepared: TwinReport, today: TwinReport) -> int:
    """How many lines stand in one of the two and not, or differently, in the other. Remarks are words, not figures."""
    before = {
        line.key: (line.on, line.amount, line.carried, line.category, line.account) for line in prepared.lines
    }
    after = {
        line.key: (line.on, line.amount, line.carried, line.category, line.account) for line in today.lines
    }
    return sum(1 for key in {**before, **after} if before.get(key) != after.get(key))


def funder_keys(report: TwinReport) -> frozenset[LineKey]:
    """Every line that stands in a figure of the funder's table."""
    return frozenset(key for row in report.funder.rows for cell in row.cells for key in cell.lines)


def told_twice(report: TwinReport, in_force: Sequence[Copied]) -> tuple[tuple[SpendLine, int], ...]:
    """Lines of this report that a signed report of other funder's years already told, with that report's number.

    It happens when a correction counted a reversal in the year of the mistake and the next report counts it again.
    """
    found = []
    keys = funder_keys(report)
    for number, other in in_force:
        if set(other.terms.funder_years) & set(report.terms.funder_years):
            continue
        twice = keys & funder_keys(other)
        found += [(line, number) for line in report.lines if line.key in twice]
    return tuple(found)


def told_nowhere(
    report: TwinReport, booked: Sequence[SpendLine], in_force: Sequence[Copied]
) -> tuple[tuple[SpendLine, int], ...]:
    """Reversals that this corrected report leaves to an earlier year whose signed report does not tell them.

    ``booked`` are the grant's lines on their own days; each is given with the number of the report to correct first.
    """
    if report.terms.basis is not Basis.CORRECTED:
        return ()
    counted = {line.key: line.on for line in on_basis(booked, Basis.CORRECTED)}
    found = []
    for line in booked:
        day = counted[line.key]
        own, first = (any(when in year for year in report.terms.funder_years) for when in (line.on, day))
        if day == line.on or not own or first:
            continue
        for number, other in in_force:
            if any(day in year for year in other.terms.funder_years) and line.key not in funder_keys(other):
                found.append((line, number))
    return tuple(found)

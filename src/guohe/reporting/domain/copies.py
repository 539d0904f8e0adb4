"""A stored report is prepared, then signed by another person; a signed one ends only by its signed correction.

draft: prepared once and set aside · prepared: waits for a signature · signed: in force · superseded: corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from guohe.kernel.names import Name
from guohe.reporting.domain.freeze import Change
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import Kind, Told


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
    kind: Kind
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

    @property
    def told(self) -> Told:
        """What it tells to whom."""
        return Told(self.copy.number, self.copy.side, self.copy.years, self.report, self.copy.kind)


@dataclass(frozen=True, slots=True)
class Moved:
    """What the books of today would change in a signed report: figures that it told, and figures shown for the bridge alone.

    The first ask for a correction. The second are told by another report, or by none yet; this one said of which day they are.
    """

    told: tuple[Change, ...] = ()
    besides: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.told or self.besides)


def moved_lines(prepared: TwinReport, today: TwinReport) -> int:
    """How many lines stand in one of the two and not, or differently, in the other. Remarks are words, not figures."""
    before = {
        line.key: (line.on, line.amount, line.carried, line.category, line.account) for line in prepared.lines
    }
    after = {
        line.key: (line.on, line.amount, line.carried, line.category, line.account) for line in today.lines
    }
    return sum(1 for key in {**before, **after} if before.get(key) != after.get(key))

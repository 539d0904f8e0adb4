"""A judgement gives each line one verdict and accounts for every cent: file total = ready + tick + held + posted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from guohe.exchange.domain.listing import Listing, ListingLine
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money


class Verdict(StrEnum):
    """What becomes of a line.

    READY can be posted. TICK has one proposed repair that a person confirms. QUESTION waits for an answer.
    COMMITMENT is an open order, kept apart from actuals. POSTED came with an earlier file and adds nothing.
    UNREADABLE cannot be taken until the file is repaired.
    """

    READY = "ready"
    TICK = "tick"
    QUESTION = "question"
    COMMITMENT = "commitment"
    POSTED = "posted"
    UNREADABLE = "unreadable"


class JudgedLine(NamedTuple):
    """One line with its verdict. ``project`` is the code to post under: the file's, or the repair proposed.

    ``grant`` and ``category`` are what the facts say for it, None when they do not. ``fingerprint`` is the line's
    identity across files; it counts equal lines within one file, so that a true repetition can be told apart.
    ``line`` is None only when the row is unreadable.
    """

    row: int
    verdict: Verdict
    line: ListingLine | None
    project: str
    grant: str | None
    category: str | None
    fingerprint: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one cause. ``amount`` is the money of their lines; ``rows`` where they stand."""

    code: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    rows: tuple[int, ...]
    amount: Money


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines, and how much."""

    lines: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """The control totals of one file. ``stated`` is the file's own grand total, None when it has none.

    ``posted`` is in the books already, ``waits`` came with an earlier file too but is not in the books.
    ``read`` covers every actual line whose amount can be read; ``difference`` is read less its parts, always zero.
    """

    stated: Money | None
    read: Tally
    ready: Tally
    tick: Tally
    question: Tally
    posted: Tally
    waits: Tally
    unreadable: Tally
    commitment: Tally

    @property
    def held(self) -> Money:
        """What waits for a person: questions and lines that cannot be read."""
        return self.question.amount + self.unreadable.amount

    @property
    def difference(self) -> Money:
        """The file's lines less everything they became. Zero, or nothing may be confirmed."""
        parts = self.ready.amount + self.tick.amount + self.held + self.posted.amount + self.waits.amount
        return self.read.amount - parts

    @property
    def agrees(self) -> bool:
        """The file's own grand total is the sum of its lines."""
        return self.stated is not None and self.stated == self.read.amount


@dataclass(frozen=True, slots=True)
class Judgement:
    """The whole answer about one file: a verdict for every line, and all findings, gravest money first."""

    listing: Listing
    lines: tuple[JudgedLine, ...]
    findings: tuple[Finding, ...]
    groups: tuple[Group, ...]
    totals: Totals

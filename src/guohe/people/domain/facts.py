"""What is recorded of a person, as values; what the reader may not see is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.kernel.money import Money
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """Employed from ``starts`` until before ``ends`` (None: no end); ``permit_until`` is the last day of a permit."""

    starts: date
    ends: date | None
    notice_months: int
    permit_until: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class CostFacts:
    """What a whole month costs, from a month on, and what says so."""

    from_month: date
    amount: Money
    source: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person of a host. ``costs`` is empty for readers who may not see money, ``contract`` None where none is recorded."""

    id: int
    number: int
    host_id: int
    name: Name
    contract: ContractFacts | None = None
    costs: tuple[CostFacts, ...] = ()

    @property
    def code(self) -> str:
        """How files and print name the person: P-1."""
        return f"P-{self.number}"

    def cost_in(self, month: date) -> CostFacts | None:
        """The cost that holds in a month: the last recorded of those that begin latest before it."""
        known = [each for each in self.costs if each.from_month <= month]
        return max(known, key=lambda each: each.from_month) if known else None


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate between the award's currency and the host's: how many of ``to`` one of ``of`` is, where from, of which day."""

    of: str
    to: str
    text: str
    source: str
    on: date

"""Before a policy is chosen, everyone sees what it would change: each category, the total, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain.fx import FxTerms
from guohe.reporting.domain.report import TwinReport

_NO_RATE = ("REP-731", "REP-732")


@dataclass(frozen=True, slots=True)
class PolicyEffect:
    """One policy's report of the same lines, and whether the grant's pack allows it and under which clause."""

    policy: RatePolicy
    report: TwinReport
    allowed: bool
    clause: Name | None

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What has no rate; a report with any of it has no total to compare."""
        return tuple(each for each in self.report.findings if each.code in _NO_RATE)

    @property
    def total(self) -> Money | None:
        """The total of the funder's table; None while a rate is missing."""
        return None if self.missing else self.report.funder.total

    def of_category(self, code: str) -> Money | None:
        """A category's total; None while a rate is missing."""
        if self.missing:
            return None
        row = self.report.funder.row(code)
        return row.total if row else Money(self.report.funder.currency, 0)


@dataclass(frozen=True, slots=True)
class FxEffect:
    """What each policy makes of the report of some years, beside the one in force."""

    years: str
    in_force: FxTerms
    policies: tuple[PolicyEffect, ...]

    def of(self, policy: RatePolicy) -> PolicyEffect:
        """The effect of one policy."""
        return next(each for each in self.policies if each.policy is policy)

    @property
    def now(self) -> PolicyEffect:
        """The policy in force."""
        return self.of(self.in_force.policy)

    def change(self, policy: RatePolicy) -> Money | None:
        """By how much a policy's total differs from the one in force; None while a rate is missing."""
        return _less(self.of(policy).total, self.now.total)

    def change_of(self, policy: RatePolicy, code: str) -> Money | None:
        """The same for one category."""
        return _less(self.of(policy).of_category(code), self.now.of_category(code))

    @property
    def categories(self) -> Sequence[tuple[str, Name]]:
        """Every category with a figure under any policy, in the order of the funder's table."""
        found = {row.code: row.name for each in self.policies for row in each.report.funder.rows}
        return tuple(found.items())

    @property
    def since_budget(self) -> Money | None:
        """What the lots cost more (or less) than the same costs at the budget rate; None without a budget rate."""
        return _less(self.of(RatePolicy.BANK_ACTUAL).total, self.of(RatePolicy.BUDGET_RATE).total)


def _less(first: Money | None, second: Money | None) -> Money | None:
    return None if first is None or second is None else first - second

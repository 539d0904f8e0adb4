"""Where a budget stands: approved, spent, promised and free, by category of the current version."""

from __future__ import annotations

from dataclasses import dataclass

from guohe.funds.models import BudgetLine
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class BudgetPosition:
    """One category of the current version, all in the award's currency."""

    code: str
    version: int
    limit: Money
    actual: Money
    committed: Money
    enforced: bool

    @property
    def free(self) -> Money:
        """What is left after costs and promises; negative where a limit is not enforced and was passed."""
        return self.limit - self.actual - self.committed


def position(fund_ref: str) -> tuple[BudgetPosition, ...]:
    """The lines of the fund's current budget, in the order in which they were loaded."""
    return tuple(
        BudgetPosition(
            line.code,
            line.version,
            Money(line.fund.currency, line.limit_minor),
            Money(line.fund.currency, line.actual_minor),
            Money(line.fund.currency, line.committed_minor),
            line.enforced,
        )
        for line in BudgetLine.objects.filter(fund__ref=fund_ref, current=True)
        .select_related("fund")
        .order_by("id")
    )

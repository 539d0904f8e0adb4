"""Where a budget stands: approved, spent, promised and free, by category of the current version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
    return positions_of([fund_ref]).get(fund_ref, ())


def positions_of(fund_refs: Iterable[str]) -> dict[str, tuple[BudgetPosition, ...]]:
    """The same of many funds in one question; a fund without a budget is left out."""
    found: dict[str, list[BudgetPosition]] = defaultdict(list)
    lines = BudgetLine.objects.filter(fund__ref__in=list(fund_refs), current=True)
    for line in lines.select_related("fund").order_by("id"):
        currency = line.fund.currency
        found[line.fund.ref].append(
            BudgetPosition(
                line.code,
                line.version,
                Money(currency, line.limit_minor),
                Money(currency, line.actual_minor),
                Money(currency, line.committed_minor),
                line.enforced,
            )
        )
    return {ref: tuple(each) for ref, each in found.items()}

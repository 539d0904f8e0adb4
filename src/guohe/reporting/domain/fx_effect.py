"""Before a policy is chosen, everyone sees what it would change: each category, the total, and what stands against it.

The figures are the sums that the funder's table of a report has under each policy, made from the books' own sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guohe.funds.domain.at_rates import CostsAtRates
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.domain.packs import Pack, RatePolicy
from guohe.reporting.domain.fx import (
    KIND_OF,
    FxTerms,
    NotedRate,
    RateKey,
    RateKind,
    RateTable,
    in_order,
    missing_rate,
)
from guohe.reporting.domain.twin import Category


@dataclass(frozen=True, slots=True)
class PolicyEffect:
    """One policy's figures of the same costs, and whether the grant's pack allows it and under which clause.

    ``missing`` is what has no rate; with any of it there is no total to compare.
    """

    policy: RatePolicy
    currency: str
    figures: Mapping[str, Money]
    missing: tuple[Finding, ...]
    allowed: bool
    clause: Name | None

    @property
    def total(self) -> Money | None:
        """The total of the funder's table; None while a rate is missing."""
        if self.missing:
            return None
        return Money(self.currency, sum(figure.minor for figure in self.figures.values()))

    def of_category(self, code: str) -> Money | None:
        """A category's total; None while a rate is missing."""
        return None if self.missing else self.figures.get(code, Money(self.currency, 0))


@dataclass(frozen=True, slots=True)
class FxEffect:
    """What each policy makes of the report of some years, beside the one in force.

    ``categories`` are those with a cost, in the order of the funder's table; ``budget_rate`` is the one that turns the
    costs back under the policy of the budget, if they have one.
    """

    grant: str
    years: str
    in_force: FxTerms
    policies: tuple[PolicyEffect, ...]
    categories: tuple[tuple[str, Name], ...]
    budget_rate: NotedRate | None

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
    def since_budget(self) -> Money | None:
        """What the lots cost more (or less) than the same costs at the budget rate; None without a budget rate."""
        return _less(self.of(RatePolicy.BANK_ACTUAL).total, self.of(RatePolicy.BUDGET_RATE).total)


def effect_of(
    costs: CostsAtRates,
    *,
    grant: str,
    years: str,
    in_force: FxTerms,
    pack: Pack,
    categories: Sequence[Category],
    rates: RateTable,
    currency: str,
) -> FxEffect:
    """The effect of every policy on these costs; a cost that no category takes in stands in no figure, as in the table."""
    owner = {
        each.category: next((row.code for row in categories if row.takes(each.category)), None)
        for each in costs.paid
    }
    policies = []
    for policy in RatePolicy:
        option = pack.rate_policy(policy)
        figures: dict[str, int] = defaultdict(int)
        for category, minor in figures_of(costs, KIND_OF.get(policy), currency).items():
            if (code := owner[category]) is not None:
                figures[code] += minor
        policies.append(
            PolicyEffect(
                policy,
                currency,
                {code: Money(currency, minor) for code, minor in figures.items()},
                _missing(costs, KIND_OF.get(policy), grant, currency),
                option is not None,
                option.clause if option else None,
            )
        )
    quotes = [each.currency for each in costs.paid if each.currency != currency]
    told = set(owner.values())
    return FxEffect(
        grant,
        years,
        in_force,
        tuple(policies),
        tuple(
            (row.code, row.name) for row in sorted(categories, key=lambda row: row.order) if row.code in told
        ),
        rates.get((min(quotes), RateKind.BUDGET, None)) if quotes else None,
    )


def figures_of(costs: CostsAtRates, kind: RateKind | None, currency: str) -> dict[str, int]:
    """The minor units of each code at the rates of a kind, or at the lots' own; what has no rate is left out.

    A reversal gives back exactly what its entry took, and the next cost of the rate takes up what that leaves of the
    cumulative figure; both are settled here, in the order of posting.
    """
    told: dict[str, int] = defaultdict(int)
    for each in costs.paid:
        if kind is None or each.currency == currency:
            told[each.category] += each.carried
    for rated in costs.rated:
        if rated.kind == kind:
            told[rated.category] += rated.figure
    moved: dict[int, int] = defaultdict(int)
    for back in costs.taken_back:
        if back.kind != kind:
            continue
        minor = back.sign * (back.root_figure + moved[back.root])
        if back.category is not None:
            told[back.category] += minor
        if back.after is not None:
            moved[back.after] -= minor
            if back.after_category is not None:
                told[back.after_category] -= minor
    return dict(told)


def _missing(costs: CostsAtRates, kind: RateKind | None, grant: str, base: str) -> tuple[Finding, ...]:
    open_: dict[RateKey, tuple[int, Money]] = {
        (each.currency, RateKind(each.kind), None if each.on == date.min else each.on): (
            each.count,
            Money(each.currency, each.amount),
        )
        for each in costs.unrated
        if each.kind == kind
    }
    return tuple(missing_rate(key, *open_[key], grant=grant, base=base) for key in in_order(open_))


def _less(first: Money | None, second: Money | None) -> Money | None:
    return None if first is None or second is None else first - second

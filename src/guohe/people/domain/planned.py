"""What a person still costs a project until the contract or the project ends: whole months, each split by its shares.

A plan is no entry and no commitment: nothing is reserved by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, round_half_up
from guohe.people.domain.facts import PersonFacts, Rate
from guohe.people.domain.months import month_of, month_text
from guohe.people.domain.shares import PersonMonth, part_of


@dataclass(frozen=True, slots=True)
class Planned:
    """The cost of a person on one project from a month to an end, in the currency of the monthly cost and in the other one.

    ``other`` is None without a rate. ``uncosted`` are months whose cost nobody recorded: they are in no sum.
    """

    amount: Money | None
    other: Money | None
    rate: Rate | None
    first: date | None
    last: date | None
    uncosted: tuple[date, ...]


def cost_to_end(
    person: PersonFacts, months: Iterable[PersonMonth], *, ref: str, on: date, ends: date, rate: Rate | None
) -> Planned:
    """From the month of ``on`` to the last month before ``ends`` and before the contract's end; no month before it counts.

    Costs of two currencies in one plan are never added: then there is no sum, and the months count as uncosted.
    """
    until = min(ends, person.contract.ends) if person.contract and person.contract.ends else ends
    sums: dict[str, int] = {}
    counted: list[date] = []
    uncosted: list[date] = []
    for each in months:
        part = each.of(ref)
        if part is None or not month_of(on) <= each.month < until:
            continue
        cost = person.cost_in(each.month)
        if cost is None:
            uncosted.append(each.month)
            continue
        currency = cost.amount.currency
        sums[currency] = sums.get(currency, 0) + part_of(cost.amount.minor, part)
        counted.append(each.month)
    if len(sums) > 1:
        return Planned(None, None, None, None, None, tuple(sorted((*uncosted, *counted))))
    if not sums:
        return Planned(None, None, None, None, None, tuple(uncosted))
    ((currency, minor),) = sums.items()
    amount = Money(currency, minor)
    return Planned(amount, converted(amount, rate), rate, min(counted), max(counted), tuple(uncosted))


def converted(amount: Money, rate: Rate | None) -> Money | None:
    """An amount in the other currency of a rate, rounded once; None where the rate does not know its currency."""
    if rate is None:
        return None
    exact = Fraction(Decimal(rate.text))
    if amount.currency == rate.of:
        value = amount.minor * exact
        return Money(rate.to, round_half_up(value.numerator, value.denominator))
    if amount.currency == rate.to:
        value = amount.minor / exact
        return Money(rate.of, round_half_up(value.numerator, value.denominator))
    return None


def without_contract(person: PersonFacts, months: Sequence[PersonMonth], *, code: str) -> Finding | None:
    """Months that are paid for outside the contract (BUD-452); they wait for a person."""
    contract = person.contract
    if contract is None:
        return None
    outside = [
        each.month
        for each in months
        if each.total
        and (
            each.month < month_of(contract.starts)
            or (contract.ends is not None and each.month > month_of(contract.ends - timedelta(days=1)))
        )
    ]
    if not outside:
        return None
    last = (contract.ends - timedelta(days=1)).isoformat() if contract.ends is not None else "–"
    values = {
        "code": code,
        "count": str(len(outside)),
        "first": month_text(outside[0]),
        "last": month_text(outside[-1]),
        "starts": contract.starts.isoformat(),
        "ends": last,
    }
    return Finding("BUD-452", Level.HOLD, values=values)

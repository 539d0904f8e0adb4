"""What an order still binds is what was ordered, less what was invoiced and what was released: never less than nothing.

Both currencies go down together and end together: a part of an order takes its share of the award's currency with it, rounded
once, and the rest goes with the last part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from guohe.kernel.money import Money, round_half_up


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """What an order still binds, in its own and in the award's currency."""

    order_no: str
    budget: str | None
    amount: Money
    in_award_currency: Money
    since: date


def part_of(order: OpenOrder, amount: Money) -> OpenOrder:
    """As much of an order as ``amount``, or all that is open; never the last of the award's currency before the last of its own."""
    if amount.minor >= order.amount.minor:
        return order
    award = order.in_award_currency
    share = round_half_up(award.minor * amount.minor, order.amount.minor)
    return replace(
        order, amount=amount, in_award_currency=Money(award.currency, max(0, min(share, award.minor - 1)))
    )


class OpenOrders:
    """The open orders of one fund while lines are taken one after the other. Changes nothing outside itself."""

    def __init__(self, orders: Iterable[OpenOrder]) -> None:
        self._of: dict[str, list[OpenOrder]] = {}
        for order in orders:
            self._of.setdefault(order.order_no, []).append(order)

    def of(self, order_no: str) -> tuple[OpenOrder, ...]:
        """What is open under a number: one part for each category and currency, the oldest first."""
        return tuple(self._of.get(order_no, ())) if order_no else ()

    def taken_by(self, order_no: str, budget: str | None, amount: Money) -> OpenOrder | None:
        """What a cost of ``amount`` that quotes the number takes off: of its own category first, else of the oldest other.

        None for a return, which orders nothing anew, and where nothing is open in its currency.
        """
        if amount.minor <= 0:
            return None
        same = [order for order in self.of(order_no) if order.amount.currency == amount.currency]
        own = [order for order in same if order.budget == budget]
        return part_of((own or same)[0], amount) if same else None

    def take(self, taken: OpenOrder) -> None:
        """A part is invoiced or released."""
        left = []
        for order in self._of.get(taken.order_no, ()):
            if (order.budget, order.amount.currency) == (taken.budget, taken.amount.currency):
                award = order.in_award_currency - taken.in_award_currency
                order = replace(order, amount=order.amount - taken.amount, in_award_currency=award)
            if order.amount.minor:
                left.append(order)
        self._of[taken.order_no] = left

    def put(self, order: OpenOrder) -> None:
        """A promise is added to what is open under its number."""
        for at, known in enumerate(self._of.setdefault(order.order_no, [])):
            if (known.budget, known.amount.currency) == (order.budget, order.amount.currency):
                award = known.in_award_currency + order.in_award_currency
                more = replace(known, amount=known.amount + order.amount, in_award_currency=award)
                self._of[order.order_no][at] = more
                return
        self._of[order.order_no].append(order)

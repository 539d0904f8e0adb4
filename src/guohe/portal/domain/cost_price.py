"""What a cost comes to in another currency: at what the fund's own lots cost, first in first out, rounded once.

What no lot covers is worked out at the rate of the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from guohe.kernel.money import Money, round_half_up


@dataclass(frozen=True, slots=True)
class LotState:
    """What is left of a lot in its currency, and what the whole lot cost in the award's. ``rate_text`` is its slip's rate."""

    name: str
    rate_text: str
    amount: Money
    cost: Money
    left: Money

    @property
    def rate(self) -> Fraction:
        """Units of the lot's currency for one of the award's."""
        return Fraction(self.amount.minor, self.cost.minor)


class Priced(NamedTuple):
    """An amount, and the lots by whose rates it was worked out; none where nothing was."""

    amount: Money
    lots: tuple[LotState, ...]


def in_award_currency(amount: Money, award: str, lots: Sequence[LotState]) -> Priced | None:
    """What an amount costs, and the lots it would use; None when the fund has no lot of its currency."""
    if amount.currency == award:
        return Priced(amount, ())
    usable = [lot for lot in lots if lot.amount.currency == amount.currency and lot.amount.minor > 0]
    if not usable:
        return None
    rest, cost, used = amount.minor, Fraction(0), []
    for lot in usable:
        part = min(rest, max(lot.left.minor, 0))
        if part > 0:
            cost += Fraction(part) / lot.rate
            rest -= part
            used.append(lot)
    if rest > 0:
        cost += Fraction(rest) / usable[-1].rate
        used = [*used, usable[-1]] if usable[-1] not in used else used
    return Priced(Money(award, round_half_up(cost.numerator, cost.denominator)), tuple(used))


def in_lots_currency(cost: Money, wanted: str, lots: Sequence[LotState]) -> Priced | None:
    """What an amount of the award's currency comes to in the currency of the fund's lots; None when it has no lot of that."""
    usable = [lot for lot in lots if lot.amount.currency == wanted and lot.amount.minor > 0]
    if not usable:
        return None
    rest, bought, used = Fraction(cost.minor), Fraction(0), []
    for lot in usable:
        part = min(rest, max(lot.left.minor, 0) / lot.rate)
        if part > 0:
            bought += part * lot.rate
            rest -= part
            used.append(lot)
    if rest > 0:
        bought += rest * usable[-1].rate
        used = [*used, usable[-1]] if usable[-1] not in used else used
    return Priced(Money(wanted, round_half_up(bought.numerator, bought.denominator)), tuple(used))


def rates_of(lots: Sequence[LotState]) -> str:
    """Which lots, each with the rate of its slip: the source of the rate."""
    return "; ".join(f"{lot.name}: {lot.rate_text}" for lot in lots)

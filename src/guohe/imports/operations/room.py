"""Before posting, lines are sorted by whether money and budget look enough; the books themselves have the last word.

A batch of lines that fit goes in with one statement; the others are tried one by one, so that a hold names its line.
Private to the operations of this context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from guohe.funds.domain.orders import OpenOrder, OpenOrders
from guohe.funds.queries import budget, commitments, lots
from guohe.imports.models import Line as Row
from guohe.kernel.money import Money, round_half_up

# Cumulative rounding in the books moves one line's cost by at most a fen a lot; two fen is caution, not a rule.
_CAUTION = 2


@dataclass(slots=True)
class _Room:
    """What one fund has left: lots of one currency in the order of their use, and the free part of each category."""

    lots: list[list[int]]
    free: dict[str, int | None]
    used: int = field(default=0)

    @classmethod
    def of(cls, grant_ref: str, currency: str) -> _Room:
        open_lots = [
            [lot.left.minor, lot.cost_left.minor]
            for lot in lots.of_fund(grant_ref)
            if lot.amount.currency == currency and not lot.reversed and lot.left.minor > 0
        ]
        free = {line.code: line.free.minor if line.enforced else None for line in budget.position(grant_ref)}
        return cls(open_lots, free)

    def take(self, amount: int, category: str | None, invoiced: OpenOrder | None) -> bool:
        """Whether a cost fits together with what it takes off its order; if so, it is taken."""
        if sum(left for left, _ in self.lots) < amount:
            return False
        cost, parts, wanted = 0, [], amount
        for lot in self.lots:
            part = min(wanted, lot[0])
            if part <= 0:
                continue
            share = round_half_up(part * lot[1], lot[0])
            parts.append((lot, part, share))
            cost, wanted = cost + share, wanted - part
        if invoiced is not None:
            self._relieve(invoiced.budget, invoiced.in_award_currency.minor)
        limit = self.free.get(category or "")
        if limit is not None and cost + _CAUTION > limit:
            if invoiced is not None:
                self._relieve(invoiced.budget, -invoiced.in_award_currency.minor)
            return False
        for lot, part, share in parts:
            lot[0] -= part
            lot[1] -= share
        if limit is not None:
            self.free[category or ""] = limit - cost
        return True

    def _relieve(self, category: str | None, award: int) -> None:
        limit = self.free.get(category or "")
        if limit is not None:
            self.free[category or ""] = limit + award

    def give_back(self, amount: int) -> None:
        """A return makes room in the lot used last; its category is left as it is, which errs on the careful side."""
        if self.lots:
            self.lots[0][0] += amount


def fits_first(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Lines that look as if they fit, in their order, and those that do not."""
    rooms: dict[tuple[str, str], _Room] = {}
    orders: dict[str, OpenOrders] = {}
    fit: list[Row] = []
    later: list[Row] = []
    for row in rows:
        key = (row.grant_ref or "", row.currency)
        if key not in rooms:
            rooms[key] = _Room.of(*key)
        if row.amount_minor < 0:
            rooms[key].give_back(-row.amount_minor)
            fit.append(row)
            continue
        invoiced = None
        if row.order_no:
            if key[0] not in orders:
                orders[key[0]] = OpenOrders(commitments.open_of(key[0]))
            amount = Money(row.currency, row.amount_minor)
            invoiced = orders[key[0]].taken_by(row.order_no, row.category, amount)
        if not rooms[key].take(row.amount_minor, row.category, invoiced):
            later.append(row)
            continue
        fit.append(row)
        if invoiced is not None:
            orders[key[0]].take(invoiced)
    return fit, later


def in_award_currency(grant_ref: str, amount: Money, currency: str) -> Money:
    """What an open order will cost in the award's currency, at the rate of the newest lot of its own currency."""
    if amount.currency == currency:
        return amount
    known = [
        lot for lot in lots.of_fund(grant_ref) if lot.amount.currency == amount.currency and not lot.reversed
    ]
    if not known:
        return Money(currency, 0)
    newest = known[-1]
    return Money(currency, round_half_up(amount.minor * newest.cost.minor, newest.amount.minor))


def open_part(grant_ref: str, made: commitments.OpenOrder) -> commitments.OpenOrder | None:
    """How much of one promise is still open; None when all of it was released. Both currencies end together."""
    for order in commitments.open_of(grant_ref):
        if (order.order_no, order.budget, order.amount.currency) != (
            made.order_no,
            made.budget,
            made.amount.currency,
        ):
            continue
        if order.amount <= made.amount:
            return order
        rest = Money(order.in_award_currency.currency, order.in_award_currency.minor - 1)
        return replace(made, in_award_currency=min(made.in_award_currency, rest))
    return None

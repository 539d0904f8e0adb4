"""A lot is used up to its amount and carries exactly its cost: the reference that the database is compared with.

Every use carries the difference of two cumulative figures, each rounded half up once, so that a lot used to the end
has carried its whole cost and no fen is left over. What a return or a reversal takes out of the lot's middle never
makes the carried sum fall below nothing or rise above the cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from guohe.kernel.money import round_half_up


class Policy(StrEnum):
    """Which lots pay: the oldest, the one named, or all in proportion."""

    FIFO = "fifo"
    SPECIFIED = "specified"
    POOLED = "pooled"


class NotEnough(ValueError):
    """The lots have less than is wanted, or were used less than is given back."""


class WouldBreak(ValueError):
    """The exact negation no longer fits what has become of the lot."""


@dataclass(frozen=True, slots=True)
class Lot:
    """``amount`` of one currency that cost ``cost`` in the award's; ``closed`` when its receipt was reversed.

    ``spent`` is the part of ``used`` that paid costs, less what came back of them: only that can come back.
    """

    id: int
    amount: int
    cost: int
    used: int = 0
    carried: int = 0
    closed: bool = False
    spent: int = 0

    @property
    def left(self) -> int:
        """What can still be used."""
        return self.amount - self.used


@dataclass(frozen=True, slots=True)
class Part:
    """What one line did to one lot; negative for what came back. ``cost`` when the line is a cost."""

    lot: int
    amount: int
    carried: int
    cost: bool = field(default=True, compare=False)

    @property
    def turned(self) -> Part:
        """The exact negation."""
        return replace(self, amount=-self.amount, carried=-self.carried)


def target(lot: Lot, used: int) -> int:
    """The cost that ``used`` of the lot has carried by the cumulative rule."""
    return round_half_up(used * lot.cost, lot.amount)


def _use(lot: Lot, amount: int, cost: bool) -> tuple[Lot, Part]:
    carried = max(target(lot, lot.used + amount), lot.carried)
    spent = lot.spent + (amount if cost else 0)
    after = replace(lot, used=lot.used + amount, carried=carried, spent=spent)
    return after, Part(lot.id, amount, carried - lot.carried, cost)


def _give_back(lot: Lot, amount: int) -> tuple[Lot, Part]:
    carried = min(target(lot, lot.used - amount), lot.carried)
    after = replace(lot, used=lot.used - amount, carried=carried, spent=lot.spent - amount)
    return after, Part(lot.id, -amount, carried - lot.carried)


def shares(wanted: int, weights: Sequence[int]) -> list[int]:
    """``wanted`` split in proportion by largest remainder; the parts add to it, and none is above its weight."""
    whole = sum(weights)
    floors = [wanted * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(wanted * weights[place] % whole), place))
    for place in order[: wanted - sum(floors)]:
        floors[place] += 1
    return floors


def _chosen(lots: Sequence[Lot], named: int | None) -> list[Lot]:
    return [lot for lot in lots if named is None or lot.id == named]


def _written(
    lots: Sequence[Lot], changed: Iterable[tuple[Lot, Part]]
) -> tuple[tuple[Lot, ...], tuple[Part, ...]]:
    pairs = list(changed)
    new = {lot.id: lot for lot, _ in pairs}
    return tuple(new.get(lot.id, lot) for lot in lots), tuple(part for _, part in pairs)


def take(
    lots: Sequence[Lot], wanted: int, policy: Policy, named: int | None = None, *, cost: bool = True
) -> tuple[tuple[Lot, ...], tuple[Part, ...]]:
    """The lots after ``wanted`` was paid from them, oldest first in the sequence, and what each paid.

    ``cost`` is false for what is converted or refunded.
    """
    open_lots = [lot for lot in _chosen(lots, named) if lot.left > 0 and not lot.closed]
    if sum(lot.left for lot in open_lots) < wanted:
        raise NotEnough(wanted)
    if policy is Policy.POOLED:
        amounts = shares(wanted, [lot.left for lot in open_lots])
    else:
        amounts, rest = [], wanted
        for lot in open_lots:
            amounts.append(min(rest, lot.left))
            rest -= amounts[-1]
    return _written(
        lots, [_use(lot, amount, cost) for lot, amount in zip(open_lots, amounts, strict=True) if amount]
    )


def give_back(
    lots: Sequence[Lot], amount: int, policy: Policy, named: int | None = None
) -> tuple[tuple[Lot, ...], tuple[Part, ...]]:
    """The lots after ``amount`` came back to those that were used last, to each at most what it spent."""
    used = [lot for lot in reversed(_chosen(lots, named)) if lot.spent > 0 and not lot.closed]
    if sum(lot.spent for lot in used) < amount:
        raise NotEnough(amount)
    if policy is Policy.POOLED:
        in_order = used[::-1]
        amounts = shares(amount, [lot.spent for lot in in_order])[::-1]
    else:
        amounts, rest = [], amount
        for lot in used:
            amounts.append(min(rest, lot.spent))
            rest -= amounts[-1]
    return _written(lots, [_give_back(lot, part) for lot, part in zip(used, amounts, strict=True) if part])


def negate(lots: Sequence[Lot], parts: Sequence[Part]) -> tuple[tuple[Lot, ...], tuple[Part, ...]]:
    """The lots after ``parts`` were turned round, both amounts to the fen. Raises WouldBreak."""
    changed = {lot.id: lot for lot in lots}
    for part in parts:
        lot = changed[part.lot]
        changed[part.lot] = replace(lot, used=lot.used - part.amount, carried=lot.carried - part.carried,
                                    spent=lot.spent - (part.amount if part.cost else 0))  # fmt: skip
    for lot in changed.values():
        whole = (lot.used < lot.amount or lot.carried == lot.cost) and (not lot.closed or lot.left == 0)
        if not (0 <= lot.spent <= lot.used <= lot.amount and 0 <= lot.carried <= lot.cost and whole):
            raise WouldBreak(lot.id)
    turned = tuple(part.turned for part in parts)
    return tuple(changed[lot.id] for lot in lots), turned


def split_bought(bought: int, sold: Sequence[int]) -> list[int]:
    """What each sold part brings, rounded on the cumulative figure so that the parts add to ``bought``."""
    whole, upto, before, parts = sum(sold), 0, 0, []
    for amount in sold:
        upto += amount
        now = round_half_up(upto * bought, whole)
        parts.append(now - before)
        before = now
    return parts

"""The cost lines of a fund added up at given rates: a row for each sum, and one for each cost that was taken back.

Amounts and figures are whole minor units: amounts of the currency that was paid, figures of the award's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class GivenRate:
    """A rate of one kind for the costs in ``currency`` of the day ``on``: a cost of 1 is ``up`` ÷ ``down``.

    For a kind ``month`` the day is the first of the month, for ``budget`` it is ``date.min``.
    """

    kind: str
    currency: str
    on: date
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class PaidCosts:
    """What the costs of a category in one currency cost at the lots that paid for them."""

    currency: str
    category: str
    carried: int


@dataclass(frozen=True, slots=True)
class RatedCosts:
    """What the costs of a category are at the rates of one kind, before anything that was taken back is settled."""

    kind: str
    category: str
    figure: int


@dataclass(frozen=True, slots=True)
class UnratedCosts:
    """The costs in one currency for which no rate of a kind was given, of one day, month (its first) or ``date.min``."""

    kind: str
    currency: str
    on: date
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A cost that gives back exactly what another took.

    ``use`` numbers the costs in the order in which they were posted. ``root`` is the cost at the end of the chain,
    ``sign`` -1 if an odd number of entries leads there, ``root_figure`` what it is at its rate. ``after`` is the next
    cost of the same rate that takes nothing back, if there is one. A category is None where the cost is not asked for.
    """

    kind: str
    use: int
    root: int
    sign: int
    root_figure: int
    category: str | None
    after: int | None
    after_category: str | None


@dataclass(frozen=True, slots=True)
class CostsAtRates:
    """All of it for the days asked for; ``taken_back`` in the order in which the costs were posted."""

    paid: tuple[PaidCosts, ...]
    rated: tuple[RatedCosts, ...]
    unrated: tuple[UnratedCosts, ...]
    taken_back: tuple[TakenBack, ...]

"""A report turns its costs back by one policy; a rate is noted with its source and its time, and never guessed.

Under the rate of the lot used, a cost is what the money cost (the books say it). Under every other policy the uses of one
rate round on their cumulative figure, in the order in which they were posted, so that they add to the rate's total and
a later entry never moves an earlier figure. A reversal gives back exactly what its entry took.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from guohe.funds.domain.fx import rate_parts
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import EXPONENTS, Money, round_half_up
from guohe.kernel.names import Name
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain.lines import LineKey, SpendLine, days_of_origin


class Bearer(StrEnum):
    """Who bears what a report says more or less than the lots cost; no text that was found says it for everyone."""

    UNSAID = "unsaid"
    FUNDER = "funder"
    HOST = "host"
    PROJECT = "project"


class Stand(StrEnum):
    """A note waits until a second person confirms it; then it is in use until a newer confirmed one takes its place."""

    WAITS = "waits"
    IN_USE = "in_use"
    CORRECTED = "corrected"


class RateKind(StrEnum):
    """A rate holds for one grant's budget, for one day, or for one month on average."""

    BUDGET = "budget"
    DAY = "day"
    MONTH = "month"


KIND_OF: Final = {
    RatePolicy.BUDGET_RATE: RateKind.BUDGET,
    RatePolicy.DAY_RATE: RateKind.DAY,
    RatePolicy.MONTHLY_AVERAGE: RateKind.MONTH,
}

# The currency that one unit of the funder's buys, the kind, and the day or the first of the month; none for a budget.
RateKey = tuple[str, RateKind, date | None]


@dataclass(frozen=True, slots=True)
class FxTerms:
    """The policy of a report, where it is written (None: the host chose), who bears the difference, and which choice.

    ``choice`` 0 is what was agreed when the grant was set up.
    """

    policy: RatePolicy = RatePolicy.BANK_ACTUAL
    clause: Name | None = None
    bearer: Bearer = Bearer.UNSAID
    choice: int = 0


@dataclass(frozen=True, slots=True)
class NotedRate:
    """``rate`` units of ``quote`` for 1 of ``base``, as its source printed it, and who noted it when.

    ``number``, ``noter`` and ``confirmed`` are of the books; a report keeps the words alone.
    """

    kind: RateKind
    on: date
    base: str
    quote: str
    rate: str
    source: str
    rated_at: datetime
    noted_by: Name
    noted_at: datetime
    grant: str = ""
    number: int = field(default=0, compare=False)
    noter: int = field(default=0, compare=False)
    confirmed_by: Name | None = field(default=None, compare=False)
    confirmed_at: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> RateKey:
        """Which costs it is for."""
        return rate_key(self.kind, self.on, self.quote)

    @property
    def label(self) -> str:
        """2018-05-28, 2018-05, or the day on which a budget rate was fixed."""
        return key_label(self.kind, self.on)


RateTable = Mapping[RateKey, NotedRate]
NO_RATES: Final[RateTable] = {}


@dataclass(frozen=True, slots=True)
class UsedRate:
    """What one rate turned back: ``plain`` is the amount turned back alone, ``carried`` what its lines say."""

    rate: NotedRate
    amount: Money
    plain: Money
    carried: Money

    @property
    def rounding(self) -> Money:
        """The fen that lines outside the report carried."""
        return self.carried - self.plain


@dataclass(frozen=True, slots=True)
class Priced:
    """Lines with the figure of a policy; what has no rate carries 0.00 and is named in ``unrated``."""

    lines: tuple[SpendLine, ...]
    keys: Mapping[LineKey, RateKey]
    unrated: frozenset[LineKey]


def rate_key(kind: RateKind, on: date, quote: str) -> RateKey:
    """The key under which a rate for this day is looked up."""
    if kind is RateKind.BUDGET:
        return quote, kind, None
    return quote, kind, on.replace(day=1) if kind is RateKind.MONTH else on


def stands(notes: Sequence[NotedRate]) -> tuple[Stand, ...]:
    """How each note stands, of notes in the order in which they were made."""
    newest: dict[tuple[str, str, RateKey], int] = {}
    used: dict[tuple[str, str, RateKey], int] = {}
    for at, note in enumerate(notes):
        place = (note.grant, note.base, note.key)
        newest[place] = at
        if note.confirmed_at is not None:
            used[place] = at
    found = []
    for at, note in enumerate(notes):
        place = (note.grant, note.base, note.key)
        if used.get(place) == at:
            found.append(Stand.IN_USE)
        else:
            found.append(Stand.WAITS if newest[place] == at else Stand.CORRECTED)
    return tuple(found)


def key_label(kind: RateKind, on: date | None) -> str:
    """2018-05-28 or 2018-05; a budget rate has no day of its own."""
    if on is None:
        return ""
    return f"{on:%Y-%m}" if kind is RateKind.MONTH else on.isoformat()


def turned_back(amount: Money, rate: str, base: str) -> Money:
    """What ``amount`` is in ``base`` at a rate of its currency for 1 of ``base``: one rounding, half up."""
    return Money(base, _minor(amount.minor, amount.currency, rate, base))


def up_and_down(rate: str, quote: str, base: str) -> tuple[int, int]:
    """By what minor units of ``quote`` are multiplied, and then divided, to be minor units of ``base`` at a rate."""
    top, bottom = rate_parts(rate)
    return bottom * 10 ** EXPONENTS[base], top * 10 ** EXPONENTS[quote]


def _minor(minor: int, quote: str, rate: str, base: str) -> int:
    up, down = up_and_down(rate, quote, base)
    return round_half_up(minor * up, down)


def missing_rate(key: RateKey, count: int, amount: Money, *, grant: str, base: str) -> Finding:
    """That no rate was noted for a day, a month (REP-731) or the budget (REP-732), and which costs that leaves out."""
    quote, kind, on = key
    label = key_label(kind, on)
    return Finding(
        "REP-731" if label else "REP-732",
        Level.STOP,
        values={
            "grant": grant,
            "base": base,
            "quote": quote,
            "when": label,
            "count": str(count),
            "amount": str(amount),
        },
        minor=abs(amount.minor),
    )


def in_order(keys: Iterable[RateKey]) -> list[RateKey]:
    """Keys by their day or month, currency and kind, the budget first: the order in which missing rates are named."""
    return sorted(keys, key=lambda key: (key_label(key[1], key[2]), key[0], key[1].value))


def priced(lines: Iterable[SpendLine], policy: RatePolicy, rates: RateTable, base: str) -> Priced:
    """The lines in their own order, each with its figure in ``base`` under the policy.

    A line paid in ``base`` keeps its amount. Raises ValueError for sums under another policy than the lots': the figure
    of a sum is that of its lines.
    """
    given = tuple(lines)
    if policy is RatePolicy.BANK_ACTUAL:
        return Priced(given, {}, frozenset())
    if any(line.is_sum for line in given):
        raise ValueError("a sum of lines has no figure of its own under a policy of rates")
    kind = KIND_OF[policy]
    days = days_of_origin(given)
    used: dict[RateKey, int] = {}
    told: dict[RateKey, int] = {}
    figures: dict[LineKey, SpendLine] = {}
    keys: dict[LineKey, RateKey] = {}
    unrated: set[LineKey] = set()
    for line in sorted(given, key=lambda line: line.key):
        if line.amount.currency == base:
            figures[line.key] = line
            continue
        key = rate_key(kind, days[line.key], line.amount.currency)
        keys[line.key] = key
        rate = rates.get(key)
        if rate is None:
            unrated.add(line.key)
            figures[line.key] = replace(line, carried=Money(base, 0))
            continue
        used[key] = used.get(key, 0) + line.amount.minor
        before = None if line.reverses is None else figures.get((line.reverses, line.line))
        if before is not None and before.amount == -line.amount:
            minor = -before.carried.minor
        else:
            minor = _minor(used[key], line.amount.currency, rate.rate, base) - told.get(key, 0)
        told[key] = told.get(key, 0) + minor
        figures[line.key] = replace(line, carried=Money(base, minor))
    return Priced(tuple(figures[line.key] for line in given), keys, frozenset(unrated))


def used_rates(
    found: Priced, shown: Sequence[SpendLine], rates: RateTable, base: str
) -> tuple[UsedRate, ...]:
    """What each rate turned back of the lines shown, in the order of days."""
    amounts: dict[RateKey, Money] = {}
    carried: dict[RateKey, Money] = {}
    for line in shown:
        key = found.keys.get(line.key)
        if key is None or line.key in found.unrated:
            continue
        amounts[key] = amounts.get(key, Money(line.amount.currency, 0)) + line.amount
        carried[key] = carried.get(key, Money(base, 0)) + line.carried
    return tuple(
        UsedRate(rates[key], amounts[key], turned_back(amounts[key], rates[key].rate, base), carried[key])
        for key in sorted(amounts, key=lambda key: (key[0], key[2] or date.min))
    )

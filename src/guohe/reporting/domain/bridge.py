"""The bridge leads from the host's table to the funder's total by lines alone; its difference is computed.

Host years, less the parts that lie outside the funder's years, give the host currency spent in the funder's
years. The lots that paid for it give the same sum; their cost, what was spent without conversion, and under a policy of
rates the exchange difference, give the funder's total. Both differences must be 0.00, or the report is not signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guohe.kernel.money import Money
from guohe.kernel.periods import Period
from guohe.reporting.domain.lines import LineKey, Lot, SpendLine, cost_at_rate, placed_days, rate_text
from guohe.reporting.domain.twin import Side


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of days and what was spent in it."""

    period: Period
    amount: Money
    lines: tuple[LineKey, ...] = ()


@dataclass(frozen=True, slots=True)
class AtRate:
    """What one lot paid: ``plain`` is the amount turned back alone, ``rounding`` what earlier lines carried."""

    lot: int
    source_ref: str
    rate: str
    amount: Money
    plain: Money
    carried: Money

    @property
    def rounding(self) -> Money:
        """The fen by which the carried cost differs from the amount turned back alone."""
        return self.carried - self.plain


@dataclass(frozen=True, slots=True)
class Unconverted:
    """Spent without passing through the host's currency, for example a charge taken before conversion."""

    category: str
    spent: Money
    carried: Money


@dataclass(frozen=True, slots=True)
class Bridge:
    """The whole way from one table to the other, with what is left over on each half of it."""

    years: tuple[Part, ...]
    outside: tuple[Part, ...]
    beyond: tuple[Part, ...]
    host_total: Money
    at_rates: tuple[AtRate, ...]
    unconverted: tuple[Unconverted, ...]
    reached: Money
    funder_total: Money
    difference: Money
    host_difference: Money
    # What the policy says more or less than the lots cost; None where costs are told at the lots' own rate.
    exchange: Money | None = None

    @property
    def ties(self) -> bool:
        """Both halves leave nothing over."""
        return not self.difference and not self.host_difference


def without(period: Period, taken: Iterable[Period]) -> tuple[Period, ...]:
    """The stretches of ``period`` that lie in none of ``taken``."""
    free = [period]
    for other in taken:
        rest = []
        for piece in free:
            if piece.overlap(other) is None:
                rest.append(piece)
                continue
            if piece.starts < other.starts:
                rest.append(Period(piece.starts, other.starts))
            if other.ends < piece.ends:
                rest.append(Period(other.ends, piece.ends))
        free = rest
    return tuple(sorted(free))


def _parts(
    periods: Iterable[Period], lines: Sequence[SpendLine], currency: str, read_to: date | None
) -> tuple[Part, ...]:
    parts = []
    for period in periods:
        inside = [line for line in lines if line.on in period and line.amount.currency == currency]
        if not inside:
            continue
        # A stretch that has not ended is named by the last day the books were read to, never before its last line.
        known = max([line.on for line in inside] + ([read_to] if read_to else [period.last_day]))
        ends = min(period.ends, known + timedelta(days=1))
        amount = Money(currency, sum(line.amount.minor for line in inside))
        parts.append(Part(Period(period.starts, ends), amount, tuple(line.key for line in inside)))
    return tuple(parts)


def build(
    funder: Side,
    host: Side,
    lines: Sequence[SpendLine],
    lots: Mapping[int, Lot],
    *,
    read_to: date | None = None,
    at_rates_noted: bool = False,
    unrated: frozenset[LineKey] = frozenset(),
) -> Bridge:
    """The bridge between two tables made from ``lines``; every figure is a sum of lines.

    ``at_rates_noted`` says that lines carry the figure of a policy of rates; those ``unrated`` have none and stand in no
    table, so a bridge with any of them does not tie.
    """
    currency = host.currency
    years = tuple(Part(period, amount) for period, amount in zip(host.columns, host.totals, strict=True))
    outside = _parts(
        (piece for year in host.columns for piece in without(year, funder.columns)), lines, currency, read_to
    )
    beyond = _parts(
        (piece for year in funder.columns for piece in without(year, host.columns)), lines, currency, read_to
    )
    host_total = Money(
        currency,
        host.total.minor
        - sum(part.amount.minor for part in outside)
        + sum(part.amount.minor for part in beyond),
    )

    spent: dict[int, int] = defaultdict(int)
    carried: dict[int, int] = defaultdict(int)
    direct: dict[tuple[str, str], list[int]] = {}
    differs = 0
    inside = placed_days(lines, funder.columns)
    for line in lines:
        if line.on not in inside:
            continue
        if line.amount.currency == currency:
            for share in line.shares:
                spent[share.lot] += share.amount.minor
                carried[share.lot] += share.carried.minor
            if at_rates_noted and line.key not in unrated:
                differs += line.carried.minor - sum(share.carried.minor for share in line.shares)
        else:
            sums = direct.setdefault((line.category, line.amount.currency), [0, 0])
            sums[0] += line.amount.minor
            sums[1] += line.carried.minor

    at_rates = tuple(
        _at_rate(lots[lot], spent[lot], carried[lot], currency, funder.currency) for lot in sorted(spent)
    )
    unconverted = tuple(
        Unconverted(category, Money(paid_in, sums[0]), Money(funder.currency, sums[1]))
        for (category, paid_in), sums in sorted(direct.items())
    )
    reached = Money(
        funder.currency,
        sum(at.carried.minor for at in at_rates) + sum(item.carried.minor for item in unconverted) + differs,
    )
    by_lots = Money(currency, sum(at.amount.minor for at in at_rates))
    return Bridge(
        years=years,
        outside=outside,
        beyond=beyond,
        host_total=host_total,
        at_rates=at_rates,
        unconverted=unconverted,
        reached=reached,
        funder_total=funder.total,
        difference=funder.total - reached,
        host_difference=host_total - by_lots,
        exchange=Money(funder.currency, differs) if at_rates_noted else None,
    )


def _at_rate(lot: Lot, spent: int, carried: int, currency: str, funder_currency: str) -> AtRate:
    amount = Money(currency, spent)
    return AtRate(
        lot=lot.key,
        source_ref=lot.source_ref,
        rate=rate_text(lot),
        amount=amount,
        plain=cost_at_rate(lot, amount),
        carried=Money(funder_currency, carried),
    )

"""A report is made of the books' own lines; it adds nothing to them and leaves nothing out.

A line is read as booked (every entry on its own day) or as corrected (a reversal counts on the day of the
entry it takes back, so that the year of the mistake is put right).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from guohe.kernel.money import EXPONENTS, Money, round_half_up
from guohe.kernel.periods import Period

LineKey = tuple[int, int]
SUM: Final = 0
NOTHING_TOLD: Final[Mapping[int, date]] = {}


class Basis(StrEnum):
    """Which day a reversal counts on: its own, or that of the entry it takes back."""

    BOOKED = "booked"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Lot:
    """Money of one conversion: what was bought, what it cost, and which instalment it came from."""

    key: int
    source_ref: str
    amount: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a line that one lot paid; ``carried`` is the lot's cost that goes with it."""

    lot: int
    amount: Money
    carried: Money


@dataclass(frozen=True, slots=True)
class SpendLine:
    """One expense line of the books: what the host paid, and what it cost in the funder's currency.

    A sum of lines has the same form, ``line`` 0 of its first entry, and ``uses`` says how many uses of lots it adds up.
    """

    journal: int
    line: int
    on: date
    source: str
    memo: str
    account: str
    category: str
    amount: Money
    carried: Money
    shares: tuple[Share, ...] = ()
    reverses: int | None = None
    reversed_by: int | None = None
    remark: str = ""

    uses: int = 1

    @property
    def key(self) -> LineKey:
        """How the books name the line."""
        return self.journal, self.line

    @property
    def is_sum(self) -> bool:
        """Whether this is the sum of lines; the books count an entry's lines from 1."""
        return self.line == SUM


def placed_days(lines: Iterable[SpendLine], periods: Sequence[Period]) -> dict[date, int]:
    """Which of the periods holds each day of the lines; a day in none is left out. Days are far fewer than lines."""
    found = {}
    for day in {line.on for line in lines}:
        for place, period in enumerate(periods):
            if day in period:
                found[day] = place
                break
    return found


def summed(lines: Iterable[SpendLine]) -> tuple[SpendLine, ...]:
    """Sums that give every figure of a report as their lines do: one for each month, category, account, currency and lot.

    A sum stands on the last day of its lines. An entry that takes another back, or was taken back, may count on another
    day and is therefore never added to others.
    """
    found = tuple(lines)
    turned = {line.reverses for line in found} | {line.journal for line in found if line.reverses is not None}
    sums: dict[tuple[object, ...], SpendLine] = {}
    for line in found:
        for share in line.shares or (None,):
            amount, carried = (line.amount, line.carried) if share is None else (share.amount, share.carried)
            lot = None if share is None else share.lot
            alone = line.key if line.journal in turned else None
            month = (line.on.year, line.on.month)
            key = (line.category, line.account, amount.currency, lot, month, alone)
            before = sums.get(key)
            if before is not None:
                amount, carried = before.amount + amount, before.carried + carried
            sums[key] = replace(
                line,
                journal=line.journal if before is None else min(before.journal, line.journal),
                line=SUM if alone is None else line.line,
                on=line.on if before is None else max(before.on, line.on),
                source="" if alone is None else line.source,
                memo="",
                amount=amount,
                carried=carried,
                shares=() if lot is None else (Share(lot, amount, carried),),
                reversed_by=None,
                remark="",
                uses=1 if before is None else before.uses + 1,
            )
    return tuple(sums.values())


def on_basis(
    lines: Iterable[SpendLine], basis: Basis, told: Mapping[int, date] = NOTHING_TOLD
) -> tuple[SpendLine, ...]:
    """The lines with the day they count on, in the order of that day.

    ``told`` are entries that a signed report in force counted already, with the day: as corrected, such a reversal stays
    where it was told, and what takes it back counts there too.
    """
    found = tuple(lines)
    if basis is Basis.CORRECTED:
        days = days_of_origin(found, told)
        found = tuple(line if line.reverses is None else replace(line, on=days[line.key]) for line in found)
    return tuple(sorted(found, key=lambda line: (line.on, line.journal, line.line)))


def days_of_origin(
    lines: Iterable[SpendLine], told: Mapping[int, date] = NOTHING_TOLD
) -> dict[LineKey, date]:
    """The day of each line; of a reversal, the day of the entry that it takes back in the end, or was told on."""
    found = tuple(lines)
    days = {line.journal: line.on for line in found}
    reverses = {line.journal: line.reverses for line in found if line.reverses is not None}
    return {
        line.key: line.on if line.reverses is None else _first_day(line.journal, days, reverses, told)
        for line in found
    }


def _first_day(
    journal: int, days: Mapping[int, date], reverses: Mapping[int, int | None], told: Mapping[int, date]
) -> date:
    """The day of the entry at the end of a chain of reversals; a reversal may itself be taken back."""
    at = journal
    while True:
        if at in told:
            return told[at]
        before = reverses.get(at)
        # A journal outside this fund's lines has no day here; the reversal then keeps its own.
        if before is None or before not in days:
            return days[at]
        at = before


def rate_text(lot: Lot) -> str:
    """The rate of a lot with the fewest decimals, at least four, that gives back its amount to the cent."""
    scale = EXPONENTS[lot.amount.currency] - EXPONENTS[lot.cost.currency]
    numerator, denominator = lot.amount.minor, lot.cost.minor
    if denominator <= 0:
        return "1.0000"
    for decimals in range(4, 11):
        rate = round_half_up(numerator * 10**decimals, denominator)
        if round_half_up(rate * denominator, 10**decimals) == numerator:
            break
    whole, fraction = divmod(rate * 10 ** max(-scale, 0) // 10 ** max(scale, 0), 10**decimals)
    return f"{whole}.{fraction:0{decimals}d}"


def cost_at_rate(lot: Lot, amount: Money) -> Money:
    """What an amount of the lot would cost if it were the only use: one rounding, half up."""
    if lot.amount.minor <= 0:
        return Money(lot.cost.currency, 0)
    return Money(lot.cost.currency, round_half_up(amount.minor * lot.cost.minor, lot.amount.minor))

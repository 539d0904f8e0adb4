"""A published pack is never edited; a new version stands beside it.

A pack is what one funder asks of a report during a time: the categories, the stations a payment passes, the ways
of tracing exchange, the report years of both sides and the columns. Categories of two packs meet in their group, so
the same lines report under both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.registry.domain.evidence import Evidence


class Kind(StrEnum):
    """Direct cost, indirect cost, or a charge the bank took before the money could be used."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    CHARGE = "charge"


class Mode(StrEnum):
    """A budgeted award is reported by category; a lump sum (包干制) has none."""

    BUDGETED = "budgeted"
    LUMP_SUM = "lump_sum"


class RatePolicy(StrEnum):
    """How costs in the host's currency are turned back into the funder's, one way for the whole of a report.

    The rate of the lot a cost used, which is what the money cost; one rate fixed at set-up; the rate of the cost's day;
    the average of its month.
    """

    BANK_ACTUAL = "bank_actual"
    BUDGET_RATE = "budget_rate"
    DAY_RATE = "day_rate"
    MONTHLY_AVERAGE = "monthly_average"

    @classmethod
    def of(cls, word: str) -> RatePolicy:
        """The policy that an agreement names. Raises ValueError.

        The first agreements of the demo say ``lot`` for the rate of the lot used; what was agreed is not rewritten.
        """
        return cls.BANK_ACTUAL if word == "lot" else cls(word)


class CategoryUnknown(KeyError):
    """A pack has no category of that code."""


@dataclass(frozen=True, slots=True)
class Category:
    """``group`` is the code of the broad group that every budgeted pack of the family knows.

    ``also`` are other spellings under which budget tables print the same category.
    """

    code: str
    names: Name
    kind: Kind
    group: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """A point a payment passes, and who holds it until then: authority, bank or host."""

    code: str
    names: Name
    holder: str


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that the pack offers, such as a way of tracing exchange."""

    code: str
    names: Name


@dataclass(frozen=True, slots=True)
class RateOption:
    """A policy that the pack allows; ``clause`` says where it is written, nothing means that the host chooses."""

    code: RatePolicy
    names: Name
    clause: Name | None = None


@dataclass(frozen=True, slots=True)
class ReportYear:
    """The year of one side's report, by its first month."""

    side: str
    names: Name
    first_month: int

    def of(self, day: date) -> Period:
        """The report year that holds a day."""
        return self.starting(day.year if day.month >= self.first_month else day.year - 1)

    def starting(self, year: int) -> Period:
        """The report year that begins in ``year``: labelled 2018, or FY2018/19 when it spans two."""
        label = str(year) if self.first_month == 1 else f"FY{year}/{(year + 1) % 100:02d}"
        return Period(date(year, self.first_month, 1), date(year + 1, self.first_month, 1), label)


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a side's report; ``kind`` is text, money or number."""

    side: str
    key: str
    names: Name
    kind: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of one funder's report pack, and from which day (until which day, exclusive) it applies.

    ``funder`` is empty for the plain pack, which is no funder's.
    """

    id: str
    version: str
    names: Name
    funder: str
    invented: bool
    mode: Mode
    starts: date
    ends: date | None
    evidence: Evidence
    note: Name
    groups: tuple[Option, ...]
    categories: tuple[Category, ...]
    stations: tuple[Station, ...]
    lot_policies: tuple[Option, ...]
    rate_policies: tuple[RateOption, ...]
    report_years: tuple[ReportYear, ...]
    columns: tuple[ReportColumn, ...]

    def category(self, code: str) -> Category:
        """The category of a code. Raises CategoryUnknown."""
        for category in self.categories:
            if category.code == code:
                return category
        raise CategoryUnknown(f"pack {self.id}@{self.version} has no category {code}")

    def category_named(self, text: str) -> Category | None:
        """The category that a budget table prints so, in any of its languages or spellings; None if unknown."""
        folded = _folded(text)
        for category in self.categories:
            names = (category.names.en, category.names.zh_hant, category.names.zh_hans, *category.also)
            if folded in {_folded(name) for name in names}:
                return category
        return None

    def rate_policy(self, code: RatePolicy) -> RateOption | None:
        """The policy as this pack allows it; None where it does not."""
        return next((option for option in self.rate_policies if option.code is code), None)

    def report_year(self, side: str) -> ReportYear:
        """The report year of ``funder`` or ``host``."""
        return next(year for year in self.report_years if year.side == side)

    def in_force_on(self, day: date) -> bool:
        """The pack applies on a day."""
        return self.starts <= day and (self.ends is None or day < self.ends)


def under(code: str, *, written_under: Pack, asked_by: Pack) -> Category:
    """The category of another pack in which a line reports that was written under the first one's code.

    The same code wins; else the group; a lump sum puts every direct and indirect cost together.
    """
    written = written_under.category(code)
    known = {category.code: category for category in asked_by.categories}
    if written.code in known:
        return known[written.code]
    if written.group in known:
        return known[written.group]
    if asked_by.mode is Mode.LUMP_SUM:
        return next(category for category in asked_by.categories if category.kind is not Kind.CHARGE)
    raise CategoryUnknown(
        f"pack {asked_by.id}@{asked_by.version} has no place for {code} of {written_under.id}"
    )


def _folded(text: str) -> str:
    return text.casefold().replace("／", "/").replace("、", "/").replace(" ", "")

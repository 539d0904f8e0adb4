"""One set of lines gives two tables: the funder's categories and years, the host's cost codes and years.

Every cell is the exact sum of its lines and names them. The host's side shows the years asked for and every
year that shares days with the funder's, so that the bridge can be read on the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.reporting.domain.lines import LineKey, SpendLine, placed_days


@dataclass(frozen=True, slots=True)
class Category:
    """A row of the funder's template; ``covers`` are the codes recorded in the books that it takes in."""

    code: str
    name: Name
    order: int
    group: str = ""
    covers: frozenset[str] = frozenset()

    def takes(self, code: str) -> bool:
        """Whether a line recorded under ``code`` belongs here."""
        return code == self.code or code in self.covers


@dataclass(frozen=True, slots=True)
class CostCode:
    """A row of the host's template: one account of its books, and the category it reports under."""

    account: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the lines it is the sum of."""

    amount: Money
    lines: tuple[LineKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One category or cost code, a cell for each period."""

    code: str
    name: Name
    cells: tuple[Cell, ...]
    total: Money
    group: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One table in one currency: rows by periods, with totals of columns and of all."""

    currency: str
    columns: tuple[Period, ...]
    rows: tuple[Row, ...]
    totals: tuple[Money, ...]
    total: Money

    def row(self, code: str) -> Row | None:
        """The row of a category or cost code."""
        return next((row for row in self.rows if row.code == code), None)


def host_columns(
    asked: Iterable[Period],
    funder_years: Iterable[Period],
    year_of: Callable[[date], Period],
    days: Iterable[date],
) -> tuple[Period, ...]:
    """The host years asked for, and every other in which a line of the funder's years lies, in order.

    ``days`` are the days of the lines; a year that only shares days with the funder's, without a line, stays out.
    """
    wanted = tuple(funder_years)
    return tuple(
        sorted({*asked, *(year_of(day) for day in set(days) if any(day in year for year in wanted))})
    )


def _side(
    currency: str,
    columns: tuple[Period, ...],
    heads: Sequence[tuple[str, Name, str]],
    placed: Iterable[tuple[str, int, Money, LineKey]],
) -> Side:
    minor: dict[tuple[str, int], int] = defaultdict(int)
    keys: dict[tuple[str, int], list[LineKey]] = defaultdict(list)
    for code, column, amount, key in placed:
        if amount.currency != currency:
            raise ValueError(f"a {currency} table cannot take {amount.currency} of line {key}")
        minor[code, column] += amount.minor
        keys[code, column].append(key)
    places = range(len(columns))
    rows = tuple(
        Row(
            code=code,
            name=name,
            cells=tuple(Cell(Money(currency, minor[code, at]), tuple(keys[code, at])) for at in places),
            total=Money(currency, sum(minor[code, at] for at in places)),
            group=group,
        )
        for code, name, group in heads
    )
    totals = tuple(Money(currency, sum(row.cells[at].amount.minor for row in rows)) for at in places)
    return Side(currency, columns, rows, totals, Money(currency, sum(amount.minor for amount in totals)))


def funder_side(
    lines: Sequence[SpendLine],
    categories: Sequence[Category],
    columns: tuple[Period, ...],
    currency: str,
    *,
    every_category: bool = False,
) -> tuple[Side, tuple[SpendLine, ...]]:
    """The funder's table, and the lines of its periods that no category of the pack takes in."""
    owner: dict[str, str | None] = {}

    def category_of(code: str) -> str | None:
        if code not in owner:
            owner[code] = next((category.code for category in categories if category.takes(code)), None)
        return owner[code]

    placed: list[tuple[str, int, Money, LineKey]] = []
    homeless: list[SpendLine] = []
    place_of = placed_days(lines, columns)
    for line in lines:
        column = place_of.get(line.on)
        if column is None:
            continue
        category = category_of(line.category)
        if category is None:
            homeless.append(line)
        else:
            placed.append((category, column, line.carried, line.key))
    used = {code for code, _, _, _ in placed}
    heads = [
        (category.code, category.name, category.group)
        for category in sorted(categories, key=lambda category: category.order)
        if every_category or category.code in used
    ]
    return _side(currency, columns, heads, placed), tuple(homeless)


def host_side(
    lines: Sequence[SpendLine],
    codes: Sequence[CostCode],
    category_order: Mapping[str, int],
    columns: tuple[Period, ...],
    currency: str,
) -> Side:
    """The host's table in its own currency; an account that nobody has named stands under its own number."""
    placed: list[tuple[str, int, Money, LineKey]] = []
    place_of = placed_days(lines, columns)
    for line in lines:
        column = place_of.get(line.on)
        if column is not None and line.amount.currency == currency:
            placed.append((line.account, column, line.amount, line.key))
    named = {code.account: code for code in codes}
    last = len(category_order)

    def place(account: str) -> tuple[int, str]:
        known = named.get(account)
        return (category_order.get(known.category, last) if known else last, account)

    heads = []
    for account in sorted({code for code, _, _, _ in placed}, key=place):
        known = named.get(account)
        text = known.name if known else account
        heads.append((account, Name(text, text, text), known.category if known else ""))
    return _side(currency, columns, heads, placed)

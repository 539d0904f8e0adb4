"""Figures in 万元 are rounded so that every column and every row adds, and no figure moves by a whole unit.

The law is the largest remainder (Hamilton's rule; Balinski and Young, Fair Representation, 1982): the total is
rounded half up; each figure is cut to the unit below it; the units still missing go to the figures that lost
most. A figure therefore never leaves the two neighbours of its exact value, and no other choice within that
bound is nearer to the exact figures. Worked: 15.00, 4.814516, 5.00, 1.552621, 5.274194 and 0.015 are 31.656331.
Cut to two decimals they are 31.64; the total is 31.66; the two missing units go to 0.0150 and 4.814516.
Not taken: rounding each alone (31.65, does not add), and rounding the running total (moves 1.55 to 1.56 though
it lost less than 4.814516).

With several years the same law runs on the cumulative figure. The total of a year is the rounded total of all years up to it,
less what the years before were shown as; within a year the missing units go to the rows that the years so far have shown least
of, against their exact cumulative figures. A year is therefore shown alike in a report of its own and in every report of more
years, whatever comes later, and the years always add to the total of all of them. The price is named: the total of a row over
several years may be another than its own rounding. Worked: 2018 is 31.656331, so 31.66; with 1.806451 of 2019 it is 33.462782,
so 33.46, and 2019 is shown as 1.80. Not taken: a rounding of all years at once, which shows a year otherwise than its own report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guohe.kernel.money import MINUS, Money, round_half_up


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A figure shown as a neighbour of its own rounding so that the table adds; row None is the total's row."""

    row: int | None
    column: int | None
    plain: int
    shown: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in display units: whole numbers of the last decimal shown."""

    decimals: int
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    plain_sum: int
    adjusted: tuple[Adjusted, ...]

    def text(self, value: int) -> str:
        """A shown figure with its decimals and thousands separators."""
        whole, fraction = divmod(abs(value), 10**self.decimals)
        tail = f".{fraction:0{self.decimals}d}" if self.decimals else ""
        return f"{MINUS if value < 0 else ''}{whole:,}{tail}"


def in_ten_thousands(table: Sequence[Sequence[Money]], decimals: int = 2) -> Shown:
    """Exact amounts (rows of equal length, years in order) as 万元 with ``decimals`` decimals, adding both ways."""
    minor = [[amount.minor for amount in row] for row in table]
    # Ten thousand yuan are 1,000,000 fen; one unit of the last decimal shown is that by a power of ten.
    return rounded_to(minor, 1_000_000 // 10**decimals, decimals)


def rounded_to(table: Sequence[Sequence[int]], unit: int, decimals: int = 0) -> Shown:
    """Whole numbers in whole units of ``unit``, adding both ways; the columns are years in order."""
    height, width = len(table), len(table[0]) if table else 0
    rows = [sum(row) for row in table]
    columns = [sum(row[at] for row in table) for at in range(width)]
    shown_columns = []
    exact, shown = [0] * height, [0] * height
    for at in range(width):
        exact = [before + row[at] for before, row in zip(exact, table, strict=True)]
        cut = [row[at] // unit for row in table]
        whole = [row for row in range(height) if table[row][at] % unit]
        # One unit for each figure that was cut at most: no figure leaves the neighbours of its exact value.
        missing = _cumulative(sum(exact), unit) - sum(shown) - sum(cut)
        owed = {row: exact[row] - (shown[row] + cut[row]) * unit for row in whole}
        order = sorted(whole, key=lambda row: (-owed[row], -abs(table[row][at]), row))
        for row in order[:missing]:
            cut[row] += 1
        shown = [before + now for before, now in zip(shown, cut, strict=True)]
        shown_columns.append(cut)
    cells = tuple(tuple(column[row] for column in shown_columns) for row in range(height))
    row_totals = tuple(sum(row) for row in cells)
    column_totals = tuple(sum(row[at] for row in cells) for at in range(width))
    return Shown(
        decimals=decimals,
        cells=cells,
        row_totals=row_totals,
        column_totals=column_totals,
        total=sum(row_totals),
        plain_sum=sum(round_half_up(value, unit) for value in rows),
        adjusted=_adjusted(table, rows, columns, cells, row_totals, column_totals, unit),
    )


def _cumulative(value: int, unit: int) -> int:
    """The nearest whole unit, a half going up also below nothing: whole units added later then move it by themselves alone."""
    return (2 * value + unit) // (2 * unit)


def part_of(shown: Shown, exact: Sequence[Sequence[Money]], *, rows: int, columns: Sequence[int]) -> Shown:
    """The first ``rows`` rows and some columns of a table, each figure as the whole table shows it."""
    unit = 1_000_000 // 10**shown.decimals
    table = [[row[at].minor for at in columns] for row in exact[:rows]]
    cells = tuple(tuple(row[at] for at in columns) for row in shown.cells[:rows])
    row_totals = tuple(sum(row) for row in cells)
    totals = tuple(sum(row[at] for row in cells) for at in range(len(columns)))
    sums = [sum(row) for row in table]
    return Shown(
        decimals=shown.decimals,
        cells=cells,
        row_totals=row_totals,
        column_totals=totals,
        total=sum(row_totals),
        plain_sum=sum(round_half_up(value, unit) for value in sums),
        adjusted=_adjusted(
            table, sums, [sum(at) for at in zip(*table, strict=True)], cells, row_totals, totals, unit
        ),
    )


def _adjusted(
    table: Sequence[Sequence[int]],
    rows: Sequence[int],
    columns: Sequence[int],
    cells: Sequence[Sequence[int]],
    row_totals: Sequence[int],
    column_totals: Sequence[int],
    unit: int,
) -> tuple[Adjusted, ...]:
    """Every figure of the page whose own rounding would have been another."""
    found = []
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            plain = round_half_up(value, unit)
            if plain != cells[row][column]:
                found.append(Adjusted(row, column, plain, cells[row][column]))
        if len(values) > 1 and round_half_up(rows[row], unit) != row_totals[row]:
            found.append(Adjusted(row, None, round_half_up(rows[row], unit), row_totals[row]))
    found.extend(
        Adjusted(None, column, round_half_up(columns[column], unit), column_totals[column])
        for column in range(len(columns))
        if round_half_up(columns[column], unit) != column_totals[column]
    )
    if len(columns) > 1 and round_half_up(sum(columns), unit) != sum(column_totals):
        found.append(Adjusted(None, None, round_half_up(sum(columns), unit), sum(column_totals)))
    return tuple(found)

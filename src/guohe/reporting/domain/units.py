"""Figures in 万元 are rounded so that every column and every row adds, and no figure moves by a whole unit.

The law is the largest remainder (Hamilton's rule; Balinski and Young, Fair Representation, 1982): the total is
rounded half up; each figure is cut to the unit below it; the units still missing go to the figures that lost
most. A figure therefore never leaves the two neighbours of its exact value, and no other choice within that
bound is nearer to the exact figures. Worked: 15.00, 4.814516, 5.00, 1.552621, 5.274194 and 0.015 are 31.656331.
Cut to two decimals they are 31.64; the total is 31.66; the two missing units go to 0.0150 and 4.814516.
Not taken: rounding each alone (31.65, does not add), and rounding the running total (moves 1.55 to 1.56 though
it lost less than 4.814516).

With several periods, rows and columns must both add. That is the same law on a table (controlled rounding, Cox
and Ernst, 1982): the smallest deviation for the totals of periods first, an earlier period before a later one (so
that the total of a year that was already reported stays what it was); then for the totals of rows, then for cells;
found as a cheapest flow of single units. With one period it is exactly the largest remainder.
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


@dataclass(slots=True)
class _Arc:
    to: int
    room: int
    cost: int
    back: int


class _Flow:
    """Cheapest flow of whole units through a small network (successive shortest paths)."""

    def __init__(self, nodes: int) -> None:
        self.arcs: list[list[_Arc]] = [[] for _ in range(nodes)]

    def join(self, start: int, end: int, room: int, cost: int) -> _Arc:
        arc = _Arc(end, room, cost, len(self.arcs[end]))
        self.arcs[start].append(arc)
        self.arcs[end].append(_Arc(start, 0, -cost, len(self.arcs[start]) - 1))
        return arc

    def send(self, source: int, sink: int, units: int) -> None:
        for _ in range(units):
            self._one(source, sink)

    def _one(self, source: int, sink: int) -> None:
        best: list[int | None] = [None] * len(self.arcs)
        came: list[tuple[int, _Arc] | None] = [None] * len(self.arcs)
        best[source] = 0
        moved = True
        while moved:
            moved = False
            for node, reach in enumerate(best):
                if reach is None:
                    continue
                for arc in self.arcs[node]:
                    far = best[arc.to]
                    if arc.room and (far is None or reach + arc.cost < far):
                        best[arc.to], came[arc.to], moved = reach + arc.cost, (node, arc), True
        at = sink
        while at != source:
            step = came[at]
            if step is None:
                raise ArithmeticError("a table of whole remainders always has a rounding that adds")
            at, arc = step
            arc.room -= 1
            self.arcs[arc.to][arc.back].room += 1


def in_ten_thousands(table: Sequence[Sequence[Money]], decimals: int = 2) -> Shown:
    """Exact amounts (rows of equal length) as 万元 with ``decimals`` decimals, adding both ways."""
    minor = [[amount.minor for amount in row] for row in table]
    # Ten thousand yuan are 1,000,000 fen; one unit of the last decimal shown is that by a power of ten.
    return rounded_to(minor, 1_000_000 // 10**decimals, decimals)


def rounded_to(table: Sequence[Sequence[int]], unit: int, decimals: int = 0) -> Shown:
    """Whole numbers in whole units of ``unit``, adding both ways."""
    height, width = len(table), len(table[0]) if table else 0
    rows = [sum(row) for row in table]
    columns = [sum(row[at] for row in table) for at in range(width)]
    whole = sum(rows)
    target = round_half_up(whole, unit)

    source, sink = 0, height + width + 1
    flow = _Flow(sink + 1)
    # Ties go to the larger figure, then to the earlier one: a rank below every real difference. Each weight is
    # larger than all lighter costs of the table together, so that the heavier wish is never traded away.
    ranks = height * width + 1
    heavy_row = (height * width + 1) * (unit + 1)
    step = (height + 2) * (unit + 1)
    heavy_columns = [heavy_row * step ** (width - at) for at in range(width)]
    must = 4 * (width + 2) * (unit + 1) * ranks * heavy_row * step**width

    def cost(value: int, weight: int, rank: int) -> int:
        return weight * ((unit - 2 * (value % unit)) * ranks + rank)

    order = {
        place: rank
        for rank, place in enumerate(
            sorted(
                ((row, column) for row in range(height) for column in range(width)),
                key=lambda place: (-abs(table[place[0]][place[1]]), place),
            )
        )
    }
    extra: dict[tuple[int, int], _Arc] = {}
    for row in range(height):
        missing = rows[row] // unit - sum(value // unit for value in table[row])
        flow.join(source, 1 + row, missing, -must)
        if rows[row] % unit:
            flow.join(source, 1 + row, 1, cost(rows[row], heavy_row, 0))
        for column in range(width):
            value = table[row][column]
            if value % unit:
                extra[row, column] = flow.join(
                    1 + row, 1 + height + column, 1, cost(value, 1, order[row, column])
                )
    for column in range(width):
        missing = columns[column] // unit - sum(row[column] // unit for row in table)
        flow.join(1 + height + column, sink, missing, -must)
        if columns[column] % unit:
            flow.join(1 + height + column, sink, 1, cost(columns[column], heavy_columns[column], 0))
    flow.send(source, sink, target - sum(value // unit for row in table for value in row))

    cells = tuple(
        tuple(
            value // unit + (1 if (row, column) in extra and extra[row, column].room == 0 else 0)
            for column, value in enumerate(table[row])
        )
        for row in range(height)
    )
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
    if len(columns) > 1:
        found.extend(
            Adjusted(None, column, round_half_up(columns[column], unit), column_totals[column])
            for column in range(len(columns))
            if round_half_up(columns[column], unit) != column_totals[column]
        )
    return tuple(found)

"""A spreadsheet that opens our CSV runs nothing: text that looks like a formula is marked as text.

The file is UTF-8 with a byte-order mark, because spreadsheets open only that reliably. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Kind, Table, cell_text
from guohe.kernel.texts import say

# Also the full-width twins, which some spreadsheets with a Chinese or Japanese input method accept.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: Cell) -> str:
    """The machine form of a cell; text that would start a formula gets a leading apostrophe."""
    text = cell_text(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA_STARTS) else text


def currencies(table: Table, index: int) -> set[str]:
    """The currencies met in one column."""
    every = [*table.rows, *([table.totals] if table.totals is not None else [])]
    return {cell.currency for row in every if isinstance(cell := row[index], Money)}


def flat(table: Table) -> Iterator[Sequence[Cell]]:
    """Heads, then rows, then totals. No amount stands without its currency: one currency is named in the head,
    several get a column of their own."""
    several = {
        index
        for index, column in enumerate(table.columns)
        if column.kind is Kind.MONEY and len(currencies(table, index)) > 1
    }

    def spread(row: Sequence[Cell]) -> list[Cell]:
        cells: list[Cell] = []
        for index, cell in enumerate(row):
            if index in several:
                cells.append(cell.currency if isinstance(cell, Money) else None)
            cells.append(cell)
        return cells

    heads: list[Cell] = []
    for index, column in enumerate(table.columns):
        if index in several:
            heads.append(say("ui.csv.currency", table.lang, head=column.head))
        met = currencies(table, index) if column.kind is Kind.MONEY and index not in several else set()
        heads.append(f"{column.head} [{met.pop()}]" if met else column.head)
    yield heads
    for row in table.rows:
        yield spread(row)
    if table.totals is not None:
        yield spread(table.totals)


def csv_bytes(table: Table) -> bytes:
    """The table as a CSV file."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in flat(table))
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8")

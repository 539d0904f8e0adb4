"""The terminal view of a table: columns line up by the width a character really takes, Han counting two."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Kind, Table
from guohe.kernel.visible_signs import visible

_RIGHT = (Kind.MONEY, Kind.NUMBER)


def text_width(text: str) -> int:
    """The cells a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text filled with spaces to a width in cells."""
    gap = " " * max(0, width - text_width(text))
    return gap + text if right else text + gap


def written(cell: Cell) -> str:
    """A cell as a reader sees it: amounts with currency and separators, ISO dates, control signs made visible."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return visible(str(cell))


def table_text(table: Table) -> str:
    """Title, heads, rows, totals and notes, as a terminal or an e-mail shows them."""
    heads = [column.head for column in table.columns]
    rows = [[written(cell) for cell in row] for row in table.rows]
    totals = [written(cell) for cell in table.totals] if table.totals is not None else None
    every = [heads, *rows, *([totals] if totals else [])]
    widths = [max(text_width(row[index]) for row in every) for index in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        cells = zip(row, widths, table.columns, strict=True)
        return "  ".join(
            padded(text, width, right=column.kind in _RIGHT) for text, width, column in cells
        ).rstrip()

    rule = "─" * min(sum(widths) + 2 * (len(widths) - 1), 200)
    lines = [table.title, "", line(heads), rule, *(line(row) for row in rows)]
    if totals:
        lines += [rule, line(totals)]
    if table.notes:
        lines += ["", *table.notes]
    return "\n".join(lines) + "\n"

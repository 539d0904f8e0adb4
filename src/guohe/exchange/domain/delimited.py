"""A delimited text becomes a grid: the delimiter is the one that cuts the most lines into the same number of cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from guohe.exchange.domain.collector import collector_paused
from guohe.exchange.domain.limits import COLUMNS, DELIMITER_SAMPLE, ROWS
from guohe.exchange.domain.numbers import read_amount

DELIMITERS: Final = (",", "\t", ";", "|")
_DAY: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


class TooWide(Exception):
    """A row has more cells than any listing."""

    def __init__(self, row: int, seen: int) -> None:
        self.row, self.seen = row, seen
        super().__init__(row, seen)


class TooLong(Exception):
    """There are more rows than a spreadsheet has."""


class CellTooLong(Exception):
    """One cell runs on past every bound, as after a quotation mark that never closes."""

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(row)


class QuoteOpen(Exception):
    """The text ends inside a quotation that began in ``row``: the file was cut off."""

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(row)


class Swallowed(Exception):
    """A quotation that opens in ``row`` closes in ``last`` by a stray mark, and holds cells of the table between."""

    def __init__(self, row: int, last: int) -> None:
        self.row, self.last = row, last
        super().__init__(row, last)


def choose_delimiter(text: str) -> str:
    """Weighs each candidate by the rows that agree on one number of cells, at least two; the comma wins a draw."""
    sample = text[:DELIMITER_SAMPLE]
    if len(text) > DELIMITER_SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, best_weight = ",", 0
    for candidate in DELIMITERS:
        if candidate not in sample:
            continue
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate)
            )
        except csv.Error:
            continue
        weight = max((count * min(width, 12) for width, count in widths.items() if width > 1), default=0)
        if weight > best_weight:
            best, best_weight = candidate, weight
    return best


def rows_of(text: str, delimiter: str) -> list[tuple[str, ...]]:
    """All rows, a line break inside quotes staying in its cell. Raises TooWide, TooLong, CellTooLong, QuoteOpen, Swallowed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[str, ...]] = []
    try:
        with collector_paused():
            rows.extend(map(tuple, reader))
    except csv.Error as fault:
        raise CellTooLong(len(rows) + 1) from fault
    if len(rows) > ROWS:
        raise TooLong
    widest = max(map(len, rows), default=0)
    if widest > COLUMNS:
        row = next(number for number, cells in enumerate(rows, 1) if len(cells) > COLUMNS)
        raise TooWide(row, widest)
    if text.count('"') % 2:
        _refuse_open_quote(text, delimiter)
    if '"' in text:
        _refuse_swallowed(text, delimiter, rows, runs_on=reader.line_num > len(rows))
    return rows


def _refuse_swallowed(text: str, delimiter: str, rows: Sequence[tuple[str, ...]], *, runs_on: bool) -> None:
    """Two stray marks make one cell of what stands between them, and the row takes the rest of another one.

    A cell may hold line breaks and delimiters. It holds cells of the table where its quotation does not end at a delimiter,
    or where its lines, cut as the table is cut, make rows of the usual width with a figure or a day among them.
    """
    widths = Counter(map(len, rows))
    usual = widths.most_common(1)[0][0]
    if not runs_on and not any(1 < width != usual for width in widths):
        return
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    for row, cells in enumerate(reader, 1):
        one = lines[before : reader.line_num]
        before = reader.line_num
        if len(one) == 1 and (len(cells) < 2 or len(cells) == usual or '"' not in one[0]):
            continue
        if _ends_inside(one, delimiter) or any(
            "\n" in cell.strip() and _holds_rows(cells, at, delimiter, usual) for at, cell in enumerate(cells)
        ):
            raise Swallowed(row, row + len(one) - 1)


def _ends_inside(lines: Sequence[str], delimiter: str) -> bool:
    """A closing mark with more words behind it: it opened another quotation, or none."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as fault:
        return "expected after" in str(fault)
    return False


def _holds_rows(cells: Sequence[str], at: int, delimiter: str, usual: int) -> bool:
    cut = [line.split(delimiter) for line in cells[at].splitlines()]
    pieces = [piece.strip() for line in cut if len(line) > 1 for piece in line]
    if not any(_is_data(piece) for piece in pieces):
        return False
    first, last = at + len(cut[0]) == usual, len(cut[-1]) + len(cells) - 1 - at == usual
    whole = usual > 2 and any(len(line) == usual for line in cut[1:-1])
    return whole or (first and last) or (len(cells) != usual and (first or last))


def _is_data(piece: str) -> bool:
    """A figure or a day, as a table has them and words seldom."""
    return bool(_DAY.fullmatch(piece)) or (piece[-1:].isdigit() and not read_amount(piece).fault)


def _refuse_open_quote(text: str, delimiter: str) -> None:
    """Only when a quotation is still open at the end; a stray mark inside a cell (6" pipe) is text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, _ in enumerate(reader, 1):  # noqa: B007 - the count is what is wanted
            pass
    except csv.Error as fault:
        if "unexpected end of data" in str(fault):
            raise QuoteOpen(row + 1) from fault

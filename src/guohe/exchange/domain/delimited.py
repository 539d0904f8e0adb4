"""A delimited text becomes a grid: the delimiter is the one that cuts the most lines into the same number of cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from guohe.exchange.domain.collector import collector_paused
from guohe.exchange.domain.limits import COLUMNS, DELIMITER_SAMPLE, ROWS

DELIMITERS: Final = (",", "\t", ";", "|")


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
    """All rows, a line break inside quotes staying in its cell. Raises TooWide, TooLong, CellTooLong, QuoteOpen."""
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
    return rows


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

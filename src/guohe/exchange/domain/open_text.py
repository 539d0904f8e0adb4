"""A delimited file is opened from its bytes, or every reason is given why it is not; opening never raises."""

from __future__ import annotations

import re
from typing import Final

from guohe.exchange.domain.delimited import (
    CellTooLong,
    QuoteOpen,
    Swallowed,
    TooLong,
    TooWide,
    choose_delimiter,
    rows_of,
)
from guohe.exchange.domain.encodings import NAMES, Decoded, decode
from guohe.exchange.domain.grid import Grid, Opened, Repair, column_letter
from guohe.exchange.domain.limits import CELL_CHARS, COLUMNS, QUOTE_CHARS, ROWS, UPLOAD_BYTES
from guohe.exchange.domain.sorts import Sort, sort_of
from guohe.kernel.findings import Finding, Level, Place

_SORT_CODES: Final = {
    Sort.PDF: "IMP-001",
    Sort.PICTURE: "IMP-004",
    Sort.ARCHIVE: "IMP-005",
    Sort.LOCKED: "IMP-006",
    Sort.OLD_EXCEL: "IMP-007",
    Sort.EMPTY: "IMP-008",
    Sort.BINARY: "IMP-010",
    Sort.PAGE: "IMP-011",
}
_MEGABYTE: Final = 1024 * 1024
_FAMILIES: Final = {"big5hkscs": "Big5", "gb18030": "GB18030", "utf-8": "UTF-8"}
# A cell that a spreadsheet would run: = and @ always; + and - when a name or a call follows.
_FORMULA: Final = re.compile(r"[=@]|[+\-]\s*[A-Za-z(|]|[+\-].*[|!]|\t=")
# The apostrophe that Guohe's own CSV puts before such a cell, taken off again when the file comes back.
_DEFUSED: Final = re.compile(r"'[=@+\-\t]")


def _armed(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell


def stop(code: str, row: int | None = None, **values: str) -> Opened:
    """A file that is not opened, with its one reason."""
    return Opened(None, (Finding(code, Level.STOP, Place(row=row), values),))


def refuse_by_size(size: int) -> Opened | None:
    """Looked at before a single byte is read."""
    if size > UPLOAD_BYTES:
        return stop("IMP-012", seen=f"{size / _MEGABYTE:,.0f}", limit=f"{UPLOAD_BYTES // _MEGABYTE}")
    return None


def refuse_by_sort(sort: Sort) -> Opened | None:
    """Whatever is neither text nor a workbook is named for what it is."""
    code = _SORT_CODES.get(sort)
    return stop(code) if code else None


def is_formula(cell: str) -> bool:
    """Text that a spreadsheet would take for a formula. A negative number is none."""
    return cell[:1] in "=@+-\t" and bool(cell) and bool(_FORMULA.match(cell))


def open_text(
    data: bytes, *, name: str = "", encoding: str | None = None, delimiter: str | None = None
) -> Opened:
    """Bytes of a CSV or TSV to a grid. ``encoding`` and ``delimiter`` are a person's choice, else evidence decides."""
    refused = refuse_by_size(len(data)) or refuse_by_sort(sort_of(data))
    if refused:
        return refused
    decoded = decode(data, encoding)
    if decoded.text is None:
        return _not_decoded(data, decoded, encoding)
    if "\0" in decoded.text:
        return stop("IMP-010")
    if not decoded.text.strip():
        return stop("IMP-008")
    return _gridded(decoded, decoded.text, name, delimiter)


def _not_decoded(data: bytes, decoded: Decoded, asked: str | None) -> Opened:
    if decoded.garbled:
        if asked == decoded.proposal:
            return stop("IMP-030", seen=decoded.garbled[:QUOTE_CHARS])
        family, encoding = _FAMILIES[decoded.proposal], NAMES[decoded.proposal]
        code = "IMP-029" if decoded.proposal == "utf-8" else "IMP-003"
        values = {"seen": decoded.garbled[:QUOTE_CHARS]}
        if code == "IMP-003":
            values |= {"family": family, "encoding": encoding}
        return Opened(None, (Finding(code, Level.STOP, Place(), values),), decoded.proposal)
    if decoded.encoding:
        row = _row_at(data, decoded)
        shown = NAMES.get(decoded.encoding, decoded.encoding)
        cut = decoded.broken_at >= len(data) - 4
        return stop("IMP-022" if cut else "IMP-021", row, encoding=shown)
    return stop("IMP-031")


def _row_at(data: bytes, decoded: Decoded) -> int:
    """The row in which the bytes stop fitting, counted as a spreadsheet counts: line breaks in quotes are no rows."""
    before = data[: max(decoded.broken_at, 0)].decode(decoded.encoding, "ignore")
    try:
        return max(len(rows_of(before, choose_delimiter(before))), 1)
    except (QuoteOpen, Swallowed) as fault:
        return fault.row
    except (TooWide, TooLong, CellTooLong):
        return before.count("\n") + 1


def _gridded(decoded: Decoded, text: str, name: str, delimiter: str | None) -> Opened:
    cut_by = delimiter or choose_delimiter(text)
    try:
        rows = rows_of(text, cut_by)
    except TooWide as fault:
        return stop("IMP-014", fault.row, seen=f"{fault.seen:,}", limit=f"{COLUMNS}")
    except TooLong:
        return stop("IMP-013", limit=f"{ROWS:,}")
    except CellTooLong as fault:
        return stop("IMP-015", fault.row, limit=f"{CELL_CHARS:,}")
    except QuoteOpen as fault:
        return stop("IMP-023", fault.row)
    except Swallowed as fault:
        return stop("IMP-296", fault.row, last=str(fault.last))
    if _DEFUSED.search(text):
        rows = [tuple(map(_armed, cells)) for cells in rows]
    repairs: tuple[Repair, ...] = ()
    if decoded.encoding != "utf-8":
        kind = "encoding_rare" if decoded.rare else "encoding"
        name_shown = NAMES.get(decoded.encoding, decoded.encoding)
        repairs = (Repair(1, "", kind, name_shown, decoded.rare[:QUOTE_CHARS], len(rows), len(rows)),)
    findings = formula_notes(rows) if _may_hold_formulas(text, cut_by) else ()
    grid = Grid(
        rows, "tsv" if cut_by == "\t" else "csv", decoded.encoding, cut_by, "", name, repairs, findings
    )
    return Opened(grid, findings)


def _may_hold_formulas(text: str, delimiter: str) -> bool:
    """A plain search for a cell's first sign costs a tenth of looking at every cell."""
    return (
        any(before + sign in text for before in (delimiter, '"', "\n") for sign in "=@+-")
        or text[:1] in "=@+-"
    )


def formula_notes(rows: list[tuple[str, ...]]) -> tuple[Finding, ...]:
    """One note for all cells that would run in a spreadsheet: kept as text, and made harmless on the way out."""
    first: tuple[int, int] | None = None
    count = 0
    for row, cells in enumerate(rows, 1):
        for index, cell in enumerate(cells):
            if cell[:1] in ("=", "@", "+", "-", "\t") and is_formula(cell):
                count += 1
                first = first or (row, index)
    if first is None:
        return ()
    row, index = first
    values = {"count": f"{count:,}", "seen": rows[row - 1][index].strip()[:QUOTE_CHARS]}
    return (Finding("IMP-114", Level.NOTE, Place(row=row, column=column_letter(index)), values),)

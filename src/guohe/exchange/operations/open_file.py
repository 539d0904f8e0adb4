"""Any file becomes a grid or a list of reasons; opening never raises, never runs anything, and is bounded from outside."""

from __future__ import annotations

import marshal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from guohe.exchange.domain.grid import Grid, Opened
from guohe.exchange.domain.limits import (
    CELL_CHARS,
    COLUMNS,
    READER_MEMORY,
    READER_SECONDS,
    ROWS,
    SHEET_CHARS,
)  # fmt: skip
from guohe.exchange.domain.open_text import formula_notes, open_text, refuse_by_size, refuse_by_sort, stop
from guohe.exchange.domain.sorts import Sort, sort_of
from guohe.exchange.domain.workbooks import Trouble, trouble_in
from guohe.kernel.findings import Finding, Level

_READER: Final = Path(__file__).with_name("workbook_reader.py")
_TROUBLE_CODES: Final[dict[Trouble, str]] = {
    "damaged": "IMP-019",
    "not_a_workbook": "IMP-005",
    "bomb": "IMP-016",
    "entities": "IMP-017",
    "paths": "IMP-018",
    "locked": "IMP-006",
    "binary_workbook": "IMP-032",
}


def open_path(path: Path, *, encoding: str | None = None, sheet: str = "") -> Opened:
    """A file on disk. A file past the limit is refused by its size, before a byte is read."""
    try:
        if path.is_dir():
            return stop("IMP-036", seen=str(path))
        if path.exists() and not path.is_file():
            return stop("IMP-037", seen=str(path))
        if not path.exists():
            return stop("IMP-035", seen=str(path))
        size = path.stat().st_size
        refused = refuse_by_size(size)
        if refused:
            return refused
        data = path.read_bytes()
    except OSError:
        return stop("IMP-035", seen=str(path))
    return open_file(data, name=path.name, encoding=encoding, sheet=sheet)


def open_file(
    data: bytes, *, name: str = "", encoding: str | None = None, delimiter: str | None = None, sheet: str = ""
) -> Opened:
    """A file as uploaded. Its bytes say what it is; its name is only kept. ``encoding`` and ``sheet`` are a person's choice."""
    refused = refuse_by_size(len(data))
    if refused:
        return refused
    sort = sort_of(data)
    if sort is not Sort.WORKBOOK:
        return refuse_by_sort(sort) or open_text(data, name=name, encoding=encoding, delimiter=delimiter)
    trouble = trouble_in(data)
    if trouble:
        return stop(_TROUBLE_CODES[trouble])
    return _open_workbook(data, name, sheet)


def _open_workbook(data: bytes, name: str, sheet: str) -> Opened:
    limits = (ROWS, COLUMNS, CELL_CHARS, SHEET_CHARS, READER_MEMORY, READER_SECONDS)
    command = [sys.executable, "-I", str(_READER), sheet, *map(str, limits)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=READER_SECONDS + 5, check=False
        )
    except subprocess.TimeoutExpired:
        return stop("IMP-033", limit=str(READER_SECONDS))
    if done.returncode != 0 or not done.stdout:
        # Killed by its bounds: the XML passed every check and still asked for more than a listing can need.
        return stop("IMP-033", limit=str(READER_SECONDS))
    # Our own process wrote it; its texts are data from the file, its shape is ours.
    answer: tuple[Any, ...] = marshal.loads(done.stdout)  # noqa: S302
    return _answered(answer, name, sheet)


def _answered(answer: tuple[Any, ...], name: str, sheet: str) -> Opened:
    match answer:
        case ("rows", str(found), list(rows), str(hidden)):
            findings = (*formula_notes(rows), *_left_out(hidden))
            return Opened(Grid(rows, "xlsx", "utf-8", "", found, name, (), findings), findings)
        case ("no_sheet", str(seen)):
            return stop("IMP-020", sheet=sheet[:31], seen=seen)
        case ("which_sheet", str(seen)):
            return stop("IMP-260", seen=seen)
        case ("no_cells", str(hidden)):
            nothing = stop("IMP-034")
            return replace(nothing, findings=(*nothing.findings, *_left_out(hidden)))
        case ("too_long", _):
            return stop("IMP-013", limit=f"{ROWS:,}")
        case ("too_wide", str(seen)):
            return stop("IMP-014", 1, seen=f"{int(seen):,}", limit=str(COLUMNS))
        case ("cell_too_long", str(row)):
            return stop("IMP-015", int(row), limit=f"{CELL_CHARS:,}")
        case ("too_much", _):
            return stop("IMP-033", limit=str(READER_SECONDS))
        case _:
            return stop("IMP-019")


def _left_out(hidden: str) -> tuple[Finding, ...]:
    return (Finding("IMP-261", Level.NOTE, values={"seen": hidden}),) if hidden else ()

"""A file whose columns are not settled shows its heads and first rows, so that a person can say which is which."""

from __future__ import annotations

from dataclasses import dataclass

from guohe.documents.queries.files import content_of, file_by_number
from guohe.exchange.domain.grid import ColumnFound, Grid, column_letter, one_line
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.domain.read_statement import read_statement
from guohe.exchange.operations.open_file import open_file
from guohe.imports.domain.standing import JobFacts
from guohe.kernel.findings import Finding

_SAMPLE_ROWS = 12
_CELL = 40


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns to choose from (letter, words), those found already, the first rows, and what is missing."""

    choices: tuple[tuple[str, str], ...]
    columns: tuple[ColumnFound, ...]
    sample: tuple[tuple[int, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]


def heads_of(job: JobFacts) -> Heads:
    """The heads of a stored file; nothing to choose when the file is gone or cannot be opened."""
    stored = file_by_number(job.document_id or 0)
    sheet = str(job.reading.get("sheet", ""))
    opened = open_file(content_of(stored), name=job.file_name, sheet=sheet) if stored is not None else None
    if opened is None or opened.grid is None:
        return Heads((), (), (), opened.findings if opened else ())
    grid = opened.grid
    read = read_statement(grid) if job.kind == "bank" else read_listing(grid, currency=job.currency)
    sample = tuple(
        (number, tuple(one_line(cell)[:_CELL] for cell in row))
        for number, row in enumerate(grid.rows[:_SAMPLE_ROWS], 1)
    )
    return Heads(_choices(grid), read.columns, sample, read.findings)


def _choices(grid: Grid) -> tuple[tuple[str, str], ...]:
    """Each column by its letter, with the longest-looking head among the first rows that are as wide as the data."""
    rows = [row for row in grid.rows[:_SAMPLE_ROWS] if sum(bool(cell.strip()) for cell in row) > 1]
    head = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=())
    return tuple((column_letter(at), one_line(cell)[:_CELL]) for at, cell in enumerate(head))

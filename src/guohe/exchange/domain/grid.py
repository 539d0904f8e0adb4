"""A file is a grid of texts: rows counted from 1 as a spreadsheet counts them, whatever the file was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from guohe.kernel.findings import Finding

FileKind = Literal["csv", "tsv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing read otherwise than written: ``seen`` is what stands in the file, ``read_as`` what was taken.

    ``count`` cells from ``row`` to ``last_row`` were read in this way; ``kind`` names a text
    ``exchange.repair.<kind>``.
    """

    row: int
    column: str
    kind: str
    seen: str
    read_as: str
    count: int = 1
    last_row: int = 0


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """Which column plays which part: ``index`` from 0, ``letter`` and ``head`` as the user sees them."""

    role: str
    index: int
    letter: str
    head: str
    how: Literal["head", "mapping", "content"] = "head"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet as text. ``rows[0]`` is row 1; a line break inside quotes stays in its cell.

    ``repairs`` and ``findings`` are about the file as a whole; a reader of the grid passes them on.
    """

    rows: Sequence[tuple[str, ...]]
    kind: FileKind = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    name: str = ""
    repairs: tuple[Repair, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as opened: a grid, or the reasons why there is none. ``proposal`` is an encoding to try instead."""

    grid: Grid | None
    findings: tuple[Finding, ...] = ()
    proposal: str = ""


def column_letter(index: int) -> str:
    """The spreadsheet's letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def one_line(text: str) -> str:
    """A head or a cell as it is quoted in a message: line breaks and runs of blanks become one blank."""
    return " ".join(text.split())

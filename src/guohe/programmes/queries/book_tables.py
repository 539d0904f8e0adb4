"""A version of a book as a workbook or as one CSV file, and the book that such a file says, with every fault at its cell."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

from guohe.kernel.findings import Finding
from guohe.programmes.queries.rulebooks import (
    BOOK,
    FOLDER,
    all_books,
    book,
    published_labels,
    read_folder,
    sources,
    titles,
)
from guohe.rules.domain.book_from_sheets import BookTable, book_of
from guohe.rules.domain.book_sheets import HEADS, sheets_of
from guohe.rules.domain.cell_faults import CellFaults
from guohe.rules.domain.read_book import read_book
from guohe.rules.domain.sheets import Sheet, read_sheet
from guohe.rules.domain.values import Book
from guohe.rules.domain.versions import check_versions
from guohe.rules.domain.write_book import write_book

FORMS: Final = (".xlsx", ".csv")
# Far above the largest book that ships (60 kB as a workbook).
LARGEST: Final = 5 * 1024 * 1024
_READER: Final = Path(__file__).with_name("workbook_sheets.py")
_READER_SECONDS: Final = 30
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")

Lines = dict[str, list[tuple[int, Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class LateClause:
    """A clause that came into force after its version begins: right where only its reading is late, a slip otherwise."""

    cell: str
    rule: str
    day: str
    starts: str


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a table says: the data file it makes, its book, and every fault. With faults the file is not to be written."""

    content: bytes
    book: Book | None
    faults: tuple[Finding, ...]
    late: tuple[LateClause, ...] = ()


def file_of(label: str) -> Path:
    """The data file of a version that ships. Raises Refused (RUL-819)."""
    known = book(label)
    return next(path for path in FOLDER.glob(f"*/{known.id}/{known.version}/{BOOK}"))


def table_bytes(label: str, form: str) -> bytes:
    """A version as a workbook (``.xlsx``) or CSV (``.csv``); the empty form without a label. Raises Refused (RUL-819)."""
    sheets = sheets_of(tomllib.loads(file_of(label).read_text(encoding="utf-8")) if label else {})
    return _workbook(sheets) if form == ".xlsx" else _csv(sheets)


def read_table(name: str, content: bytes, beside: Path | None = None) -> TableRead:
    """The book that a table says; its examples are run, and its dates compared with the other versions of the book, those that ship
    and those under ``beside``."""
    faults = CellFaults(name)
    lines = _lines(name, content, faults)
    if lines is None:
        return TableRead(b"", None, tuple(faults.found))
    sheets: dict[str, Sheet] = {
        sheet: read_sheet(sheet, lines[sheet], heads, faults.add)
        for sheet, heads in HEADS.items()
        if sheet in lines
    }
    for sheet in HEADS:
        if sheet not in lines:
            faults.add("RUL-826", name, field=f"[{sheet}]")
    if len(sheets) < len(HEADS):
        return TableRead(b"", None, tuple(faults.found))
    said = book_of(sheets, faults.add)
    faults.cells, faults.spoilt = said.cells, set(said.spoilt)
    written = write_book(said.table)
    qualities = {key: source.quality for key, source in sources().items()}
    read = read_book(written, name, qualities, faults, titles())
    if read is not None:
        faults.label = read.label
        others = {each.label: each for each in all_books() if each.id == read.id}
        fixed = set(others)
        if beside is not None:
            near = read_folder(beside, published=False)[0]
            others |= {each.label: each for each in near if each.id == read.id}
            fixed |= published_labels(beside)
        fixed.discard(read.label)
        check_versions(
            [*(each for label, each in others.items() if label != read.label), read], faults, fixed
        )
    return TableRead(written, read, tuple(faults.found), () if read is None else _late(read, said))


def _late(read: Book, said: BookTable) -> tuple[LateClause, ...]:
    return tuple(
        LateClause(
            said.cells.get((rule.id, "clause", "in_force"), ""),
            rule.id,
            rule.clause.in_force.text,
            read.starts.text,
        )
        for rule in read.rules
        if rule.clause.dated_by == "text"
        and rule.clause.in_force.first > max(read.starts.last, rule.starts or read.starts.last)
    )


def _lines(name: str, content: bytes, faults: CellFaults) -> Lines | None:
    if len(content) > LARGEST:
        faults.add("RUL-825", name, seen=f"{len(content):,} B > {LARGEST:,} B")
    elif Path(name).suffix.casefold() == ".xlsx":
        return _of_workbook(name, content, faults)
    else:
        try:
            return _of_csv(content.decode("utf-8-sig"))
        except (UnicodeDecodeError, csv.Error) as fault:
            faults.add("RUL-825", name, seen=str(fault)[:80])
    return None


def _of_workbook(name: str, content: bytes, faults: CellFaults) -> Lines | None:
    try:
        told = subprocess.run(
            [sys.executable, str(_READER)],
            input=content,
            capture_output=True,
            timeout=_READER_SECONDS,
            check=True,
        )
        sheets: Mapping[str, list[list[str]]] = json.loads(told.stdout)
    except subprocess.SubprocessError as fault:
        faults.add("RUL-825", name, seen=type(fault).__name__)
        return None
    return {sheet: list(enumerate(rows, 1)) for sheet, rows in sheets.items() if sheet in HEADS}


def _of_csv(text: str) -> Lines:
    """The sheets of one CSV file stand one below another, each under a line that has its name in brackets."""
    found: Lines = {}
    here: list[tuple[int, Sequence[str]]] = []
    heads = next((line for line in text.splitlines() if "field" in line), "")
    # Spreadsheets of some countries part the cells of a CSV file by semicolons, or by tabs.
    parting = max(",;\t", key=heads.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=parting), 1):
        first = row[0].strip() if row else ""
        if first.startswith("[") and first.strip("[]") in HEADS and not any(row[1:]):
            here = found.setdefault(first.strip("[]"), [])
        elif any(cell.strip() for cell in row):
            here.append((number, [cell[1:] if _MARKED.match(cell) else cell for cell in row]))
    return found


def _csv(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    for name, rows in sheets.items():
        writer.writerow([f"[{name}]"])
        writer.writerows([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows)
        writer.writerow([])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8")


def _workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        # Every cell is text, also those still empty: a spreadsheet then makes no day of 2019-03 and no number of 2026.
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = workbook.add_format({"num_format": "@", "bold": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.set_column(0, len(rows[0]) + 12, 22, text)
            sheet.freeze_panes(1, 1)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell, text if number else head)
    return file.getvalue()

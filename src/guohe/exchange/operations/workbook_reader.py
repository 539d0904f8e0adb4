"""Reads one workbook in a process of its own, whose memory and time the system bounds; run as a script, never imported.

A spreadsheet with one cell in its last corner makes any reader ask for every cell before it. Here that ends this
process, not the server. Standard input is the workbook; standard output is a marshalled answer:
("rows", sheet, [tuple of texts, ...]) or (reason, detail).
"""

from __future__ import annotations

import datetime
import io
import marshal
import resource
import sys
from decimal import Decimal

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

Answer = tuple[str, str] | tuple[str, str, list[tuple[str, ...]]]


def text_of(value: object) -> str:
    """A typed cell as text: days in ISO, numbers with the fifteen digits that a spreadsheet keeps."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else str(value)
    return str(value)


def choose(names: list[str], wanted: str, book: CalamineWorkbook) -> tuple[str, CalamineSheet | None]:
    """The sheet asked for, else the first that has two rows and two columns, else the first with anything."""
    fallback: tuple[str, CalamineSheet | None] = ("", None)
    for name in [wanted] if wanted else names:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        if sheet.end[0] > 0 and sheet.end[1] > 0:
            return name, sheet
        if fallback[1] is None:
            fallback = (name, sheet)
    return fallback


def answer(
    data: bytes, wanted: str, rows_limit: int, columns_limit: int, cell_limit: int, chars_limit: int
) -> Answer:
    """What the caller gets: the rows, or why there are none."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if wanted and wanted not in names:
        return "no_sheet", ", ".join(names[:12])
    name, sheet = choose(names, wanted, book)
    if sheet is None or sheet.end is None:
        return "no_cells", ""
    if sheet.end[0] >= rows_limit:
        return "too_long", ""
    if sheet.end[1] >= columns_limit:
        return "too_wide", str(sheet.end[1] + 1)
    rows: list[tuple[str, ...]] = []
    left = chars_limit
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        row = tuple([text_of(cell) for cell in cells])
        left -= sum(map(len, row))
        if left < 0:
            return "too_much", ""
        if max(map(len, row), default=0) > cell_limit:
            return "cell_too_long", str(number)
        rows.append(row)
    return "rows", name, rows


def main() -> None:
    """Arguments: sheet, rows, columns, cell, characters, memory in bytes, seconds."""
    sheet, *limits = sys.argv[1:]
    rows, columns, cell, chars, memory, seconds = map(int, limits)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    data = sys.stdin.buffer.read()
    try:
        result: Answer = answer(data, sheet, rows, columns, cell, chars)
    except MemoryError:
        result = ("too_much", "")
    except Exception as fault:  # noqa: BLE001 - whatever a hostile file provokes becomes an answer
        result = ("damaged", type(fault).__name__)
    sys.stdout.buffer.write(marshal.dumps(result))


if __name__ == "__main__":
    main()

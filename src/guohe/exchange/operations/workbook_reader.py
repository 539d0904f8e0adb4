"""Reads one workbook in a process of its own, whose memory and time the system bounds; run as a script, never imported.

A spreadsheet with one cell in its last corner makes any reader ask for every cell before it. Here that ends this
process, not the server. Standard input is the workbook; standard output is a marshalled answer:
("rows", sheet, [tuple of texts, ...], hidden sheets left out) or (reason, detail).
"""

from __future__ import annotations

import datetime
import io
import marshal
import resource
import sys
from decimal import Decimal

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

Answer = tuple[str, str] | tuple[str, str, list[tuple[str, ...]], str]


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


def with_rows(sheet: CalamineSheet) -> bool:
    """Whether it has two rows and two columns, so that it could be a table."""
    return sheet.end is not None and sheet.end[0] > 0 and sheet.end[1] > 0


def answer(
    data: bytes, wanted: str, rows_limit: int, columns_limit: int, cell_limit: int, chars_limit: int
) -> Answer:
    """What the caller gets: the rows, or why there are none.

    The sheet asked for, else the one visible sheet that could be a table, else the first visible one with anything. Of
    several that could be nobody guesses; a hidden one is read only when it is asked for.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    names = [each.name for each in sheets]
    if wanted and wanted not in names:
        return "no_sheet", ", ".join(names[:12])
    hidden: list[str] = []
    sheet: CalamineSheet | None
    if wanted:
        name, sheet = wanted, book.get_sheet_by_name(wanted)
    else:
        seen = {each.name for each in sheets if each.visible == SheetVisibleEnum.Visible}
        opened = [(each, book.get_sheet_by_name(each)) for each in names]
        tables = [(each, one) for each, one in opened if each in seen and with_rows(one)]
        if len(tables) > 1:
            return "which_sheet", ", ".join(each for each, _ in tables[:12])
        hidden = [each for each, one in opened if each not in seen and with_rows(one)]
        some = [(each, one) for each, one in opened if each in seen and one.end is not None]
        name, sheet = next(iter(tables or some), ("", None))
    if sheet is None or sheet.end is None:
        return "no_cells", ", ".join(hidden[:12])
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
    return "rows", name, rows, ", ".join(hidden[:12])


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

"""Workbooks that a test makes: small ones, and ones that mean harm."""

from __future__ import annotations

import io
import zipfile

import openpyxl


def workbook(cells: dict[str, object]) -> bytes:
    """A workbook of one sheet with the given cells."""
    book = openpyxl.Workbook()
    for name, value in cells.items():
        book.active[name] = value  # type: ignore[index]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets(*tables: tuple[str, str, list[tuple[object, ...]]]) -> bytes:
    """A workbook of sheets: name, ``visible`` or ``hidden``, rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, state, rows in tables:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def package(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The same workbook with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name])
    return out.getvalue()


def bomb() -> bytes:
    """40 MB of empty rows in less than 1 MB."""
    sheet = b"<worksheet><sheetData>" + b"<row/>" * (40 * 1024 * 1024 // 6) + b"</sheetData></worksheet>"
    return package(workbook({"A1": "x"}), {"xl/worksheets/sheet1.xml": sheet})

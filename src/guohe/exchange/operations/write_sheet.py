"""Rows of text leave as a file in which no cell can run: a workbook of plain strings, or a CSV with formulas defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from guohe.exchange.domain.open_text import is_formula


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet opens it rightly. A formula gets an apostrophe; a negative number none."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([f"'{cell}" if is_formula(cell) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str]], *, sheet: str = "Sheet1", marked: Iterable[int] = ()) -> bytes:
    """Every cell a string. ``marked`` rows, counted from 1, are tinted so that the eye finds what to fix."""
    out = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    tinted = set(marked)
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet[:31])
        plain = book.add_format({"text_wrap": False})
        tint = book.add_format({"bg_color": "#FFF2CC"})
        for number, row in enumerate(rows):
            style = tint if number + 1 in tinted else plain
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(number, column, cell, style)
    return out.getvalue()

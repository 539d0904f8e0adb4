"""A workbook holds real numbers and dates; its only formulas are sums of ours, never text of a user.

The same tables and the same paper give the same bytes: the workbook's own date is the as-at day of the paper, or none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from guohe.documents.domain.paper import Paper, version_code
from guohe.kernel.money import EXPONENTS, Money
from guohe.kernel.tables import Cell, Table
from guohe.kernel.texts import say
from guohe.ui.spreadsheets import flat
from guohe.ui.terminal import text_width

_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
# A cell of a spreadsheet takes 32,767 signs; what is longer says that it was cut.
_LONGEST: Final = 32_000
_EPOCH: Final = datetime(2000, 1, 1)  # noqa: DTZ001 -- the file format has no time zone
_A4: Final = 9
_FREE_RIGHT_INCHES: Final = 0.98
_SHEET_SIGNS: Final = 31
_HANGING: Final = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with", "·", "–"}
)


def render_xlsx(tables: Sequence[Table], *, paper: Paper) -> bytes:
    """One sheet a table, each with its title, facts, heads, rows and totals."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"title": paper.title, "subject": paper.reference, "created": _EPOCH})
    formats = _formats(book)
    names: set[str] = set()
    for table in tables:
        _write_sheet(book.add_worksheet(_sheet_name(table.title, names)), table, tables, paper, formats)
    book.close()
    return file.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "demo": book.add_format({"bold": True, "bg_color": "#FFE3A0"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        "head_right": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "align": "right"}),
        "text": book.add_format({"num_format": "@"}),
        "number": book.add_format({"num_format": "#,##0"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "total_text": book.add_format({"bold": True, "top": 1, "num_format": "@"}),
        "total_money": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
        "total_number": book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
    }


def _write_sheet(
    sheet: Any, table: Table, tables: Sequence[Table], paper: Paper, formats: dict[str, Any]
) -> None:
    rows = list(flat(table))
    has_totals = table.totals is not None
    body = rows[1:-1] if has_totals else rows[1:]
    code = say("documents.paper.version", paper.lang, code=version_code(tables, paper))
    line = _write_top(sheet, table, paper, code, formats)
    head_line = line
    for column, head in enumerate(rows[0]):
        right = any(isinstance(row[column], Money | int) for row in body)
        sheet.write_string(line, column, _text(head), formats["head_right" if right else "head"])
    for row in body:
        line += 1
        for column, cell in enumerate(row):
            _write(sheet, line, column, cell, formats)
    if has_totals:
        line += 1
        for column, cell in enumerate(rows[-1]):
            _write_total(sheet, (line, head_line + 1), column, cell, [row[column] for row in body], formats)
    for note in table.notes:
        line += 1
        sheet.write_string(line + 1, 0, _text(note))
    _set_page(sheet, paper, code, head_line, rows)


def _write_top(sheet: Any, table: Table, paper: Paper, code: str, formats: dict[str, Any]) -> int:
    """The lines above the heads; gives the line of the heads."""
    line = 0
    if paper.demo:
        sheet.write_string(line, 0, say("documents.paper.demo", paper.lang), formats["demo"])
        line += 1
    sheet.write_string(line, 0, _text(table.title), formats["title"])
    for label, value in (("", paper.second_title), *_facts(paper, code)):
        if value:
            line += 1
            sheet.write_string(line, 0, _text(f"{label}: {value}" if label else value))
    return line + 2


def _facts(paper: Paper, code: str) -> list[tuple[str, str]]:
    as_at = ((say("documents.paper.as-at", paper.lang), paper.as_at),) if paper.as_at else ()
    return [("", f"{paper.reference} · {code}"), *as_at, *paper.facts]


def _write(sheet: Any, line: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, Money):
        sheet.write_number(line, column, _decimal(cell), formats["money"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, cell, formats["date"])
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell, formats["number"])
    else:
        sheet.write_string(line, column, _text(cell), formats["text"])


def _write_total(
    sheet: Any,
    lines: tuple[int, int],
    column: int,
    cell: Cell,
    above: Sequence[Cell],
    formats: dict[str, Any],
) -> None:
    """A total that is the sum of its column is a formula, so that an auditor sees it add; any other is a number."""
    line, first = lines
    if isinstance(cell, Money):
        amounts = [each for each in above if isinstance(each, Money)]
        same = bool(amounts) and all(each.currency == cell.currency for each in amounts)
        if same and sum(each.minor for each in amounts) == cell.minor:
            letter = xlsxwriter.utility.xl_col_to_name(column)
            formula = f"=SUM({letter}{first + 1}:{letter}{line})"
            sheet.write_formula(line, column, formula, formats["total_money"], float(_decimal(cell)))
        else:
            sheet.write_number(line, column, _decimal(cell), formats["total_money"])
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell, formats["total_number"])
    else:
        sheet.write_string(line, column, "" if cell is None else _text(str(cell)), formats["total_text"])


def _set_page(sheet: Any, paper: Paper, code: str, head_line: int, rows: Sequence[Sequence[Cell]]) -> None:
    for column in range(len(rows[0])):
        # The first rows tell the width; a spreadsheet measures Han as two.
        widest = max(text_width(_shown(row[column])) for row in rows[:200])
        sheet.set_column(column, column, min(max(widest + 2, 9), 60))
    sheet.freeze_panes(head_line + 1, 0)
    sheet.repeat_rows(head_line)
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.7, right=_FREE_RIGHT_INCHES)
    sheet.fit_to_pages(1, 0)
    if len(rows[0]) > 7:
        sheet.set_landscape()
    demo = f"&C&B{say('documents.paper.demo', paper.lang)}" if paper.demo else ""
    sheet.set_header(f"&L{_in_header(paper.reference)} · {_in_header(code)}{demo}&R&P / &N")


def _decimal(amount: Money) -> Decimal:
    return Decimal(amount.minor).scaleb(-EXPONENTS[amount.currency])


def _shown(cell: Cell) -> str:
    return cell.figure if isinstance(cell, Money) else "" if cell is None else str(cell)[:60]


def _text(cell: object) -> str:
    text = str(cell)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … (+{len(text) - _LONGEST})"


def _in_header(text: str) -> str:
    return text.replace("&", "&&")


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 signs, cut between words, none that a sheet's name may not have, and each name once."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).split()).strip("' ")
    name, number = _cut(plain, _SHEET_SIGNS) or "Table", 1
    while name.lower() in taken or name.lower() == "history":
        number += 1
        name = f"{_cut(plain, _SHEET_SIGNS - len(str(number)) - 1) or 'Table'} {number}"
    taken.add(name.lower())
    return name


def _cut(text: str, most: int) -> str:
    """The whole words that fit, without a small word left hanging; a text without spaces is cut where it must be."""
    if len(text) <= most:
        return text
    words = text[: most + 1].split(" ")[:-1]
    while words and words[-1].lower() in _HANGING:
        words.pop()
    return (" ".join(words) or text[:most]).rstrip("' ,;–-")

"""Paper is set by typst from JSON: what a user wrote is data there and never source.

A4, 25 mm free at the right for a cross-page seal, heads repeated, rows whole, id, version and page on every page, fonts
embedded, tagged for screen readers (PDF/UA-1). The same tables and the same paper give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import typst

from guohe.documents.domain.paper import Paper, version_code
from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.ui.terminal import written

_SOURCE: Final = Path(__file__).resolve().parent.parent / "typst" / "paper.typ"
# Hong Kong or Mainland glyph shapes, by the language of the paper.
_FACES: Final = {
    "en": ("Noto Sans CJK HK", "en", "GB"),
    "zh-hant": ("Noto Sans CJK HK", "zh", "HK"),
    "zh-hans": ("Noto Sans CJK SC", "zh", "CN"),
}
# The file says when its figures were true, not when it was made; without that it says this day, always the same.
_TIMESTAMP: Final = 946_684_800
_WIDE: Final = 7


def render_pdf(tables: Sequence[Table], *, paper: Paper) -> bytes:
    """The tables one after the other under the title and facts of the paper."""
    content: bytes = typst.compile(
        str(_SOURCE),
        format="pdf",
        root=str(_SOURCE.parent),
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(tables, paper), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=_TIMESTAMP,
    )
    return content


@cache
def font_folder() -> str:
    """Where the packaged fonts lie."""
    found = find_spec("manimgx_fonts_cjk")
    if found is None or found.origin is None:
        raise RuntimeError("the package manimgx-fonts-cjk is not installed; run ./guohe again")
    return str(Path(found.origin).parent)


def _data(tables: Sequence[Table], paper: Paper) -> dict[str, Any]:
    face, language, region = _FACES[paper.lang]
    return {
        "title": paper.title,
        "second_title": paper.second_title,
        "reference": paper.reference,
        "version": say("documents.paper.version", paper.lang, code=version_code(tables, paper)),
        "page_word": say("documents.paper.page", paper.lang),
        "facts": [list(fact) for fact in _facts(paper)],
        "signatures": list(paper.signatures),
        "chop": say("documents.paper.chop", paper.lang),
        "demo": say("documents.paper.demo", paper.lang) if paper.demo else "",
        "face": face,
        "language": language,
        "region": region,
        "wide": any(len(table.columns) > _WIDE for table in tables),
        "tables": [_table(table) for table in tables],
    }


def _facts(paper: Paper) -> list[tuple[str, str]]:
    as_at = [(say("documents.paper.as-at", paper.lang), paper.as_at)] if paper.as_at else []
    return [*as_at, *paper.facts]


def _table(table: Table) -> dict[str, Any]:
    columns = list(table.columns)
    return {
        "title": table.title,
        "heads": [_head(table, index) for index in range(len(columns))],
        "right": [column.kind in (Kind.MONEY, Kind.NUMBER) for column in columns],
        "rows": [_row(table, row) for row in table.rows],
        "totals": [] if table.totals is None else _row(table, table.totals),
        "notes": list(table.notes),
    }


def _row(table: Table, row: Sequence[Cell]) -> list[str]:
    pairs = enumerate(zip(table.columns, row, strict=True))
    return [_cell(table, index, column, cell) for index, (column, cell) in pairs]


def _cell(table: Table, index: int, column: Column, cell: Cell) -> str:
    if isinstance(cell, Money) and _currency(table, index):
        return cell.figure
    if isinstance(cell, int):
        return f"{cell:,}"
    if cell is None and column.kind is Kind.MONEY:
        return "–"
    return written(cell)


def _head(table: Table, index: int) -> str:
    currency = _currency(table, index)
    head = table.columns[index].head
    return f"{head} ({currency})" if currency and currency not in head else head


def _currency(table: Table, index: int) -> str:
    every = [*table.rows, *([table.totals] if table.totals is not None else [])]
    met = {cell.currency for row in every if isinstance(cell := row[index], Money)}
    return met.pop() if len(met) == 1 else ""

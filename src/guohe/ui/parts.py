"""Values that the parts of a page are made of: finished words and addresses, nothing to look up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Column, Kind, Quoted, Table

# Shape and word together: colour alone never says anything.
SHAPES: Final = {
    "evidenced": "✔",
    "reported": "◐",
    "expected": "○",
    "late": "◆",
    "held": "■",
    "waits": "◇",
    "unread": "□",
    "differs": "≠",
    "unsupported": "∅",
    "reversed": "↺",
    "bounced": "⇤",
    "returned": "←",
    "agreed": "≡",
    "ties": "=",
    "posted": "●",
    "reversal": "↶",
}
_WORD_OF: Final = {sign: word for word, sign in SHAPES.items()}
STEPS: Final = ("file", "columns", "check", "resolve", "confirm")
_LONGEST_REFERENCE: Final = 22
# What a column of words is wide at least (parts.css): no more than these need not be broken.
_FEW_CHARACTERS: Final = 5
_MOMENT_OR_AMOUNT: Final = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|[A-Z]{3} [-−]?[\d,.]+")
# From here on a cell holds sentences.
_SENTENCE: Final = 48
TONES: Final = ("plain", "wait", "stop", "agreed", "info")


@dataclass(frozen=True, slots=True)
class Card:
    """One link of the chain from a grant's line to an invoice: what it is, how much, two or three facts.

    A card ``beside`` the one before does not follow from it: the two add up to what came before both.
    """

    kind: str
    title: str
    amount: Money | None = None
    facts: tuple[str, ...] = ()
    url: str | None = None
    current: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell of a data table, ready for its template."""

    head: str
    text: str
    kind: str
    url: str | None
    status: str | None
    first: bool
    whole: bool
    sign: str = ""
    trace: str | None = None
    tongue: str = ""

    @property
    def words(self) -> bool:
        """Whether so much is written here that the column keeps some characters on a line."""
        return self.kind == Kind.TEXT.value and not self.whole and len(self.text) > _FEW_CHARACTERS

    @property
    def long(self) -> bool:
        """Whether whole sentences are written here, for which some words on a line are too few."""
        return self.words and len(self.text) > _SENTENCE


@dataclass(frozen=True, slots=True)
class Head:
    """One column head; a single currency of a money column stands in the head."""

    text: str
    kind: str
    currency: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one level, biggest money first."""

    level: Level
    findings: Sequence[Finding]


def by_level(findings: Sequence[Finding]) -> list[Group]:
    """Stop, hold and note never stand in one list; within each, the biggest money comes first."""
    groups = []
    for level in (Level.STOP, Level.HOLD, Level.NOTE):
        met = sorted((f for f in findings if f.level is level), key=lambda f: -abs(f.minor))
        if met:
            groups.append(Group(level, met))
    return groups


def heads(table: Table) -> list[Head]:
    """The heads of a table."""
    return [
        Head(column.head, column.kind.value, _named_currency(table, index))
        for index, column in enumerate(table.columns)
    ]


def shown_rows(
    table: Table,
    *,
    links: Sequence[str | None] | None,
    cell_links: Mapping[tuple[int, str], str] | None,
    status: str | None,
    traces: Mapping[tuple[int, str], str] | None = None,
) -> list[list[Shown]]:
    """The rows of a table with their links; the column ``status`` holds status words."""
    ways = traces or {}
    return [
        _row(
            table,
            row,
            url=links[number] if links is not None else None,
            cell_urls={key: url for (of, key), url in (cell_links or {}).items() if of == number},
            status=status,
            traces={key: url for (of, key), url in ways.items() if of == number},
        )
        for number, row in enumerate(table.rows)
    ]


def shown_totals(table: Table) -> list[Shown] | None:
    """The total row, without links."""
    return None if table.totals is None else _row(table, table.totals, url=None, cell_urls={}, status=None)


def _row(
    table: Table,
    row: Sequence[Cell],
    *,
    url: str | None,
    cell_urls: Mapping[str, str],
    status: str | None,
    traces: Mapping[str, str] | None = None,
) -> list[Shown]:
    cells = []
    for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
        is_status = column.key == status and isinstance(cell, str) and cell in SHAPES
        text = _text(cell, column, _currency(table, index))
        sign, word = _sign_of(text) if column.key == "status" else ("", None)
        cells.append(
            Shown(
                head=_head_text(column, _named_currency(table, index)),
                text=text[len(sign) :].lstrip(),
                kind=column.kind.value,
                url=cell_urls.get(column.key, url if index == 0 else None),
                status=str(cell) if is_status else word,
                sign=sign,
                trace=(traces or {}).get(column.key),
                first=index == 0,
                whole=column.kind is Kind.TEXT and _is_one_word(cell),
                tongue=cell.tongue if isinstance(cell, Quoted) else "",
            )
        )
    return cells


def _sign_of(text: str) -> tuple[str, str | None]:
    """The shape that a sentence about a status begins with, and the status that it stands for."""
    sign, _, words = text.partition(" ")
    return (sign, _WORD_OF[sign]) if words and sign in _WORD_OF else ("", None)


def _is_one_word(cell: Cell) -> bool:
    """A reference such as DEMO-NKP-2018-001, a moment, an amount and a short state are read as one word and never broken."""
    if not isinstance(cell, str) or not cell:
        return False
    if len(cell) <= _FEW_CHARACTERS or _MOMENT_OR_AMOUNT.fullmatch(cell):
        return True
    return cell.isascii() and len(cell) <= _LONGEST_REFERENCE and " " not in cell


def _head_text(column: Column, currency: str | None) -> str:
    return f"{column.head} {currency}" if currency else column.head


def _text(cell: Cell, column: Column, currency: str | None) -> str:
    if cell is None:
        return "–" if column.kind in (Kind.MONEY, Kind.NUMBER) else ""
    if isinstance(cell, Money):
        return cell.figure if currency else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return f"{cell:,}"
    return cell


def _named_currency(table: Table, index: int) -> str | None:
    """The currency that the head must name; None when the words of the head name it already."""
    currency = _currency(table, index)
    return None if currency is None or currency in table.columns[index].head else currency


def _currency(table: Table, index: int) -> str | None:
    every = [*table.rows, *([table.totals] if table.totals is not None else [])]
    met = {cell.currency for row in every if isinstance(cell := row[index], Money)}
    return met.pop() if len(met) == 1 else None

"""A list that a page shows, a program reads and a printer prints is one table of typed cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from guohe.kernel.money import Money

Cell = str | int | date | Money | None


class Quoted(str):
    """A cell in the words of another language than the table's, such as a clause in its own: a page marks it with that language."""

    tongue: str

    def __new__(cls, text: str, tongue: str) -> Quoted:
        """The text itself, with its language beside it."""
        quoted = super().__new__(cls, text)
        quoted.tongue = tongue
        return quoted


class Kind(StrEnum):
    """What a column holds; money columns are right-aligned and carry their currency."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the machine's name of the column, ``head`` the reader's."""

    key: str
    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order of the columns, with a title, notes and an optional total row."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    notes: Sequence[str] = ()
    lang: str = "en"

    def but_empty(self, *keys: str) -> Table:
        """The same without those of the named columns in which no row has anything."""
        empty = [
            column.key
            for at, column in enumerate(self.columns)
            if column.key in keys and all(row[at] is None for row in self.rows)
        ]
        return self.without(*empty)

    def filled(self) -> Table:
        """The same without the columns in which no row has anything, for a page; a file keeps every column."""
        empty = [
            column.key
            for at, column in enumerate(self.columns)
            if self.rows and all(row[at] in (None, "") for row in self.rows)
        ]
        return self.without(*empty)

    def without(self, *keys: str) -> Table:
        """The same without the named columns."""
        kept = [at for at, column in enumerate(self.columns) if column.key not in keys]
        return replace(
            self,
            columns=[self.columns[at] for at in kept],
            rows=[[row[at] for at in kept] for row in self.rows],
            totals=None if self.totals is None else [self.totals[at] for at in kept],
        )


def cell_text(cell: Cell) -> str:
    """The machine form of a cell: ISO dates, plain figures, empty for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return cell.plain
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)

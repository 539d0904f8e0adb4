"""A sheet is rows under heads; a cell has the address that a spreadsheet shows: the sheet, its column letter, its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


def letters(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One row under its heads."""

    sheet: str
    number: int
    heads: Mapping[str, int]
    cells: Sequence[str]

    def text(self, head: str) -> str:
        """What stands under a head, without spaces around it; empty where the row ends before it."""
        at = self.heads.get(head, len(self.cells))
        return self.cells[at].strip() if at < len(self.cells) else ""

    def address(self, head: str) -> str:
        """``rules!C5``; without the head on this sheet, the row."""
        return f"{self.sheet}!{letters(self.heads[head]) if head in self.heads else ''}{self.number}"

    def pairs(self, first: str, second: str) -> list[tuple[str, str]]:
        """The heads ``first 1``, ``second 1``, ``first 2`` … that the sheet has."""
        numbers = [head.removeprefix(f"{first} ") for head in self.heads if head.startswith(f"{first} ")]
        return [(f"{first} {number}", f"{second} {number}") for number in numbers]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything."""

    name: str
    rows: tuple[Row, ...]


def read_sheet(
    name: str, lines: Sequence[tuple[int, Sequence[str]]], expected: Sequence[str], add: Callable[..., None]
) -> Sheet:
    """The sheet of lines with their numbers, the first of which has the heads; heads that lack, stand twice or are unknown
    become faults. An unknown head is one that neither is expected nor is a numbered ``fact`` or ``value``."""
    number, first = lines[0] if lines else (1, ())
    heads: dict[str, int] = {}
    for at, head in enumerate(each.strip() for each in first):
        paired = name == "examples" and head.split(" ")[0] in ("fact", "value")
        if head in heads:
            add("RUL-828", f"{name}!{letters(at)}{number}", seen=head)
        elif head in expected or paired:
            heads[head] = at
        elif head:
            add("RUL-806", f"{name}!{letters(at)}{number}", field=head)
    for head in expected:
        if head not in heads:
            add("RUL-826", f"{name}!{number}", field=head)
    rows = (Row(name, at, heads, cells) for at, cells in lines[1:] if any(cell.strip() for cell in cells))
    return Sheet(name, tuple(rows))

"""The rows of a budget table as a tree: which row is the sum of which, in millionths of the table's own unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from guohe.exchange.domain.budget import BudgetUnit
from guohe.exchange.domain.numbers import figure_of
from guohe.kernel.money import round_half_up

WAN: Final = 10_000
# Hundredths of a cell are kept in ten-thousandths, so that 0.000001 万元 (one fen) is exact.
CELL_EXPONENT: Final = 6
_LEVELS: Final = (
    (1, re.compile(r"^[一二三四五六七八九十]{1,3}\s*[、.．]\s*")),
    (2, re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]\s*[、.．]?\s*")),
    (3, re.compile(r"^\d{1,2}\s*[、.．]\s*(?!\d)")),
    (4, re.compile(r"^[（(]\d{1,2}[)）]\s*[、.．]?\s*")),
    (5, re.compile(r"^[①-⑳]\s*")),
)  # fmt: skip


class Cells(NamedTuple):
    """The three figures of a row in millionths of the table's unit, None where the cell is empty."""

    total: int | None
    special: int | None
    own: int | None


class Draft(NamedTuple):
    row: int
    number: str
    name: str
    level: int
    cells: Cells


def level_of(name: str) -> tuple[int, str]:
    """The level of a numbered name and the name without its number; 0 for a name without one."""
    plain = unicodedata.normalize("NFC", name).strip()
    for level, pattern in _LEVELS:
        if match := pattern.match(plain):
            return level, plain[match.end() :].strip()
    return 0, plain


def total_of(draft: Draft) -> int | None:
    """The total of a row; where only its parts are given, their sum."""
    if draft.cells.total is not None:
        return draft.cells.total
    parts = [part for part in (draft.cells.special, draft.cells.own) if part is not None]
    return sum(parts) if parts else None


def granted_of(draft: Draft) -> int | None:
    """What the funder gives of a row: its special part, else its total without the institution's own money."""
    if draft.cells.special is not None:
        return draft.cells.special
    whole = total_of(draft)
    return None if whole is None else whole - (draft.cells.own or 0)


def parts_of(draft: Draft) -> int:
    return (draft.cells.special or 0) + (draft.cells.own or 0)


def crooked(draft: Draft) -> bool:
    """A row whose total is not the sum of its own two parts."""
    both = draft.cells.special is not None and draft.cells.own is not None
    return both and draft.cells.total is not None and draft.cells.total != parts_of(draft)


def mends(child: Draft, gap: int) -> bool:
    """Taking the row's parts for its total would close the gap exactly."""
    return parts_of(child) - (total_of(child) or 0) == gap


def children_of(drafts: Sequence[Draft], at: int) -> list[Draft]:
    """The rows one step deeper, up to the next row of the same or a higher level."""
    level = drafts[at].level
    if not level:
        return []
    below: list[Draft] = []
    for draft in drafts[at + 1 :]:
        if draft.level <= level:
            break
        below.append(draft)
    if not below:
        return []
    step = min(draft.level for draft in below)
    return [draft for draft in below if draft.level == step]


def in_fen(millionths: int, unit: BudgetUnit) -> int:
    """Millionths of the table's unit in fen, rounded once where the cell says less than a fen."""
    return round_half_up(millionths * (WAN if unit == "wan" else 1), 10**4)


def plain_figure(millionths: int) -> str:
    """A figure of the table as it was written: two decimals, or more where the cell has more."""
    text = figure_of(millionths, CELL_EXPONENT).rstrip("0")
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<2}"

"""What a person said of the columns of a file is said of its head row, and of no other.

A letter that is right below one head is the balance below the next, and the figures of either look alike. So an answer is kept as the words
of the heads, with a digest of the whole head row and, of a statement, of its account; a letter stands only for a column without words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guohe.exchange.domain import read_listing, read_statement
from guohe.exchange.domain.folding import fold
from guohe.exchange.domain.grid import column_letter, one_line
from guohe.exchange.domain.heads import Head, find_head, head_key, holds_data, index_of
from guohe.exchange.domain.limits import HEAD_SEARCH_ROWS
from guohe.exchange.domain.marks import columns_and_meaning
from guohe.kernel.digest import digest_of

Rows = Sequence[tuple[str, ...]]

_READ_AS: Final = {
    "erp": ("listing", read_listing.WANTED),
    "bank": ("statement", read_statement.WANTED),
}


@dataclass(frozen=True, slots=True)
class Remembered:
    """One answer of a host: its version, the digest of the head row it was given for, and the columns it named."""

    version: int
    digest: str
    columns: Mapping[str, str]


def answer_for(
    rows: Rows, kind: str, answers: Sequence[Remembered], account: tuple[str, str] = ("", "")
) -> Remembered | None:
    """The answer that was given for the head row of this file, of ``answers`` with the newest first."""
    return next(
        (each for each in answers if each.digest == digest_of_heads(rows, kind, each.columns, account)), None
    )


def digest_of_heads(
    rows: Rows, kind: str, columns: Mapping[str, str], account: tuple[str, str] = ("", "")
) -> str | None:
    """The digest of the head row that these columns are of, with the account of a statement; None without a head.

    ``account`` is the ending and the currency that the caller knows, if the file is silent.
    """
    head = _head(rows, kind, columns)
    if head is None:
        return None
    named = columns_and_meaning(columns)[0]
    of = read_statement.account_in(rows, *account, named) if kind == "bank" else ()
    words: list[str | int] = []
    for cells in (head.cells, *_below(rows, kind, head)):
        shown = [fold(one_line(cell)).strip() for cell in cells]
        while shown and not shown[-1]:
            shown.pop()
        words += [len(shown), *shown]
    return digest_of([f"heads of {kind}", *of, *words]).hex()


def lasting(rows: Rows, kind: str, columns: Mapping[str, str]) -> dict[str, str] | None:
    """The columns by the words of their heads; by letter one whose head is empty or stands twice. None when a letter would be read as a head."""
    head = _head(rows, kind, columns)
    if head is None:
        return None
    named = columns_and_meaning(columns)[0] or {}
    kept = {role: text for role, text in columns.items() if role not in named}
    keys = [head_key(cell) for cell in head.cells]
    for role, text in named.items():
        index = index_of(text, head.cells)
        words = head.cells[index] if 0 <= index < len(keys) and keys.count(keys[index]) == 1 else ""
        kept[role] = words if head_key(words) else column_letter(index)
        if index < 0 or index_of(kept[role], head.cells) != index:
            return None
    return kept


def _head(rows: Rows, kind: str, columns: Mapping[str, str]) -> Head | None:
    section, wanted = _READ_AS[kind]
    return find_head(rows, section, wanted=wanted, mapping=columns_and_meaning(columns)[0])


def _below(rows: Rows, kind: str, head: Head) -> list[tuple[str, ...]]:
    """Where no word of a head is known, a title may have been taken for it: all rows down to the first figure are then its words."""
    section, wanted = _READ_AS[kind]
    known = find_head(rows, section, wanted=wanted)
    if known is None or known.columns:
        return []
    below = []
    for cells in rows[head.after : HEAD_SEARCH_ROWS]:
        if holds_data(cells):
            break
        below.append(cells)
    return below

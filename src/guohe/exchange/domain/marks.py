"""Debit and credit as files mark them: a column of D and C, or CR beside a figure. An amount without its mark is half an amount.

In an ERP's listing of costs a debit is a cost and a credit takes one back. In a statement the same words are said by the bank
of its debt to the host, or by the host's own books of its money in the bank: ``signs_proved`` decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, Literal, cast

from guohe.exchange.domain.grid import column_letter
from guohe.exchange.domain.heads import Head, head_key, words_file
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.kernel.findings import Finding, Level, Place

Side = Literal["debit", "credit", "in", "out", "plus", "minus"]
Meaning = Literal["in", "out"]
# In a listing of costs these take a cost back.
TURNS: Final = frozenset({"credit", "in", "minus"})
# Not a column: what a person said that CR is in a statement, among the columns of a mapping or of a bank's profile.
CREDIT_MEANS: Final = "credit_means"
_MARK: Final = re.compile(
    r"(?P<before>cr|dr|[借贷貸])[.:：]?\s*(?=[^a-z\s])(?P<rest>.*\d.*)|(?P<figure>.*\d.*?)\s*(?P<behind>(?<![a-z])(?:cr|dr)\.?|[借贷貸])",
    re.IGNORECASE | re.DOTALL,
)
_SIDES: Final[Mapping[str, Side]] = {
    "cr": "credit",
    "dr": "debit",
    "借": "debit",
    "贷": "credit",
    "貸": "credit",
}


_SIGNS: Final[Mapping[str, Side]] = {"+": "plus", "-": "minus"}


@cache
def _words() -> dict[str, Side]:
    table = words_file()["marks"]
    sides = cast("tuple[Side, ...]", tuple(table))
    return {head_key(word): side for side in sides for word in table[side]}


@lru_cache(maxsize=4096)
def side_of(text: str) -> Side | None:
    """The side that a cell names and nothing else; None of any other text."""
    plain = text.strip()
    return _SIGNS.get(plain) or _words().get(head_key(plain))


def marked(text: str) -> tuple[Side | None, str]:
    """The mark before or behind a figure, and the figure without it: "1,000.00 CR", "DR 500.00", "贷 88.00"."""
    plain = text.strip()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).strip()
    found = _MARK.fullmatch(plain)
    if found is None:
        return None, text
    mark = (found["before"] or found["behind"]).casefold().rstrip(".")
    return _SIDES[mark], (found["rest"] or found["figure"]).strip()


def columns_and_meaning(
    mapping: Mapping[str, str] | None,
) -> tuple[dict[str, str] | None, Meaning | None]:
    """A mapping's columns, None where it names none, and what CR was said to be."""
    columns = {role: text for role, text in (mapping or {}).items() if role != CREDIT_MEANS}
    said = (mapping or {}).get(CREDIT_MEANS, "")
    return columns or None, cast("Meaning", said) if said in ("in", "out") else None


def holds_marks(rows: Iterable[Sequence[str]], at: int) -> bool:
    """Whether any cell of a column is a mark: a head alone ("Direction") says little."""
    return any(side_of(cells[at]) is not None for cells in rows if at < len(cells) and cells[at].strip())


def unread_marks(
    rows: Sequence[tuple[str, ...]], head: Head, dated: Sequence[int], *, both: bool
) -> list[Finding]:
    """A column without a part whose cells are all marks is asked about (IMP-295): it may turn amounts.

    Only rows with a day count. ``both``: debits alone turn nothing, as in a listing of costs.
    """
    if head.index("mark") >= 0 or head.index("amount") < 0:
        return []
    taken = {found.index for found in head.columns.values()} | head.ignored
    found: list[Finding] = []
    for at, name in enumerate(head.cells):
        if at in taken:
            continue
        seen = _all_marks(rows, at, dated)
        sides = {side_of(text) for text in seen}
        if not seen or (both and not sides & TURNS):
            continue
        place = Place(head.first + 1, column_letter(at), name)
        shown = ", ".join(f'"{text}"' for text in seen)[:QUOTE_CHARS]
        found.append(Finding("IMP-295", Level.STOP, place, {"seen": shown}))
    return found


def _all_marks(rows: Sequence[tuple[str, ...]], at: int, dated: Sequence[int]) -> tuple[str, ...]:
    """The different marks of a column in the rows that have a day; nothing where another text stands among them."""
    seen: dict[str, None] = {}
    for cells in rows:
        if at >= len(cells) or not cells[at].strip():
            continue
        if not any(index < len(cells) and cells[index].strip() for index in dated):
            continue
        text = cells[at].strip()
        if text not in seen:
            if side_of(text) is None:
                return ()
            seen[text] = None
    return tuple(seen)

"""A payer's name is the same in every script, width and case; a bank cuts it, and what is left still begins it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from guohe.exchange.domain.folding import fold, name_key
from guohe.reconciliation.domain.values import OpenItem, StatementLine

How = Literal["same", "cut", "holds", "begins"]


@lru_cache(maxsize=65_536)
def signs(text: str) -> str:
    """The folded letters, digits and characters of a text; blanks and punctuation carry no name."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


@lru_cache(maxsize=65_536)
def whole(text: str) -> str:
    """The key of a whole name, with Limited and Ltd alike."""
    return name_key(text)


def alike(text: str, name: str, *, cut: int, least: int) -> tuple[How, int] | None:
    """How a line's text is an expected name, and over how many of the line's characters.

    ``same``: equal. ``cut``: all that this bank's ``cut`` characters leave of it. ``holds``: the name followed by more
    (its other script, a purpose). ``begins``: its beginning, by a bank that is not known to cut. Fewer than ``least``
    signs say nothing.
    """
    seen, expected = signs(text), signs(name)
    if not seen or not expected:
        return None
    if seen == expected or whole(text) == whole(name):
        return "same", len(text)
    if len(expected) >= least and seen.startswith(expected):
        return "holds", len(text)
    if len(seen) >= least and expected.startswith(seen):
        # A blank at the place of the cut is not written.
        return ("cut", len(text)) if cut and cut - 1 <= len(text) <= cut else ("begins", len(text))
    return None


_ORDER: Final = {"same": 0, "cut": 1, "holds": 2, "begins": 3}


def best_alike(line: StatementLine, item: OpenItem, least: int) -> tuple[How, int, str] | None:
    """The best of all the line's texts against all the item's names, with the line's text."""
    best: tuple[How, int, str] | None = None
    for text in line.names:
        for name in item.names:
            found = alike(text, name, cut=line.cut, least=least)
            if found is not None and (
                best is None or (_ORDER[found[0]], -found[1], text) < (_ORDER[best[0]], -best[1], best[2])
            ):
                best = (*found, text)
    return best

"""A comma inside a figure without quotation marks cuts it in two, and its rest then stands right of the last head.

1,000.00 in the last column is read as 1 by whoever looks at columns alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from guohe.exchange.domain.grid import one_line
from guohe.exchange.domain.limits import QUOTE_CHARS

# What a comma inside a figure leaves on either side of it.
_PART: Final = re.compile(r"[^\d,]{0,4}\d{1,3}")
_REST: Final = re.compile(r"\d{3}(?!\d)")


def end_of(head: Sequence[str]) -> int:
    """How many cells a head has up to the last that says something."""
    return max((at + 1 for at, cell in enumerate(head) if cell.strip()), default=0)


def cut_figure(raw: Sequence[str], end: int) -> str:
    """The figure as the file has it, where a row goes on with the rest of one at ``end``; nothing otherwise."""
    if (
        not 0 < end < len(raw)
        or not _PART.fullmatch(raw[end - 1].strip())
        or not _REST.match(raw[end].strip())
    ):
        return ""
    return one_line(",".join(cell for cell in raw[end - 1 :] if cell.strip()))[:QUOTE_CHARS]


def cut_among(raw: Sequence[str], first: int, end: int) -> str:
    """The first cut figure of several columns from ``first`` on, where figures go on at ``end``; nothing otherwise.

    180,000.00,180,000.00 under two heads is cut in the first of them, and 000.00 stands under the second.
    """
    beyond = next((cell.strip() for cell in raw[end:] if cell.strip()), "")
    if not beyond[:1].isdigit():
        return ""
    return next(filter(None, (cut_figure(raw, at) for at in range(first + 1, len(raw)))), "")

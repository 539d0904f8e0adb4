"""A row of 0.00 posts nothing, unless its figure stands in another column: 支出金额 0.00 beside 收入金额 400.00 is money back.

Balances and budgets, sums of the document's currency, rates and quantities stand beside many a zero and say nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from guohe.exchange.domain.heads import Head, role_of, says
from guohe.exchange.domain.numbers import USUAL


def columns_without_part(head: Head) -> tuple[int, ...]:
    """The columns with a head that nothing is read from, and whose figures may be money of the books."""
    taken = {found.index for found in head.columns.values()} | head.ignored
    return tuple(
        at
        for at, text in enumerate(head.cells)
        if text.strip() and at not in taken and not _says_nothing_of_it(text)
    )


def _says_nothing_of_it(text: str) -> bool:
    return role_of(text, "listing")[0] == "other_amount" or says(text, "foreign") or says(text, "no_sums")


def figure_beside(cells: Sequence[str], columns: Sequence[int]) -> int:
    """The column of the first figure that is not zero, or -1."""
    for at in columns:
        text = cells[at].strip() if at < len(cells) else ""
        if USUAL.fullmatch(text) and text.strip("-0.,"):
            return at
    return -1

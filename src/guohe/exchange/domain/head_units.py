"""A head that names a currency or a unit says how its figures are to be read: another one than the reader's is never dropped.

"Amount (USD)" is no amount of HKD, and 1.5 under 金额（万元） is fifteen thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from guohe.exchange.domain.folding import fold, stands
from guohe.exchange.domain.grid import ColumnFound
from guohe.exchange.domain.heads import Head, words_file
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.kernel.findings import Finding, Level, Place


def refuse_units(head: Head, roles: Iterable[str], currency: str) -> list[Finding]:
    """A money column in another unit than one (IMP-320), or in another currency while no column tells each row's (IMP-321)."""
    found: list[Finding] = []
    for column in filter(None, map(head.columns.get, roles)):
        place = Place(row=head.first + 1, column=column.letter, header=column.head[:QUOTE_CHARS])
        if unit := _unit_in(column.head):
            found.append(Finding("IMP-320", Level.STOP, place, {"unit": unit}))
        named = currency_in(column)
        if named not in ("", currency) and "currency" not in head.columns:
            found.append(Finding("IMP-321", Level.STOP, place, {"mark": named, "currency": currency}))
    return found


def currency_in(column: ColumnFound | None) -> str:
    """The one currency that a head names; none where it names none or several."""
    if column is None:
        return ""
    folded = fold(column.head)
    named = {code for code, word in _words() if stands(word, folded)}
    return named.pop() if len(named) == 1 else ""


def of_the_books(head: str) -> bool:
    """Whether a head of amounts says that they are in the currency of the books, without naming it."""
    folded = fold(head)
    return any(stands(fold(word), folded) for word in words_file()["of_the_books"]["words"])


@cache
def _words() -> tuple[tuple[str, str], ...]:
    table = words_file()["currencies"]
    return tuple((code, fold(word)) for code, words in table.items() for word in (*words, code))


@cache
def _units() -> re.Pattern[str]:
    words = words_file()["units"]["not_one"]
    return re.compile("|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True)))


def _unit_in(head: str) -> str:
    met = _units().search(fold(head).replace("’", "'"))
    return met[0] if met else ""

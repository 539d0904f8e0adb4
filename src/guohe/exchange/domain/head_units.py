"""A head or a title that names a currency or a unit says how the figures are to be read: another one than the reader's is never dropped.

"Amount (USD)" is no amount of HKD, and 1.5 under 金额（万元） is fifteen thousand, also where 单位：万元 stands above the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from guohe.exchange.domain.folding import fold, stands
from guohe.exchange.domain.grid import ColumnFound
from guohe.exchange.domain.heads import Head, currency_words, head_key, says, words_file, words_of
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS

# A title that speaks of the figures is short: 单位 is also an institution, whose name may be long.
_TITLE_CHARS: Final = 40


def refuse_units(head: Head, roles: Iterable[str], currency: str, *, by_row: bool) -> list[Finding]:
    """A money column in another unit than one (IMP-320), or in another currency (IMP-321), one that no book has (IMP-324) or several
    (IMP-325), while no column tells each row's. ``by_row``: whether such a column can.
    """
    found: list[Finding] = []
    told = by_row and "currency" in head.columns
    for column in filter(None, map(head.columns.get, roles)):
        place = Place(row=head.first + 1, column=column.letter, header=column.head[:QUOTE_CHARS])
        if unit := _unit_in(column.head):
            found.append(Finding("IMP-320", Level.STOP, place, {"unit": unit}))
        named = currencies_in(column.head)
        if len(named) > 1 and not told:
            found.append(Finding("IMP-325", Level.STOP, place, {"marks": ", ".join(named)}))
        elif len(named) == 1 and named[0] not in EXPONENTS:
            found.append(Finding("IMP-324", Level.STOP, place, {"mark": named[0], "currency": currency}))
        elif named not in ((), (currency,)) and not told:
            found.append(Finding("IMP-321", Level.STOP, place, {"mark": named[0], "currency": currency}))
    return found


def refuse_titles(
    rows: Sequence[tuple[str, ...]], head: Head, roles: Iterable[str], currency: str
) -> list[Finding]:
    """What stands above the table of its unit (IMP-326) and its currency (IMP-327), where the columns do not say it themselves."""
    columns = [found for role in roles if (found := head.columns.get(role))]
    silent = "currency" not in head.columns and not any(currencies_in(column.head) for column in columns)
    for row, text in _said_above(rows[: head.first]):
        values = {"seen": text[:QUOTE_CHARS], "currency": currency}
        if (unit := _unit_in(text)) and (len(unit) > 1 or text.endswith(unit)):
            return [Finding("IMP-326", Level.STOP, Place(row=row), {**values, "unit": unit})]
        named = currencies_in(text)
        if silent and named and named != (currency,):
            return [Finding("IMP-327", Level.STOP, Place(row=row), {**values, "mark": ", ".join(named)})]
    return []


def currency_in(column: ColumnFound | None) -> str:
    """The one currency that a head names; none where it names none or several."""
    named = currencies_in(column.head) if column else ()
    return named[0] if len(named) == 1 else ""


@cache
def currencies_in(text: str) -> tuple[str, ...]:
    """Every currency that a head names, whole ("Amount (USD)") or grown to its word ("AmountUSD")."""
    folded, key = fold(text), head_key(text)
    return tuple(
        sorted(
            {
                code
                for word, code in currency_words().items()
                if stands(word, folded) or _grown_to_a_head(word, key)
            }
        )
    )


def of_the_books(head: str) -> bool:
    """Whether a head of amounts says that they are in the currency of the books, without naming it."""
    return says(head, "of_the_books")


def _grown_to_a_head(word: str, key: str) -> bool:
    if not (word.isascii() and word.isalpha() and len(word) >= 3) or key == word:
        return False
    rest = key.removesuffix(word) if key.endswith(word) else key.removeprefix(word)
    return rest != key and (rest in words_of("listing") or rest in words_of("statement"))


def _said_above(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    """The titles that speak of the figures: "单位：万元", "Currency: USD", also with the word in the next cell."""
    for row, cells in enumerate(rows, 1):
        texts = [cell.strip() for cell in cells if cell.strip()]
        for at, text in enumerate(texts):
            if met := _speaks().match(fold(text)):
                said = (
                    text
                    if fold(text)[met.end() :].strip(" :")
                    else " ".join(texts[at : at + 2]).replace("： ", "：")
                )
                if len(said) <= _TITLE_CHARS:
                    yield row, said


@cache
def _speaks() -> re.Pattern[str]:
    words = sorted(map(fold, words_file()["units"]["said_by"]), key=len, reverse=True)
    openings = "|".join(map(re.escape, words))
    return re.compile(rf"\(?\s*(?:{openings})\s*(?::|$|(?<=in)\s)")


@cache
def _units() -> re.Pattern[str]:
    """The words of units; a Latin one only as a whole word, or a letter at a currency's end (HK$k, RMB m)."""
    units = words_file()["units"]
    words = "|".join(_bounded(word) for word in sorted(map(fold, units["not_one"]), key=len, reverse=True))
    letters = "|".join(units["letters"])
    return re.compile(rf"{words}|(?:{_currency_ends()})\s?(?:{letters})(?![0-9a-z])|\((?:{letters})\)")


def _currency_ends() -> str:
    return "|".join(re.escape(word) for word in currency_words() if word.isascii())


def _bounded(word: str) -> str:
    before = "(?<![0-9a-z])" if word.isascii() and word[0].isalnum() else ""
    after = "(?![0-9a-z])" if word.isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after


def _unit_in(head: str) -> str:
    met = _units().search(fold(head).replace("’", "'"))
    return met[0].strip("()") if met else ""

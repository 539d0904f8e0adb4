"""What a budget table says of its unit and of its currency, in a unit line, in a head, and beside the capital numerals.

万美元 is ten thousand dollars: whoever reads 万 there and not 美 sets up a grant of another amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, NamedTuple

from guohe.exchange.domain.budget import BudgetUnit
from guohe.exchange.domain.capitals import find_capitals
from guohe.exchange.domain.folding import fold
from guohe.exchange.domain.heads import currency_words

# 千元 and the like are no unit that a table is read in, and still another one than 元.
UnitSaid = BudgetUnit | Literal["other"]

# 承担单位：元培学院 names no unit of money.
_LINE: Final = re.compile(
    r"(?:单位|單位|unit)\s*[:：]?\s*(?:人民币|人民幣|RMB|CNY)?\s*"
    r"([千百亿億]?[万萬]元|[千亿億]元|元(?!(?!人)[\u4e00-\u9fff])|10,?000 ?yuan|yuan)",
    re.IGNORECASE,
)
_HEAD: Final = re.compile(
    r"(?:[（(\[/:：]|人民币|人民幣|RMB|CNY)\s*([千百亿億]?[万萬]元|[千亿億]元|元)\s*(?:人民币|人民幣)?\s*(?:$|[）)\]/])",
    re.IGNORECASE,
)
_MARKS: Final = r"(?:单位|unit|币种|币别|货币|currency|(?:amounts?|figures) in)"
_SIZES: Final = (
    r"百万|千万|亿|万|千|百|元|圆|\d{1,2},?000|'?000s?|thousands?|millions?|yuan|(?<![a-z])in(?![a-z])"
)
_SIGNS: Final = r"[\s()\[\]/:,'’.]"


class Said(NamedTuple):
    """A place that names a unit; ``text`` is what it says."""

    row: int
    column: int
    unit: UnitSaid
    text: str


class Units:
    """What the lines and the heads of a table say of its unit, kept until all have been heard."""

    def __init__(self) -> None:
        self._said: list[Said] = []

    def line(self, row: int, text: str) -> bool:
        """Whether a line names a unit."""
        match = _LINE.search(text)
        if match:
            self._said.append(Said(row, -1, _unit_of(match[1]), match[0]))
        return bool(match)

    def heads(self, row: int, cells: Sequence[str], money: Sequence[int]) -> None:
        """The heads of the columns of ``money``; where they say nothing, any other's."""
        found = [
            Said(row, at, _unit_of(match[1]), cell)
            for at, cell in enumerate(cells)
            if (match := _HEAD.search(cell))
        ]
        self._said += [said for said in found if said.column in money] or found

    @property
    def apart(self) -> tuple[Said, Said] | None:
        """Two places that name different units."""
        first = next(iter(self._said), None)
        second = next((said for said in self._said if first and said.unit != first.unit), None)
        return (first, second) if first and second else None

    @property
    def stated(self) -> BudgetUnit | None:
        """The one unit that the table names."""
        unit: UnitSaid = self._said[0].unit if self._said else "other"
        return None if self.apart or unit == "other" else unit


def _unit_of(word: str) -> UnitSaid:
    if word[0] in "千百亿億":
        return "other"
    return "wan" if word[0] in "万萬1" else "yuan"


class _Patterns(NamedTuple):
    currency: re.Pattern[str]
    phrase: re.Pattern[str]
    alone: re.Pattern[str]
    bracketed: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = sorted(currency_words(), key=len, reverse=True)
    latin = "|".join(rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in words if word.isascii())
    han = "|".join(re.escape(word) for word in words if not word.isascii())
    currency = f"{han}|{latin}"
    tokens = rf"((?:{currency}|{_SIZES}|{_SIGNS})+)"
    return _Patterns(
        re.compile(currency),
        re.compile(rf"{_MARKS}s?[\s:]*{tokens}(?![0-9a-z\u4e00-\u9fff])"),
        re.compile(tokens),
        re.compile(rf"\({tokens}\)"),
    )


def other_currency(text: str, own: str) -> str:
    """The first currency named anywhere in a text that is not ``own``; nothing where there is none."""
    found = (currency_words()[match[0]] for match in _patterns().currency.finditer(fold(text)))
    return next((code for code in found if code != own), "")


def currency_of_line(text: str, own: str, *, labels: bool) -> str:
    """Another currency than ``own`` in which a line says that the table is: in its unit, or before its capital numerals.

    A title about exchange rates names currencies and says nothing of the table. ``labels`` is true of a line that may have
    its unit in brackets behind its words, as a title or a total.
    """
    folded, patterns = fold(text), _patterns()
    if find_capitals(text) or "大写" in folded:
        # 人民币…元整（折合美元…） is an amount of yuan: what it comes to elsewhere stands behind.
        named = patterns.currency.search(folded.partition("折")[0])
        if named and currency_words()[named[0]] != own:
            return currency_words()[named[0]]
        return ""
    spoken = [match[1] for match in patterns.phrase.finditer(folded)]
    if alone := patterns.alone.fullmatch(folded):
        spoken.append(alone[1])
    if labels:
        # (EUR) behind a title may be part of a name; (万欧元) is a unit.
        spoken += [match[1] for match in patterns.bracketed.finditer(folded) if not match[1].isascii()]
    return next(filter(None, (other_currency(words, own) for words in spoken)), "")

"""A total in the file is never counted and always checked; a gap is reported once, where it is narrowest.

A sub-total may cover the lines since the last one, or since any earlier one (pages inside accounts inside projects),
or everything so far. So it is right when sum-so-far less the stated figure is one of the sums at an earlier total.
One set of sums makes that a single look-up, however many totals a file has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, NamedTuple

from guohe.exchange.domain.folding import fold
from guohe.exchange.domain.grid import one_line
from guohe.exchange.domain.heads import words_file
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.listing import RowKind, StatedTotal
from guohe.exchange.domain.numbers import figure_of
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS, Money

TotalWord = Literal["grand", "plain", "sub", "page", "carried"]
_ORDER: Final[tuple[TotalWord, ...]] = ("carried", "page", "sub", "grand", "plain")


@cache
def _patterns() -> tuple[tuple[TotalWord, re.Pattern[str]], ...]:
    """A label begins or ends with its word; a Latin word is a whole word."""
    table = words_file()["totals"]
    found: list[tuple[TotalWord, re.Pattern[str]]] = []
    for kind in _ORDER:
        words = sorted({fold(word) for word in table[kind]}, key=len, reverse=True)
        latin = "|".join(re.escape(word) for word in words if word.isascii())
        han = "|".join(re.escape(word) for word in words if not word.isascii())
        found.append(
            (kind, re.compile(rf"^(?:{latin})(?![a-z])|(?<![a-z])(?:{latin})$|^(?:{han})|(?:{han})$"))
        )
    return tuple(found)


def label_of(cells: Sequence[str]) -> tuple[str, TotalWord] | None:
    """The first cell that names a total, and which sort of total it names."""
    for cell in cells:
        if cell and 2 <= len(cell) <= 2 * QUOTE_CHARS:
            folded = one_line(fold(cell)).rstrip(":： ")
            for kind, pattern in _patterns():
                if pattern.search(folded):
                    return one_line(cell)[:QUOTE_CHARS], kind
    return None


@cache
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A text that begins with a total word, and what may follow it so that nothing but a total is meant."""
    table = words_file()["totals"]
    every = sorted({fold(word) for kind in _ORDER for word in table[kind]}, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in every if word.isascii())
    han = "|".join(re.escape(word) for word in every if not word.isascii())
    begins = re.compile(rf"(?:(?:{latin})(?![a-z])|(?:{han}))")
    plain = {fold(word) for word in table["plain"]}
    # "Subtotal" is said of nothing else; "Total station rental" is a survey instrument and no total.
    only = "|".join(re.escape(word) for word in every if word not in plain)
    loose = "|".join(sorted(map(re.escape, plain), key=len, reverse=True))
    rest = r"\s*(?:$|[^\w\s]|\d|(?:for|of|account|project|amount|actuals?|hkd|cny|rmb|to|up|as|this|all)(?![a-z]))"
    means = re.compile(rf"(?:{only})(?![a-z])|(?:{loose}){rest}")
    return begins, means


def _says_only(text: str, table: str, key: str) -> bool:
    return len(text) <= 2 * QUOTE_CHARS and bool(_nothing_but(table, key).fullmatch(one_line(fold(text))))


@cache
def _nothing_but(table: str, key: str) -> re.Pattern[str]:
    """Words of one sort, signs and a day; a file may write them in two languages. A Latin word is a whole word."""
    words = sorted({fold(word) for word in words_file()[table][key]}, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    han = "|".join(re.escape(word) for word in words if not word.isascii())
    return re.compile(rf"[\W_]*(?:(?:(?:{latin})(?![a-z])|(?:{han}))[\W\d_]*)+")


def only_carries(text: str) -> bool:
    """Whether a text says that a balance is carried and, a day apart, nothing else: no payer is called so."""
    return _says_only(text, "totals", "carried")


def only_ends(text: str) -> bool:
    """Whether a text says that a listing ends here, and nothing else."""
    return _says_only(text, "ends", "words")


@cache
def opening_signs() -> frozenset[str]:
    """The first signs of all total words as a file may write them: one look at a cell excuses nearly every row."""
    table = words_file()["totals"]
    first = {fold(word)[0] for words in table.values() for word in words}
    first |= {word[0] for words in table.values() for word in words}
    wide = {
        chr(ord(sign) + 0xFEE0) for sign in first | {each.upper() for each in first} if "!" <= sign <= "~"
    }
    return frozenset(first | {sign.upper() for sign in first} | wide | set(" \t\u3000\xa0"))


def opens_total(cell: str) -> Literal["", "maybe", "means"]:
    """Whether a text begins with a total word, and whether it can mean anything but a total."""
    if not 2 <= len(cell) <= 2 * QUOTE_CHARS:
        return ""
    folded = one_line(fold(cell))
    begins, means = _openings()
    if not begins.match(folded):
        return ""
    return "means" if means.match(folded) else "maybe"


class _Stated(NamedTuple):
    row: int
    kind: TotalWord
    label: str
    stated: int
    counted: int
    agrees: bool
    unknown: bool


class TotalsChecked:
    """Keeps the sums while a listing is read, and judges the stated totals at its end."""

    def __init__(self) -> None:
        self.actual = 0
        self.everything = 0
        self._at: tuple[set[int], set[int]] = ({0}, {0})
        self._last = 0
        self._found: list[_Stated] = []
        self._doubted = False

    def move_to(self, actual: int, everything: int) -> None:
        """The loop's own sums, handed over before anything unusual is done."""
        self.actual, self.everything = actual, everything

    def add(self, minor: int, *, commitment: bool, ours: bool) -> None:
        """One line outside the loop. Totals are in the currency of the book; other currencies stay out."""
        if ours:
            self.everything += minor
            if not commitment:
                self.actual += minor

    def agrees(self, minor: int) -> bool:
        """Whether a figure is the sum since the last total, or since an earlier one; nothing is the sum of no lines."""
        actual_sums, all_sums = self._at
        return bool(minor) and (self.actual - minor in actual_sums or self.everything - minor in all_sums)

    def doubt(self) -> None:
        """A row calls itself a total and is not taken for one: nobody says that the file has none."""
        self._doubted = True

    def state(self, row: int, kind: TotalWord, label: str, minor: int, *, unknown: bool) -> None:
        """A total row: ``unknown`` when a line above it has an amount that nobody could read."""
        actual_sums, all_sums = self._at
        agrees = self.actual - minor in actual_sums or self.everything - minor in all_sums
        counted = self.actual if kind == "grand" else self.actual - self._last
        self._found.append(_Stated(row, kind, label, minor, counted, agrees, unknown))
        if kind in ("sub", "plain", "grand"):
            self._last = self.actual
        actual_sums.add(self.actual)
        all_sums.add(self.everything)

    def settled(
        self, currency: str, other: dict[int, RowKind], column: Place, unknown: bool
    ) -> tuple[list[StatedTotal], list[Finding]]:
        """The stated totals and what does not agree. Marks the grand total among the rows that are no lines."""
        grand = self._grand()
        totals: list[StatedTotal] = []
        findings: list[Finding] = []
        gaps = 0
        for found in self._found:
            if found is grand:
                continue
            kind: Literal["subtotal", "grand"] = "subtotal"
            totals.append(self._total(found, kind, found.stated if found.agrees else found.counted, currency))
            if not found.agrees and not found.unknown:
                gaps += found.stated - found.counted
                findings.append(self._finding("IMP-202", found, found.counted, currency, column))
        if grand is not None:
            other[grand.row] = "grand"
            counted = self.everything if grand.stated == self.everything else self.actual
            totals.append(self._total(grand, "grand", counted, currency))
            gap = grand.stated - counted
            if gap and not unknown and gap != gaps:
                findings = [self._finding("IMP-201", grand, counted, currency, column), *findings]
        elif not totals and not self._doubted:
            findings.append(Finding("IMP-203", Level.NOTE))
        return totals, findings

    def _grand(self) -> _Stated | None:
        """The last total that calls itself grand, or a plain "total" after which no other total comes."""
        named = [found for found in self._found if found.kind == "grand"]
        if named:
            return named[-1]
        last = self._found[-1] if self._found else None
        plain = last is not None and last.kind == "plain" and last.stated in (self.actual, self.everything)
        return (
            last if plain or (last is not None and last.kind == "plain" and len(self._found) == 1) else None
        )

    def _total(
        self, found: _Stated, kind: Literal["subtotal", "grand"], counted: int, currency: str
    ) -> StatedTotal:
        return StatedTotal(
            found.row, kind, found.label, Money(currency, found.stated), Money(currency, counted)
        )

    def _finding(self, code: str, found: _Stated, counted: int, currency: str, column: Place) -> Finding:
        exponent = EXPONENTS[currency]
        values = {
            "sum": figure_of(counted, exponent),
            "stated": figure_of(found.stated, exponent),
            "apart": figure_of(abs(found.stated - counted), exponent),
        }
        place = Place(row=found.row, column=column.column, header=column.header)
        return Finding(code, Level.HOLD, place, values, minor=abs(found.stated - counted))

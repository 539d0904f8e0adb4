"""A date is read as written; what could be read two ways is decided by the column, and the evidence is named.

18/04/2018 can only be day first, so 05/10/2018 in the same column is 5 October. With no such evidence the Hong Kong
order is taken and said; with evidence both ways nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from guohe.exchange.domain.limits import FIGURE_CHARS

Order = Literal["day first", "month first", "year first", "excel"]
Style = Literal["numeric", "year_first", "compact", "month_name", "chinese", "serial"]

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
# Excel counts days from here; the false 29 February 1900 lies before any date that is read.
_EXCEL_ZERO: Final = date(1899, 12, 30)
_TWO_DIGIT_PIVOT: Final = 80
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK: Final = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?$", re.IGNORECASE)
_NUMERIC: Final = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})")
_ANY_DATE: Final = r"(\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4})"
_PERIOD: Final = re.compile(rf"{_ANY_DATE}\s*(?:-|–|—|~|至|to)\s*{_ANY_DATE}", re.IGNORECASE)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})[ \-/.]?([A-Za-z]{3,9})\.?[ \-/.,]*(\d{4}|\d{2})")
_MONTH_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_CHINESE: Final = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
_SERIAL: Final = re.compile(r"([2-7]\d{4})(\.\d+)?")


@dataclass(frozen=True, slots=True)
class DatesRead:
    """The distinct texts of a date column with what each means; a text without a meaning maps to None.

    ``day_first`` and ``month_first`` are the first texts that can only be read in that order.
    """

    dates: Mapping[str, date | None]
    styles: Mapping[str, Style]
    order: Order
    day_first: str
    month_first: str
    ambiguous: frozenset[str]

    @property
    def contradictory(self) -> bool:
        """The column proves both orders, so a date that fits both cannot be read."""
        return bool(self.day_first and self.month_first)

    @property
    def evidence(self) -> str:
        """The text that decided the order, or nothing."""
        return "" if self.contradictory else self.day_first or self.month_first


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= year <= LAST_YEAR else None


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return 2000 + number if number < _TWO_DIGIT_PIVOT else 1900 + number


def _plain(text: str) -> str:
    plain = text.strip()
    if len(plain) > FIGURE_CHARS:
        return ""
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    return _CLOCK.sub("", plain.lstrip("'"))


def _settled(plain: str) -> tuple[date | None, Style] | None:
    """The date of a text that can be read in one way only; None when the numbers' order matters."""
    if match := _YEAR_FIRST.fullmatch(plain):
        return _day(int(match[1]), int(match[3]), int(match[4])), "year_first"
    if match := _DAY_MONTH.fullmatch(plain):
        month = _MONTHS.get(match[2].lower(), 0)
        return _day(_year(match[3]), month, int(match[1])), "month_name"
    if match := _MONTH_DAY.fullmatch(plain):
        return _day(int(match[3]), _MONTHS.get(match[1].lower(), 0), int(match[2])), "month_name"
    if match := _CHINESE.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3])), "chinese"
    if match := _COMPACT.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3])), "compact"
    if match := _SERIAL.fullmatch(plain):
        found = _EXCEL_ZERO + timedelta(days=int(match[1]))
        return _day(found.year, found.month, found.day), "serial"
    return None


def read_dates(
    texts: Iterable[str],
    *,
    order: Literal["day first", "month first"] | None = None,
    hints: Iterable[str] = (),
) -> DatesRead:
    """Reads every distinct text of a column. ``hints`` are dates found in title rows, ``order`` a person's word."""
    dates: dict[str, date | None] = {}
    styles: dict[str, Style] = {}
    open_texts: dict[str, tuple[int, int, int]] = {}
    for text in dict.fromkeys(texts):
        plain = _plain(text)
        if settled := _settled(plain):
            dates[text], styles[text] = settled
        elif match := _NUMERIC.fullmatch(plain):
            open_texts[text] = (int(match[1]), int(match[3]), _year(match[4]))
            styles[text] = "numeric"
        else:
            dates[text] = None
    day_first = next((text for text, (first, second, _) in open_texts.items() if first > 12 >= second), "")
    month_first = next((text for text, (first, second, _) in open_texts.items() if second > 12 >= first), "")
    if not day_first and not month_first:
        for hint in hints:
            if match := _NUMERIC.fullmatch(_plain(hint)):
                first, second = int(match[1]), int(match[3])
                day_first = day_first or (hint if first > 12 >= second else "")
                month_first = month_first or (hint if second > 12 >= first else "")
        if day_first and month_first:
            day_first = month_first = ""
    if order is not None:
        day_first, month_first = ("", month_first) if order == "month first" else (day_first, "")
    by_month = order == "month first" or (order is None and bool(month_first) and not day_first)
    contradictory = bool(day_first and month_first)
    ambiguous: set[str] = set()
    for text, (first, second, year) in open_texts.items():
        could_be_both = first <= 12 and second <= 12 and first != second
        if could_be_both:
            ambiguous.add(text)
        if contradictory and could_be_both:
            dates[text] = None
        elif (first > 12) != (second > 12) and order is None:
            dates[text] = _day(year, second, first) if first > 12 else _day(year, first, second)
        else:
            dates[text] = _day(year, first, second) if by_month else _day(year, second, first)
    if open_texts:
        found: Order = "month first" if by_month else "day first"
    elif set(styles.values()) <= {"serial"} and styles:
        found = "excel"
    else:
        found = "year first"
    return DatesRead(dates, styles, found, day_first, month_first, frozenset(ambiguous))


def dates_in(text: str) -> list[str]:
    """The numeric dates inside a title such as "Period 01/04/2018 - 31/03/2019"."""
    return [match[0] for match in _NUMERIC.finditer(unicodedata.normalize("NFKC", text[:500]))]


def period_end(titles: Iterable[str], order: Order) -> date | None:
    """The last day of the period that a title names with two dates, the first not after the second; None without one.

    A run date beside it stands for itself: only two dates with nothing but a dash or 至 between them are a period.
    """
    for title in titles:
        for first, last in _PERIOD.findall(unicodedata.normalize("NFKC", title[:500])):
            asked: Literal["day first", "month first"] = (
                "month first" if order == "month first" else "day first"
            )
            read = read_dates((first, last), order=asked).dates
            starts, ends = read[first], read[last]
            if starts is not None and ends is not None and starts <= ends:
                return ends
    return None

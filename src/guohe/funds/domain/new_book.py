"""A book begins with a name, its currencies and whole months: what is given for it is looked at once, and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS

# Twenty years: longer than any grant with its audit, and short of a slip such as 2018 months.
MOST_MONTHS: Final = 240
# A host's book receives CNY and pays in HKD; a Macao host names MOP.
CURRENCIES: Final = ("CNY", "HKD")
_CODE: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book as somebody asks for it; its periods are ``months`` calendar months, from the month of ``first_day`` on."""

    code: str
    name: str
    first_day: date
    months: int
    currencies: tuple[str, ...] = CURRENCIES


def check_new_book(book: NewBook) -> Iterator[Finding]:
    """Every fault of it, in the order of the form."""
    if not _CODE.match(book.code):
        yield _stop("MON-349", "code", seen=book.code)
    if not book.name.strip():
        yield _stop("MON-350", "name")
    if not 1 <= book.months <= MOST_MONTHS:
        yield _stop("MON-355", "months", seen=str(book.months), most=str(MOST_MONTHS))
    unknown = [currency for currency in book.currencies if currency not in EXPONENTS]
    # Awards are in CNY, and a book that cannot spend them in another currency has nothing to convert into.
    if unknown or "CNY" not in book.currencies or len(set(book.currencies)) < 2:
        yield _stop(
            "MON-356", "currencies", seen=", ".join(book.currencies) or "-", known=", ".join(EXPONENTS)
        )


def _stop(code: str, pointer: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=pointer), values)

"""An amount never travels without its currency, and is a whole number of minor units.

100.00 CNY is ``Money("CNY", 10000)``. Rounding happens once, half away from zero, on integers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# ISO 4217 exponents of the currencies that cross this boundary.
EXPONENTS: Final = {"CNY": 2, "HKD": 2, "MOP": 2, "USD": 2, "EUR": 2}

# Minor units that no amount here reaches, and that every table holds: a slip of the keyboard.
TOO_MUCH: Final = 10**15

MINUS: Final = "\N{MINUS SIGN}"
# More figures than any amount has; a longer text is not read at all.
_LONGEST: Final = 60
_PLAIN: Final = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum."""


class AmountNotReadable(ValueError):
    """A text is not a plain decimal number with at most the currency's decimals."""


def round_half_up(numerator: int, denominator: int) -> int:
    """The quotient is rounded once, halves away from zero.

    ``denominator`` is positive. Exact integer arithmetic: no precision is lost at any size.
    """
    if denominator <= 0:
        raise ValueError(f"denominator must be positive, seen {denominator}")
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (fen, cents, avos) of one currency."""

    currency: str
    minor: int

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise ValueError(f"currency {self.currency!r} is not one of {sorted(EXPONENTS)}")
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError(f"minor units are a whole number, seen {self.minor!r}")

    @classmethod
    def of(cls, currency: str, text: str) -> Money:
        """A plain decimal text becomes an exact amount: ``Money.of("CNY", "720000.00")``.

        Commas are accepted between groups of three. Raises AmountNotReadable for anything else, for more decimals
        than the currency has (nothing is rounded on the way in), and for one too many that is 0: where a point
        groups, 40.000 is forty thousand.
        """
        plain = text.replace(MINUS, "-").strip()
        if len(plain) > _LONGEST or not _PLAIN.fullmatch(plain):
            raise AmountNotReadable(f'"{text}" is not a plain number')
        plain = plain.replace(",", "")
        whole, _, fraction = plain.lstrip("-").partition(".")
        exponent = EXPONENTS[currency]
        if len(fraction.rstrip("0")) > exponent or len(fraction) == exponent + 1:
            raise AmountNotReadable(f'"{text}" has more than {exponent} decimals')
        minor = int(whole) * 10**exponent + int((fraction + "0" * exponent)[:exponent] or "0")
        return cls(currency, -minor if plain.startswith("-") else minor)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.currency, self.minor + other.minor)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.currency, self.minor - other.minor)

    def __neg__(self) -> Money:
        return Money(self.currency, -self.minor)

    def __abs__(self) -> Money:
        return Money(self.currency, abs(self.minor))

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def plain(self) -> str:
        """The machine form, without thousands separators: ``-1250.00``."""
        exponent = EXPONENTS[self.currency]
        whole, fraction = divmod(abs(self.minor), 10**exponent)
        return f"{'-' if self.minor < 0 else ''}{whole}.{fraction:0{exponent}d}"

    @property
    def figure(self) -> str:
        """The reader's form without its currency, for a column whose head names it: ``−1,250.00``."""
        exponent = EXPONENTS[self.currency]
        whole, fraction = divmod(abs(self.minor), 10**exponent)
        return f"{MINUS if self.minor < 0 else ''}{whole:,}.{fraction:0{exponent}d}"

    def __str__(self) -> str:
        return f"{self.currency} {self.figure}"


def total(currency: str, amounts: Iterable[Money]) -> Money:
    """The sum of amounts of one currency; an empty sum is zero of that currency."""
    minor = 0
    for amount in amounts:
        if amount.currency != currency:
            raise CurrencyMismatch(f"{amount.currency} does not add to {currency}")
        minor += amount.minor
    return Money(currency, minor)

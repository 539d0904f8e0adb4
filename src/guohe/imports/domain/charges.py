"""A bank's charge has a size beyond which it is not believed to be one without a second person, and is told by its words."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from guohe.exchange.domain.folding import fold, stands
from guohe.kernel.money import Money, round_half_up

_DATA: Final = Path(__file__).parent / "data" / "charges.toml"


@cache
def _data() -> dict[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


def largest_charge(sent: Money) -> Money:
    """The most that one person may book as the charge of a receipt of which ``sent`` left, in the same currency.

    The larger of the flat amount and the share (``data/charges.toml``), rounded half up.
    """
    limits = _data()
    share = Money(sent.currency, round_half_up(sent.minor * int(limits["per_mille"]), 1000))
    flat = limits["flat"].get(sent.currency)
    return share if flat is None else max(share, Money.of(sent.currency, flat), key=lambda each: each.minor)


def window() -> tuple[int, int]:
    """How many working days, and within how many calendar days, two dates of one charge may lie apart."""
    told = _data()["window"]
    return int(told["working_days"]), int(told["calendar_days"])


@cache
def charge_words() -> tuple[str, ...]:
    """The usual words of a charge, folded; a bank's own stand in its profile."""
    return tuple(map(fold, _data()["words"]["charged"]))


@cache
def _bank_words() -> tuple[str, ...]:
    return tuple(map(fold, _data()["words"]["banks"]))


@lru_cache(maxsize=4096)
def says_charge(text: str) -> bool:
    """The text says in the usual words that it is of a charge."""
    said = fold(text)
    return any(stands(word, said) for word in charge_words())


def names_a_bank(text: str) -> bool:
    """The text says by a word that it is a bank's name."""
    said = fold(text)
    return any(stands(word, said) for word in _bank_words())

"""A bank's charge has a size beyond which it is not believed to be one without a second person."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from guohe.kernel.money import Money, round_half_up

_DATA: Final = Path(__file__).parent / "data" / "charges.toml"


@cache
def _limits() -> dict[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


def largest_charge(sent: Money) -> Money:
    """The most that one person may book as the charge of a receipt of which ``sent`` left, in the same currency.

    The larger of the flat amount and the share (``data/charges.toml``), rounded half up.
    """
    limits = _limits()
    share = Money(sent.currency, round_half_up(sent.minor * int(limits["per_mille"]), 1000))
    flat = limits["flat"].get(sent.currency)
    return share if flat is None else max(share, Money.of(sent.currency, flat), key=lambda each: each.minor)

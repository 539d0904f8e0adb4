"""How guesses are weighed is data with a version; only the threshold is the host's to choose."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from guohe.exchange.domain.folding import fold
from guohe.imports.domain.charges import charge_words, window

_DATA: Final = Path(__file__).parent / "data" / "rules.toml"


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules; what each number means stands in data/rules.toml, of the window and the words of a charge in imports."""

    version: int
    threshold: int
    margin: int
    worth_showing: int
    shown: int
    usual_days: int
    window_days: int
    window_calendar: int
    narrow_calendar: int
    prefix: int
    slip_length: int
    pool: int
    parts: int
    fits: int
    new_charge: Mapping[str, int]
    weights: Mapping[str, int]
    returned: tuple[str, ...]
    returned_written: tuple[str, ...]
    charged: tuple[str, ...]

    def with_threshold(self, threshold: int) -> Rules:
        """The same rules with what this host lets be settled without a person."""
        return replace(self, threshold=threshold)


@cache
def rules() -> Rules:
    """The rules that ship with the product."""
    with _DATA.open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)
    words = table.pop("words")
    working_days, calendar_days = window()
    return Rules(
        new_charge=MappingProxyType(table.pop("new_charge")),
        weights=MappingProxyType(table.pop("weights")),
        returned=tuple(fold(word) for word in words["returned"]),
        returned_written=tuple(words["returned"]),
        charged=charge_words(),
        window_days=working_days,
        window_calendar=calendar_days,
        **table,
    )

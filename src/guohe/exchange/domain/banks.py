"""What is particular to one bank is data: which date counts, where it cuts a name, how its dates are ordered."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

_DATA: Final = Path(__file__).parent / "data" / "banks.toml"


@dataclass(frozen=True, slots=True)
class BankProfile:
    """One bank's ways. ``cut`` is the length at which it cuts a payer's name; 0 means that it does not."""

    code: str
    name: str
    counts: Literal["post", "value", "txn"] = "post"
    cut: int = 0
    order: Literal["day first", "month first"] | None = "day first"
    currency: str = ""


PLAIN: Final = BankProfile("PLAIN", "Any statement with heads")


@cache
def profiles() -> dict[str, BankProfile]:
    """The profiles that ship with the product, by code."""
    with _DATA.open("rb") as file:
        table = tomllib.load(file)
    table.pop("version")
    return {code: BankProfile(code=code, **fields) for code, fields in table.items()}

"""The few words inside a listing that decide something: actual or commitment, the currency, a project in a title."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from guohe.exchange.domain.folding import fold, stands
from guohe.exchange.domain.heads import head_key, words_file
from guohe.exchange.domain.listing import LineKind

_PROJECT: Final = re.compile(
    r"(?:project(?: account| code| no\.?| number| id)?|項目(?:編號|代碼|號)?|项目(?:编号|代码|号)?)\s*[:：]\s*([A-Z0-9][\w./\-]{2,30})",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(r"(\d{3,12}|[A-Z]{0,3}\d{3,12})(?:\s*[-–:]\s*|\s+)(\D.*)", re.DOTALL)


@cache
def _kinds() -> dict[str, LineKind]:
    table = words_file()["kinds"]
    found: dict[str, LineKind] = {head_key(word): "actual" for word in table["actual"]}
    found.update((head_key(word), "commitment") for word in table["commitment"])
    return found


@cache
def _currencies() -> dict[str, str]:
    table = words_file()["currencies"]
    return {head_key(word): code for code, words in table.items() for word in words}


def kind_of(text: str) -> LineKind | None:
    """ACT or COM and their like; an empty cell is an actual; an unknown word is None."""
    if not text.strip():
        return "actual"
    return _kinds().get(head_key(text))


def names_orders(text: str) -> bool:
    """Whether a title or a head speaks of orders that are still open, and not of costs."""
    folded = fold(text[:300])
    return any(stands(fold(word), folded) for word in words_file()["orders"]["open"])


def currency_of(text: str, otherwise: str) -> str | None:
    """The code of a currency word; an empty cell is the currency of the book; an unknown word is None."""
    if not text.strip():
        return otherwise
    return _currencies().get(head_key(text))


def account_parts(text: str) -> tuple[str, str]:
    """Code and name of an account cell that may hold both: "6110 Consumables"."""
    plain = text.strip()
    if match := _ACCOUNT.fullmatch(plain):
        return match[1], match[2].strip()
    return plain, ""


def project_in(text: str) -> str:
    """The code in a title such as "Project: ZZ01-DEMO", or nothing."""
    found = _PROJECT.search(text[:300])
    return found[1] if found else ""

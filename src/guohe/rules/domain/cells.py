"""A cell of a book's table says one value, and gives back exactly that value: a number, a day, true, a text, or a few of them.

``12``, ``true`` and ``2027-01-31`` are what they look like; in quotation marks they are text. ``|`` parts the items of a list,
``;`` the pairs of a case; a holding stands in braces, one a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

EMPTY_LIST: Final = "[]"
_CONDITIONS: Final = "place = HK; type = general | key"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_PAIR: Final = re.compile(rf"\s*([^\s=;{{}}\"]+)\s*=\s*({_QUOTED}|[^;\"]*?)\s*(?:;|$)")
_ITEM: Final = re.compile(rf"\s*({_QUOTED}|[^|\"]*?)\s*(?:\||$)")
_HOLDING: Final = re.compile(rf"\s*\{{((?:{_QUOTED}|[^{{}}\"])*)\}}")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A day as a spreadsheet or a person may write it, its year first: as a text it would equal no day, and the rule could not tell.
_OTHER_DAY: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
# What parts conditions elsewhere, and here only makes one long value of two: commas, "and", a second equals sign.
_OTHER_PARTING: Final = re.compile(r"[=,，、；]|\band\b|&")
_MARKS: Final = re.compile(r'["|;{}=\n\\]')


class CellNotReadable(ValueError):
    """A cell does not hold what its column needs; the message shows how to write it."""


def scalar_of(text: str) -> Any:
    """The value of a cell. Raises CellNotReadable."""
    text = text.strip()
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CellNotReadable("2027-01-31") from None
    if other := _OTHER_DAY.fullmatch(text):
        raise CellNotReadable(_day_meant(*other.groups()))
    return _text_of(text)


def _day_meant(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return "2027-01-31"


def scalar_cell(value: Any) -> str:
    """The cell of a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    bare = _is_bare(value) and not _OTHER_DAY.fullmatch(value) and scalar_of(value) == value
    return value if bare else json.dumps(value, ensure_ascii=False)


def texts_of(text: str) -> list[str]:
    """A list of texts: ``a | b``; whatever stands there is text."""
    return [_text_of(item) for item in _items(text)]


def texts_cell(values: list[str]) -> str:
    """The cell of a list of texts."""
    shown = (value if _is_bare(value) else json.dumps(value, ensure_ascii=False) for value in values)
    return " | ".join(shown) if values else EMPTY_LIST


def fact_of(text: str) -> Any:
    """A fact: one value, or holdings in braces. Raises CellNotReadable."""
    if text.strip() == EMPTY_LIST:
        return []
    if not text.lstrip().startswith("{"):
        return scalar_of(text)
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        seen = _HOLDING.match(text, at)
        if seen is None:
            raise CellNotReadable("{person = P; type = general; role = lead; standing = running}")
        found.append({key: scalar_of(value) for key, value in _pairs(seen[1])})
        at = seen.end()
    return found


def fact_cell(value: Any) -> str:
    """The cell of a fact."""
    if not isinstance(value, list):
        return scalar_cell(value)
    lines = ("; ".join(f"{key} = {scalar_cell(each)}" for key, each in held.items()) for held in value)
    return "\n".join(f"{{{line}}}" for line in lines) if value else EMPTY_LIST


def when_of(text: str) -> dict[str, Any]:
    """Conditions: ``place = HK; type = general | key``. Raises CellNotReadable."""
    found = {}
    for key, value in _conditions(text):
        items = _items(value)
        if any(not item.startswith('"') and _OTHER_PARTING.search(item) for item in items):
            raise CellNotReadable(_CONDITIONS)
        among = [scalar_of(item) for item in items]
        found[key] = among if len(among) > 1 else among[0]
    return found


def when_cell(conditions: Mapping[str, Any]) -> str:
    """The cell of conditions."""
    return "; ".join(
        f"{key} = "
        + " | ".join(_condition_cell(each) for each in (value if isinstance(value, list) else [value]))
        for key, value in conditions.items()
    )


def _condition_cell(value: Any) -> str:
    parted = isinstance(value, str) and _OTHER_PARTING.search(value)
    return json.dumps(value, ensure_ascii=False) if parted else scalar_cell(value)


def _conditions(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    condition = re.compile(rf"\s*([^\s=;|\"]+)\s*=\s*((?:{_QUOTED}|[^;\"])*?)\s*(?:;|$)")
    text = text.rstrip()
    while at < len(text):
        seen = condition.match(text, at)
        if seen is None or not seen[2]:
            raise CellNotReadable(_CONDITIONS)
        found.append((seen[1], seen[2]))
        at = seen.end()
    return found


def _pairs(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        seen = _PAIR.match(text, at)
        if seen is None or not seen[2]:
            raise CellNotReadable("{person = P; type = general; role = lead; standing = running}")
        found.append((seen[1], seen[2]))
        at = seen.end()
    return found


def _items(text: str) -> list[str]:
    text = text.strip()
    if text == EMPTY_LIST:
        return []
    found, at = [], 0
    while at < len(text):
        seen = _ITEM.match(text, at)
        if seen is None or not seen[1]:
            raise CellNotReadable("general | key")
        found.append(seen[1])
        at = seen.end()
    return found


def _text_of(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        raise CellNotReadable('"…"') from None


def _is_bare(text: str) -> bool:
    return bool(text) and text == text.strip() and text != EMPTY_LIST and not _MARKS.search(text)

"""The machine form of our values: an amount is always a pair of currency and plain decimal text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.tables import Table


def plain(value: Any) -> Any:
    """A value made of what JSON has. Raises TypeError for a kind that nobody has decided how to write."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Money):
        return {"currency": value.currency, "amount": value.plain}
    if isinstance(value, Name):
        return {"en": value.en, "zh-hant": value.zh_hant, "zh-hans": value.zh_hans}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Table):
        return table_record(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no machine form")


def table_record(table: Table) -> dict[str, Any]:
    """A table for a program: its columns once, then one object a row."""
    keys = [column.key for column in table.columns]
    return {
        "title": table.title,
        "columns": [{"key": c.key, "head": c.head, "kind": c.kind.value} for c in table.columns],
        "rows": [{key: plain(cell) for key, cell in zip(keys, row, strict=True)} for row in table.rows],
        "totals": None if table.totals is None else dict(zip(keys, map(plain, table.totals), strict=True)),
        "notes": list(table.notes),
    }


def json_text(value: Any) -> str:
    """Readable JSON, Chinese as itself, ending with a line break."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n"

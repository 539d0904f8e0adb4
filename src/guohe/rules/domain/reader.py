"""A table of a data file is read leniently and completely: what is missing, mistyped or unknown becomes a fault, not an end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate, read_date
from guohe.rules.domain.faults import Faults

_NOWHERE = date.min


class Reader:
    """One table, which knows its place and which of its fields were read."""

    def __init__(self, fields: object, place: str, faults: Faults) -> None:
        self.place = place
        self.faults = faults
        if not isinstance(fields, Mapping):
            faults.add("RUL-805", place, seen=str(fields)[:60], expected="[table]")
            fields = {}
        self.fields = cast("Mapping[str, Any]", fields)
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def raw(self, key: str, *, needed: bool = True) -> Any:
        """The field as it stands; None and a fault when it is needed and missing."""
        self._read.add(key)
        if key not in self.fields and needed:
            self.faults.add("RUL-804", self.place, field=key)
        return self.fields.get(key)

    def wrong(self, key: str, expected: str) -> None:
        """The field is there and is not what it must be."""
        self.faults.add(
            "RUL-805", f"{self.place}, {key}", seen=_plain(self.fields.get(key))[:60], expected=expected
        )

    def text(self, key: str, *, needed: bool = True) -> str:
        """A text; empty when absent."""
        value = self.raw(key, needed=needed)
        if value is None:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(key, '"…"')
            return ""
        return value

    def truth(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.raw(key, needed=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, "true / false")
            return default
        return value

    def choice(self, key: str, among: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        value = self.raw(key, needed=default is None)
        if value is None:
            return default or among[0]
        if value not in among:
            self.wrong(key, " / ".join(among))
            return among[0]
        return str(value)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        value = self.raw(key, needed=needed)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, '["…", "…"]')
            return ()
        return tuple(value)

    def day(self, key: str) -> date | None:
        """A day, or None when absent."""
        value = self.raw(key, needed=False)
        if value is None or (isinstance(value, date) and type(value) is date):
            return value
        self.wrong(key, "2019-01-31")
        return None

    def stated(self, key: str, *, needed: bool = True) -> StatedDate | None:
        """A day, month or year as text."""
        value = self.text(key, needed=needed)
        if not value:
            return None
        try:
            return read_date(value)
        except ValueError:
            self.wrong(key, '"2019" / "2019-01" / "2019-01-31"')
            return None

    def name(self, key: str, *, needed: bool = True) -> Name | None:
        """A name in three languages."""
        if self.raw(key, needed=needed) is None:
            return None
        inner = self.table(key)
        name = Name(inner.text("en"), inner.text("zh_hant"), inner.text("zh_hans"))
        inner.finish()
        return name

    def table(self, key: str) -> Reader:
        """An inner table; an absent one is a fault."""
        value = self.raw(key)
        return Reader({} if value is None else value, f"{self.place}, {key}", self.faults)

    def tables(self, key: str) -> tuple[Reader, ...]:
        """A list of inner tables; an absent field is an empty list."""
        value = self.raw(key, needed=False)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(key, "[[…]]")
            return ()
        return tuple(Reader(each, f"{self.place}, {key} {n}", self.faults) for n, each in enumerate(value, 1))

    def finish(self) -> None:
        """Every field was read: an unknown one is a slip of the pen."""
        for key in sorted(set(self.fields) - self._read):
            self.faults.add("RUL-806", self.place, field=key)


def _plain(written: object) -> str:
    """What stands in a field, as its author wrote it."""
    if isinstance(written, bool):
        return "true" if written else "false"
    return " | ".join(_plain(each) for each in written) if isinstance(written, list) else str(written)

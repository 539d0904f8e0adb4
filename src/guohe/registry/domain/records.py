"""A data file is read completely or not at all: a missing, mistyped or unknown field names its file and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from guohe.kernel.names import Name


class RecordNotReadable(ValueError):
    """A data file of the product has a field missing, mistyped or unknown."""


class Record:
    """One table of a TOML file, which knows where it stands and which of its fields were read."""

    def __init__(self, place: str, fields: object) -> None:
        if not isinstance(fields, Mapping):
            raise RecordNotReadable(f"{place} is not a table")
        self.place = place
        self._fields = cast("Mapping[str, object]", fields)
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._fields

    def _take(self, key: str) -> object:
        self._read.add(key)
        if key not in self._fields:
            raise RecordNotReadable(f"{self.place} has no {key}")
        return self._fields[key]

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a field, or the default when the field is absent."""
        if default is not None and key not in self._fields:
            return default
        value = self._take(key)
        if not isinstance(value, str):
            raise RecordNotReadable(f"{self.place}: {key} is not a text")
        return value

    def number(self, key: str) -> int:
        """A whole number."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise RecordNotReadable(f"{self.place}: {key} is not a whole number")
        return value

    def truth(self, key: str, default: bool) -> bool:
        """True or false, or the default when the field is absent."""
        if key not in self._fields:
            return default
        value = self._take(key)
        if not isinstance(value, bool):
            raise RecordNotReadable(f"{self.place}: {key} is not true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; an absent field is an empty list."""
        if key not in self._fields:
            return ()
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise RecordNotReadable(f"{self.place}: {key} is not a list of texts")
        return tuple(cast("list[str]", value))

    def record(self, key: str) -> Record:
        """One inner table."""
        return Record(f"{self.place}, {key}", self._take(key))

    def records(self, key: str) -> tuple[Record, ...]:
        """A list of inner tables; an absent field is an empty list."""
        if key not in self._fields:
            return ()
        value = self._take(key)
        if not isinstance(value, list):
            raise RecordNotReadable(f"{self.place}: {key} is not a list of tables")
        return tuple(Record(f"{self.place}, {key} {number}", item) for number, item in enumerate(value, 1))

    def named_records(self) -> Iterator[tuple[str, Record]]:
        """Every field as an inner table, with its key."""
        for key in self._fields:
            yield key, self.record(key)

    def name(self, key: str) -> Name:
        """A name in three languages, all of them present."""
        inner = self.record(key)
        name = Name(inner.text("en"), inner.text("zh_hant"), inner.text("zh_hans"))
        inner.finish()
        return name

    def optional_name(self, key: str) -> Name | None:
        """A name in three languages, or nothing when the field is absent."""
        return self.name(key) if key in self._fields else None

    def finish(self) -> None:
        """Every field was read: an unknown one is a slip of the pen and is refused."""
        unknown = set(self._fields) - self._read
        if unknown:
            raise RecordNotReadable(f"{self.place} has fields nobody reads: {', '.join(sorted(unknown))}")

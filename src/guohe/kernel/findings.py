"""A check returns every fault it sees, each with its place, what was seen and one repair.

A finding is a value: a code, a level, a place and the facts its sentence needs. The words stand in the texts
of the context that owns the code (see ``guohe.kernel.texts``), in three languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from guohe.kernel.names import in_words
from guohe.kernel.texts import say


class Level(StrEnum):
    """Stop cannot be written; Hold is written aside and waits for a person; Note is written and shown."""

    STOP = "stop"
    HOLD = "hold"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user finds it: the row of the sheet counted from 1, the column letter, and its head."""

    row: int | None = None
    column: str | None = None
    header: str | None = None
    pointer: str | None = None


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or note. ``values`` fill the sentence; ``minor`` weighs it when findings are sorted by money."""

    code: str
    level: Level
    place: Place = NOWHERE
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    rule: str | None = None
    minor: int = 0

    def sentence(self, lang: str) -> str:
        """Where, what we saw, what to do, in the reader's language, without the code."""
        named: dict[str, str] = {}
        if self.place.row is not None:
            named["row"] = str(self.place.row)
        if self.place.column is not None:
            named["column"] = self.place.column
        if self.place.header is not None:
            named["header"] = self.place.header
        named.update({key: in_words(value, lang) for key, value in self.values.items()})
        return say(self.code, lang, **named)

    def when_reading(self) -> Finding:
        """The same where nothing was to be written; most sentences say nothing of that."""
        return self

    def as_json(self, lang: str) -> dict[str, object]:
        """The same words for a program: code, level, pointer, what was seen and what to do."""
        return {
            "code": self.code,
            "level": self.level.value,
            "row": self.place.row,
            "column": self.place.column,
            "header": self.place.header,
            "pointer": self.place.pointer,
            "values": dict(self.values),
            "rule": self.rule,
            "message": self.sentence(lang),
        }


EXIT_CLEAN: Final = 0
EXIT_STOP: Final = 1
EXIT_HOLDS: Final = 2
EXIT_NOTES: Final = 3


def exit_code(findings: Iterable[Finding]) -> int:
    """The gravest level decides: 1 stop, 2 holds, 3 notes only, 0 clean."""
    levels = {finding.level for finding in findings}
    if Level.STOP in levels:
        return EXIT_STOP
    if Level.HOLD in levels:
        return EXIT_HOLDS
    return EXIT_NOTES if levels else EXIT_CLEAN


class Refused(Exception):
    """An operation wrote nothing, and says every reason at once."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.code} {finding.sentence('en')}" for finding in findings))

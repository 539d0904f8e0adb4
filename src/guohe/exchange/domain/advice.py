"""The same fault of a file is mended elsewhere by the kind of file: an ERP exports again, a bank's statement is downloaded again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from guohe.kernel.findings import Finding
from guohe.kernel.names import in_words
from guohe.kernel.texts import catalogue, say

# A listing of an ERP has the plain sentence of each code; a table is an agreement's budget or a mapping.
FileKind = Literal["listing", "statement", "table"]
_PLAIN: Final = "listing"


@dataclass(frozen=True, slots=True)
class OfAKind(Finding):
    """A fault of a file of one kind; its sentence says what to do where such files come from."""

    kind: FileKind = _PLAIN

    def sentence(self, lang: str) -> str:
        """The code's sentence for this kind of file."""
        place = {"row": self.place.row, "column": self.place.column, "header": self.place.header}
        named = {key: str(value) for key, value in place.items() if value is not None}
        named.update({key: in_words(value, lang) for key, value in self.values.items()})
        return say(f"exchange.{self.kind}.{self.code}", lang, **named)


def advised(found: Iterable[Finding], kind: FileKind) -> tuple[Finding, ...]:
    """The findings with the advice for this kind of file, where it has one of its own."""
    return tuple(
        OfAKind(each.code, each.level, each.place, each.values, each.rule, each.minor, kind)
        if f"exchange.{kind}.{each.code}" in catalogue()
        else each
        for each in found
    )

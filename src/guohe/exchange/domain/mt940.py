"""What is MT940's own: where its statements and fields begin, and how banks put names into field 86.

The field's grammar is read by the mt-940 library. Here is what it does not tell: the line of each field, so that every
fault has a place, and the payer's name with whether the bank may have cut it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

_FIELD: Final = re.compile(r"^:(\d\d[A-Z]?):")
_SUBFIELD: Final = re.compile(r"\?(\d\d)")
# Structured codes of field 86 as SWIFT's guidelines name them: ordering party, beneficiary, remittance, references.
_CODE: Final = re.compile(r"/(ORDP|BENM|REMI|EREF|NAME|IREF|PREF|OCMT|CHGS)/")
_END: Final = frozenset({"-", "-}"})


class FieldText(NamedTuple):
    """One field with its continuation lines; ``line`` is counted from 1."""

    tag: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One statement's fields in order."""

    fields: tuple[FieldText, ...]

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.fields[0].line

    def first(self, *tags: str) -> FieldText | None:
        """The first field with one of these tags."""
        return next((field for field in self.fields if field.tag in tags), None)

    def lines(self) -> list[tuple[int, str]]:
        """Each :61: by its line, with the text of the :86: that follows it before anything else does."""
        found: list[tuple[int, str]] = []
        for at, field in enumerate(self.fields):
            if field.tag == "61":
                following = self.fields[at + 1 : at + 2]
                found.append((field.line, "".join(one.text[4:] for one in following if one.tag == "86")))
        return found


class Narrative(NamedTuple):
    """Field 86 taken apart: what names the other party, what refers, and the rest as one line."""

    counterparty: str
    reference: str
    text: str


def blocks_of(text: str) -> Iterator[Block]:
    """The statements of a file: each begins at :20:. Envelopes and end marks are no fields."""
    fields: list[FieldText] = []
    for number, line in enumerate(text.splitlines(), 1):
        start = _FIELD.match(line)
        if start and start[1] == "20" and fields:
            yield Block(tuple(fields))
            fields = []
        if start and (fields or start[1] == "20"):
            fields.append(FieldText(start[1], number, line))
        elif fields and line.strip() not in _END and not line.startswith("{"):
            last = fields[-1]
            fields[-1] = last._replace(text=f"{last.text}\n{line}")
    if fields:
        yield Block(tuple(fields))


def narrative_of(text: str) -> Narrative:
    """Subfields ?20 to ?29 and ?60 to ?63 are the text, ?32 and ?33 the name; else codes such as /ORDP/; else plain."""
    parts = _SUBFIELD.split(text)
    if len(parts) > 2:
        found = list(zip(parts[1::2], (part.replace("\n", "") for part in parts[2::2]), strict=True))
        name = "".join(value for code, value in found if code in ("32", "33"))
        words = "".join(value for code, value in found if "20" <= code <= "29" or "60" <= code <= "63")
        return Narrative(name.strip(), _eref(words), words.strip())
    joined = text.replace("\n", "")
    coded = _CODE.split(joined)
    if len(coded) > 2:
        codes = dict(zip(coded[1::2], coded[2::2], strict=True))
        party = codes.get("NAME") or codes.get("ORDP") or codes.get("BENM") or ""
        words = codes.get("REMI", "").strip("/ ")
        return Narrative(party.strip("/ "), codes.get("EREF", "").strip("/ "), words or coded[0].strip())
    return Narrative("", "", " ".join(text.split()))


def _eref(words: str) -> str:
    """The end-to-end reference that some banks put before a plus sign in the text."""
    match = re.search(r"EREF\+([^+?]{1,35}?)(?=(?:[A-Z]{4}\+)|$)", words)
    return match[1].strip() if match else ""

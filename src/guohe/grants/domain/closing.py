"""A grant closes when nothing of it is open; each point of its checklist has its evidence, or says that it has none.

What no rule answers is not passed over: whoever prepares the closing says where it went, with what shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from guohe.grants.domain.typed import says
from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.storable import storable
from guohe.kernel.texts import say


class Stand(StrEnum):
    """Done by the books; open, which stops a closing; unknown, which a person answers for."""

    DONE = "done"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One point: what it is about, how it stands, how many and how much is left, and what shows it.

    ``evidence`` are references of the books or a rule (J-1042, report 2, R-3), the same in every language. ``page`` is where it
    is settled, as an address without its language; who signs the list does not sign the way to it.
    ``until`` is the last day of the book's periods where the grant ends after it, else empty.
    """

    key: str
    stand: Stand
    left: tuple[Money, ...] = ()
    evidence: tuple[str, ...] = ()
    page: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ClosingFinding(Finding):
    """Points that stop a closing, named in the reader's language."""

    keys: tuple[str, ...] = ()

    def sentence(self, lang: str) -> str:
        """The points and what to do."""
        items = say("grants.change.joiner", lang).join(
            say(f"grants.closing.item.{key}", lang) for key in self.keys
        )
        return say(self.code, lang, **self.values, items=items)


def digest_of_items(items: Sequence[Item]) -> str:
    """What two people sign is the same list, to the last figure and reference."""
    return digest_of(
        tuple(
            f"{item.key}|{item.stand}|{'|'.join(map(str, item.left))}|{'|'.join(item.evidence)}"
            for item in items
        )
    ).hex()


def check_closing(items: Sequence[Item], *, note: str, evidence: str) -> tuple[Finding, ...]:
    """Everything that stands against a closing: open points (BUD-321), and unknown ones that nobody answered for (BUD-322)."""
    found: list[Finding] = []
    left = tuple(item.key for item in items if item.stand is Stand.OPEN)
    if left:
        found.append(ClosingFinding("BUD-321", Level.STOP, keys=left))
    unknown = tuple(item.key for item in items if item.stand is Stand.UNKNOWN)
    if unknown and not (note.strip() and evidence.strip()):
        found.append(ClosingFinding("BUD-322", Level.STOP, keys=unknown))
    return tuple(found)


def check_reopening(closed: bool, *, ref: str, reason: str, evidence: str) -> tuple[Finding, ...]:
    """Only what is closed is opened again (BUD-469), for a reason that something shows (BUD-470, BUD-477)."""
    found: list[Finding] = []
    if not closed:
        found.append(Finding("BUD-469", Level.STOP, values={"ref": ref}))
    if not (says(reason) and says(evidence)):
        found.append(Finding("BUD-470", Level.STOP))
    if not storable(reason, evidence):
        found.append(Finding("BUD-477", Level.STOP))
    return tuple(found)

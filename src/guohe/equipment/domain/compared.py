"""What came is compared with what was approved by the text of its model; every difference says in what it lies.

"LC-200B" against the approved "LC-200" begins with it and adds "B". Nobody guesses whether two models do the same: that is
for the rulebook and for people.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guohe.kernel.slips import one_slip_apart
from guohe.kernel.texts import say

# A model that differs by more signs at its end is another model, not a variant.
LONGEST_SUFFIX: Final = 3
SHORTEST_MODEL: Final = 3
_MARKS: Final = str.maketrans("", "", " -_./\u2010\u2011\u2012\u2013\u2014\u00b7")


class Difference(StrEnum):
    """In what a model lies apart from the approved one; the words are facts that rulebooks know."""

    WRITTEN = "model_written_otherwise"
    LONGER = "model_longer"
    SHORTER = "model_shorter"
    SLIP = "model_slip"
    OTHER = "model_other"
    UNLISTED = "model_unlisted"


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference with its reason: ``part`` is what was added, left out, or what both have in common."""

    difference: Difference
    approved: str
    seen: str
    part: str = ""

    @property
    def near(self) -> bool:
        """Whether one text could be taken for the other."""
        return self.difference not in (Difference.OTHER, Difference.UNLISTED)

    def reason(self, lang: str) -> str:
        """In what the two texts lie apart, in words."""
        return say(f"equipment.reason.{self.difference}", lang, part=self.part or "–")


def plain(model: str) -> str:
    """A model as it is compared: full-width signs as half-width ones, capital letters, no space around it."""
    return unicodedata.normalize("NFKC", model).upper().strip()


def compare(approved: str, seen: str) -> Compared | None:
    """How ``seen`` differs from the approved model; None when both say the same model. An empty ``approved`` is on no list."""
    if not approved:
        return Compared(Difference.UNLISTED, "", seen)
    ours, theirs = plain(approved), plain(seen)
    if ours == theirs:
        return None
    if ours.translate(_MARKS) == theirs.translate(_MARKS):
        return Compared(Difference.WRITTEN, approved, seen)
    if theirs.startswith(ours) and len(theirs) - len(ours) <= LONGEST_SUFFIX:
        return Compared(Difference.LONGER, approved, seen, theirs[len(ours) :].strip())
    if (
        ours.startswith(theirs)
        and len(ours) - len(theirs) <= LONGEST_SUFFIX
        and len(theirs) >= SHORTEST_MODEL
    ):
        return Compared(Difference.SHORTER, approved, seen, ours[len(theirs) :].strip())
    if one_slip_apart(ours, theirs):
        return Compared(Difference.SLIP, approved, seen)
    return Compared(Difference.OTHER, approved, seen, _common(ours, theirs))


def _common(first: str, second: str) -> str:
    length = 0
    while length < min(len(first), len(second)) and first[length] == second[length]:
        length += 1
    return first[:length]

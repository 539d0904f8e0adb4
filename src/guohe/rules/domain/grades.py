"""A rule is as strong as the text behind it: what nobody has read never blocks.

Evidence is written in a few words: ``S32`` (read there), ``own high`` (own knowledge, its confidence), ``derived S40``
(arithmetic or logic on these), ``invented`` (the demo), ``host`` (the host's own rule, decided by the host itself).
The quality of a source is A official or host institution, B press or law firm, C mirror of an official text, D weak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guohe.kernel.findings import Level


class Basis(StrEnum):
    """How a clause is known."""

    SOURCED = "sourced"
    OWN = "own"
    DERIVED = "derived"
    INVENTED = "invented"
    HOST = "host"


CONFIDENCES: Final = ("high", "medium", "low")
# Seen at the issuer or reported by an accountable press: anything less is to be checked at the issuer.
VERIFYING: Final = ("A", "B")


class GradeNotReadable(ValueError):
    """Words of evidence name no known source, basis or confidence."""


@dataclass(frozen=True, slots=True)
class Grade:
    """``grade`` is the quality of the best source, the confidence of own knowledge, or the name of the basis."""

    basis: Basis
    grade: str
    sources: tuple[str, ...] = ()

    @property
    def is_verified(self) -> bool:
        """The clause was read at a source of quality A or B; the demo's and the host's own rules have no other source."""
        return self.basis in (Basis.INVENTED, Basis.HOST) or self.grade in VERIFYING

    def capped(self, level: Level) -> Level:
        """The level at which a rule may speak: own knowledge only notes, a weak source (D) at most holds."""
        if self.basis is Basis.OWN:
            return Level.NOTE
        if self.grade == "D" and level is Level.STOP:
            return Level.HOLD
        return level

    @property
    def words(self) -> str:
        """The words that a data file would hold."""
        if self.basis is Basis.SOURCED:
            return " ".join(self.sources)
        first = f"own {self.grade}" if self.basis is Basis.OWN else self.basis.value
        return " ".join((first, *self.sources))


def read_grade(words: str, qualities: Mapping[str, str]) -> Grade:
    """The grade that a few words stand for; ``qualities`` are the known sources. Raises GradeNotReadable."""
    parts = words.split()
    named = tuple(part for part in parts if part in qualities)
    rest = tuple(part for part in parts if part not in qualities)
    match rest:
        case () if named:
            return Grade(Basis.SOURCED, min(qualities[name] for name in named), named)
        case ("own", confidence) if confidence in CONFIDENCES:
            return Grade(Basis.OWN, confidence, named)
        case ("derived",) if named:
            return Grade(Basis.DERIVED, min(qualities[name] for name in named), named)
        case ("invented",) if not named:
            return Grade(Basis.INVENTED, "invented")
        case ("host",) if not named:
            return Grade(Basis.HOST, "host")
    raise GradeNotReadable(words)

"""No fact without its evidence: where it was read, or that nobody read it anywhere.

Evidence is written in data files as a few words:
``S40 S54`` (read in these sources), ``own high`` (own knowledge, confidence as stated), ``own medium S40`` (own
knowledge leaning on a source), ``derived S40`` (arithmetic or logic on these), ``invented`` (the demo).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from guohe.kernel.names import Name


class Basis(StrEnum):
    """How a fact is known."""

    SOURCED = "sourced"
    OWN = "own"
    DERIVED = "derived"
    INVENTED = "invented"


# A official or host institution, B reputable press or law firm, C mirror of an official text, D weak.
QUALITIES: Final = ("A", "B", "C", "D")
CONFIDENCES: Final = ("high", "medium", "low")


class EvidenceNotReadable(ValueError):
    """Words of evidence name no known source, basis or confidence."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was read: its address (empty for the founding text, which has none), its quality and what it is."""

    id: str
    url: str
    quality: str
    note: Name | None

    def __post_init__(self) -> None:
        if self.quality not in QUALITIES:
            raise EvidenceNotReadable(f"source {self.id} has quality {self.quality!r}, not one of A to D")


@dataclass(frozen=True, slots=True)
class Evidence:
    """``grade`` is the quality of the best source (A to D), the confidence of own knowledge, or ``derived``."""

    basis: Basis
    grade: str
    sources: tuple[str, ...] = ()

    @property
    def is_weak(self) -> bool:
        """True when a reader should be told beside the fact itself: own knowledge below high, or a D source."""
        return self.grade in ("medium", "low", "D")


class Evidenced(Protocol):
    """Anything that says how it is known."""

    @property
    def evidence(self) -> Evidence:
        """Where it was read, and how good that is."""


def read_evidence(words: str, sources: Mapping[str, Source]) -> Evidence:
    """The evidence that a few words stand for. Raises EvidenceNotReadable; never assumes."""
    parts = words.replace(",", " ").split()
    named = tuple(part for part in parts if part in sources)
    rest = tuple(part for part in parts if part not in sources)
    match rest:
        case () if named:
            return Evidence(Basis.SOURCED, min(sources[name].quality for name in named), named)
        case ("own", confidence) if confidence in CONFIDENCES:
            return Evidence(Basis.OWN, confidence, named)
        case ("derived",) if named:
            return Evidence(Basis.DERIVED, "derived", named)
        case ("invented",) if not named:
            return Evidence(Basis.INVENTED, "invented")
    raise EvidenceNotReadable(f"{words!r} is not evidence: name a known source, or own and its confidence")

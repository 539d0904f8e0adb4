"""A route is the order of stations that an instalment passes, and who holds it on the way to each; parallel schemes have none.

A station is of the first instalment, of the later ones, or of both. ``inner`` stations lie inside the host: the other side
sees them as one unless the host shares them. A published route is never edited; a new version stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guohe.kernel.names import Name
from guohe.registry.domain.evidence import Evidence


class Holder(StrEnum):
    """Who holds an instalment on the way to a station."""

    AUTHORITY = "authority"
    PARTNER = "partner"
    TAX = "tax"
    BANK = "bank"
    HOST = "host"


class Path(StrEnum):
    """Direct from a central agency, through a Mainland lead, or direct from a province or city."""

    CENTRAL = "A"
    THROUGH_LEAD = "B"
    LOCAL = "C"


class NoRoute(StrEnum):
    """Why a grant has no stations: nothing crosses, or nobody has written down how it does."""

    PARALLEL = "parallel"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stop:
    """A station: its words, who holds the money until then, and on which instalments it stands."""

    code: str
    names: Name
    holder: Holder
    inner: bool
    first: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One station never comes before another; its number is how a refusal names it."""

    number: int
    earlier: str
    later: str
    words: Name
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Route:
    """One version of one route, with the schemes that take it and how well its parts are known."""

    code: str
    version: str
    names: Name
    path: Path
    path_evidence: Evidence
    stations_evidence: Evidence
    schemes: tuple[str, ...]
    stops: tuple[Stop, ...]
    rules: tuple[Rule, ...]
    note: Name

    def stops_of(self, number: int) -> tuple[Stop, ...]:
        """The stations of the instalment of that number, in order."""
        return tuple(stop for stop in self.stops if (stop.first if number == 1 else stop.later))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every station of any instalment."""
        return tuple(stop.code for stop in self.stops)

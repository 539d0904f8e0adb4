"""An instalment's way has eight stations; a station shows its evidence, or that it has none.

Order of the Guangdong channel (policy.md 4.2). A claim with evidence is *evidenced*, without it *reported*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.grants.domain.facts import ClaimFacts

_REST: Final = ("tax_filing", "sent", "credited", "converted", "posted", "spendable")
# The agreement is sealed once; before each later instalment its conditions are met instead.
FIRST: Final = ("approved", "agreement", *_REST)
LATER: Final = ("approved", "conditions_met", *_REST)
STATIONS: Final = ("approved", "agreement", "conditions_met", *_REST)


@dataclass(frozen=True, slots=True)
class Station:
    """A station of one instalment: ``how`` is evidenced, reported or expected."""

    name: str
    how: str
    happened_on: date | None
    claim: ClaimFacts | None


def stations_of(claims: Iterable[ClaimFacts], *, first: bool = True) -> tuple[Station, ...]:
    """The eight stations of the first or a later instalment in order; the best-evidenced, then latest, claim of each speaks for it."""
    best: dict[str, ClaimFacts] = {}
    for claim in claims:
        current = best.get(claim.station)
        if current is None or (bool(claim.evidence), claim.stated_at) >= (
            bool(current.evidence),
            current.stated_at,
        ):
            best[claim.station] = claim
    return tuple(
        Station(
            name=name,
            how="expected" if name not in best else ("evidenced" if best[name].evidence else "reported"),
            happened_on=best[name].happened_on if name in best else None,
            claim=best.get(name),
        )
        for name in (FIRST if first else LATER)
    )

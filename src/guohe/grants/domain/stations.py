"""A station shows its evidence, or that it has none; reported is never shown as arrived.

The stations come from the route (programmes). A claim with evidence makes its station *evidenced*, without it *reported*;
no claim, *expected*. A claim whose entry was reversed in the books is *reversed*. A claim that breaks a rule of the route is *held* and its date not counted, until a person says who
allowed it. A payment that bounced reopens its stations: *bounced*, and *returned* once it is back, until it is sent again. Nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.said import MoneyFinding
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money
from guohe.programmes.domain.routes import Route, Stop

# The problem path of a payment, and a person's word that a rule may be broken.
BOUNCED: Final = "bounced"
RETURNED: Final = "returned"
RESENT: Final = "resent"
ALLOWED: Final = "allowed"
# A person's word that the evidence of an earlier claim was another payment's.
TAKEN_BACK: Final = "taken_back"
PROBLEMS: Final = (BOUNCED, RETURNED, RESENT)
# What may be told of a grant whose route nobody has written down: the ends of the way, and what the host does itself.
WITHOUT_ROUTE: Final = ("approved", "sent", "credited", "converted", "posted", "spendable")


@dataclass(frozen=True, slots=True)
class Station:
    """A station of one instalment; ``how`` is evidenced, reported, expected, late, held, reversed, bounced or returned."""

    name: str
    how: str
    happened_on: date | None
    claim: ClaimFacts | None
    stop: Stop
    finding: Finding | None = None

    @property
    def reached_on(self) -> date | None:
        """The day that counts: none while the station is expected, late, held, reversed, bounced or returned."""
        return self.happened_on if self.how in ("evidenced", "reported") else None


def known_to(route: Route | None) -> tuple[str, ...]:
    """Every station and event that may be claimed of an instalment on a route."""
    return (*(route.codes if route is not None else WITHOUT_ROUTE), *PROBLEMS, ALLOWED, TAKEN_BACK)


def standing(claims: Iterable[ClaimFacts]) -> tuple[ClaimFacts, ...]:
    """The claims that nobody has taken back, of claims in the order in which they were stated.

    Taking back names the evidence that was wrong: earlier claims of that instalment with that evidence no longer speak.
    """
    left: list[ClaimFacts] = []
    for claim in claims:
        if claim.station == TAKEN_BACK:
            wrong = (claim.instalment_ref, claim.evidence)
            left = [each for each in left if (each.instalment_ref, each.evidence) != wrong]
        else:
            left.append(claim)
    return tuple(left)


def stations_of(claims: Iterable[ClaimFacts], route: Route, number: int) -> tuple[Station, ...]:
    """The stations of the instalment of that number in order; the best-evidenced, then latest, claim of each speaks."""
    told = tuple(claims)
    bounced = last_day(told, BOUNCED)
    stops = route.stops_of(number)
    sending = [stop.code for stop in stops].index("sent")
    speaking: dict[str, ClaimFacts] = {}
    stations = []
    for position, stop in enumerate(stops):
        of = [claim for claim in told if claim.station == stop.code]
        if bounced is not None and position >= sending:
            # What was said of the payment before it came back says nothing of the next one.
            again = RESENT if position == sending else stop.code
            of = [claim for claim in told if claim.station == again and claim.happened_on >= bounced] or (
                of if position == sending else []
            )
        best = _best(of)
        if best is not None and best.reversed_by is None:
            speaking[stop.code] = best
        stations.append(_station(stop, best, speaking, told, route))
    return tuple(stations)


def last_day(claims: Iterable[ClaimFacts], event: str) -> date | None:
    """The latest day on which an event is said to have happened."""
    return max((claim.happened_on for claim in claims if claim.station == event), default=None)


def _best(claims: Iterable[ClaimFacts]) -> ClaimFacts | None:
    best: ClaimFacts | None = None
    for claim in claims:
        if best is None or _weight(claim) >= _weight(best):
            best = claim
    return best


def _weight(claim: ClaimFacts) -> tuple[bool, bool, datetime]:
    return claim.reversed_by is None, bool(claim.evidence), claim.stated_at


def _station(
    stop: Stop,
    best: ClaimFacts | None,
    speaking: dict[str, ClaimFacts],
    told: tuple[ClaimFacts, ...],
    route: Route,
) -> Station:
    if best is None:
        return Station(stop.code, "expected", None, None, stop)
    if best.reversed_by is not None:
        return Station(stop.code, "reversed", best.happened_on, best, stop, _gone(stop, best, route))
    bounced = last_day(told, BOUNCED)
    if stop.code == "sent" and bounced is not None and best.station != RESENT:
        back = last_day(told, RETURNED)
        how = "returned" if back is not None and back >= bounced else "bounced"
        return Station(stop.code, how, best.happened_on, best, stop)
    allowed = any(claim.station == ALLOWED and claim.evidence for claim in told)
    broken = [] if allowed else list(_rules_broken(stop, best, speaking, route))
    finding = next(iter([*broken, *_more_than_sent(stop, best, speaking)]), None)
    if finding is not None:
        return Station(stop.code, "held", best.happened_on, best, stop, finding)
    return Station(stop.code, "evidenced" if best.evidence else "reported", best.happened_on, best, stop)


def _gone(stop: Stop, claim: ClaimFacts, route: Route) -> Finding:
    names = {each.code: each.names for each in route.stops}
    values = {"reference": claim.reference, "entry": f"J-{claim.reversed_by}"}
    return MoneyFinding(
        "MON-309", Level.HOLD, Place(pointer=stop.code), values, names={"station": names[stop.code]}
    )


def _rules_broken(
    stop: Stop, claim: ClaimFacts, speaking: dict[str, ClaimFacts], route: Route
) -> Iterator[Finding]:
    names = {each.code: each.names for each in route.stops}
    for rule in route.rules:
        before = speaking.get(rule.earlier)
        if rule.later == stop.code and before is not None and claim.happened_on < before.happened_on:
            yield MoneyFinding(
                "MON-303",
                Level.HOLD,
                Place(pointer=stop.code),
                {
                    "seen": claim.happened_on.isoformat(),
                    "before": before.happened_on.isoformat(),
                    "route": f"{route.code}@{route.version}",
                    "rule": str(rule.number),
                },
                names={"station": names[stop.code], "earlier": names[rule.earlier], "words": rule.words},
            )


def _more_than_sent(stop: Stop, claim: ClaimFacts, speaking: dict[str, ClaimFacts]) -> Iterator[Finding]:
    sent = speaking["sent"].amount if "sent" in speaking else None
    if stop.code == "credited" and sent is not None and claim.amount is not None:
        yield from check_credit(sent=sent, credited=claim.amount)


def check_credit(*, sent: Money, credited: Money) -> Iterator[Finding]:
    """A credit is at most what was sent; the rest is another payment's (MON-304). Nothing for two currencies."""
    if sent.currency == credited.currency and credited > sent:
        yield Finding(
            "MON-304",
            Level.HOLD,
            Place(pointer="credited"),
            {"sent": str(sent), "credited": str(credited), "more": (credited - sent).figure},
            minor=(credited - sent).minor,
        )

"""The demo's claims and earlier transfers as values, read from the files that the demo loads."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from guohe.calendars.domain.days import Region
from guohe.calendars.queries.published import calendars, working_days_between
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.usual import Transfer
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import route_of

DEMO = Path(__file__).resolve().parents[2] / "demo"
WHO = Name("Wang Shili", "王示例", "王示例")
HONG_KONG = Name("Hong Kong", "香港", "香港")
REGIONS = (Region.MAINLAND, Region.HONG_KONG)
CALENDARS = calendars(REGIONS)
TODAY = date(2019, 7, 2)


def route() -> Route:
    """The route of the demo's packs."""
    found = route_of("DEMO-1")
    assert isinstance(found, Route)
    return found


def claim(
    station: str,
    day: str,
    evidence: str = "",
    *,
    reference: str = "",
    amount: str | None = None,
    stated: int = 1,
) -> ClaimFacts:
    """A claim of one day; ``stated`` orders claims by when they were made."""
    return ClaimFacts(
        instalment_ref="DEMO-1/T1",
        station=station,
        happened_on=date.fromisoformat(day),
        source="agency",
        evidence=evidence,
        reference=reference,
        stated_by=WHO,
        stated_at=datetime(2019, 7, 2, 10, stated, tzinfo=UTC),
        amount=Money.of("CNY", amount) if amount else None,
    )


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a demo file."""
    return list(csv.DictReader((DEMO / name).read_text(encoding="utf-8-sig").splitlines()))


def demo_claims(number: int) -> list[ClaimFacts]:
    """What demo/events.csv says of the steel grant's instalment."""
    return [
        claim(row["station"], row["date"], row["evidence"], reference=row["reference"])
        for row in rows("events.csv")
        if row["instalment"].endswith(f"/T{number}")
    ]


def demo_transfers() -> list[Transfer]:
    """demo/transfers.csv, with the working days counted anew."""
    found = []
    for row in rows("transfers.csv"):
        sent, credited = date.fromisoformat(row["sent"]), date.fromisoformat(row["credited"])
        found.append(Transfer(sent, credited, working_days_between(sent, credited, REGIONS).days))
    return found

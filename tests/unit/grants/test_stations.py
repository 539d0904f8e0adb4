"""A station without a claim is expected, a claim without evidence is only reported, and "sent" is never "arrived"."""

from __future__ import annotations

from datetime import UTC, date, datetime

from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import FIRST, LATER, stations_of
from guohe.kernel.names import Name

WHO = Name("Wang Shili", "王示例", "王示例")


def claim(station: str, evidence: str = "", day: int = 1) -> ClaimFacts:
    return ClaimFacts(
        "DEMO-1/T1",
        station,
        date(2018, 4, day),
        "agency",
        evidence,
        "",
        WHO,
        datetime(2018, 4, day, tzinfo=UTC),
    )


def test_no_claim_shows_eight_expected_stations_in_order() -> None:
    row = stations_of([])
    assert tuple(station.name for station in row) == FIRST
    assert {station.how for station in row} == {"expected"}


def test_a_reported_sending_says_nothing_about_arrival() -> None:
    how = {station.name: station.how for station in stations_of([claim("sent")])}
    assert how["sent"] == "reported"
    assert how["credited"] == "expected"


def test_evidence_outweighs_a_later_report_without_it() -> None:
    row = {
        station.name: station
        for station in stations_of([claim("sent", "bank slip", day=2), claim("sent", day=9)])
    }
    assert row["sent"].how == "evidenced"
    assert row["sent"].happened_on == date(2018, 4, 2)


def test_of_two_claims_alike_the_later_speaks() -> None:
    row = {station.name: station for station in stations_of([claim("sent", day=2), claim("sent", day=9)])}
    assert row["sent"].happened_on == date(2018, 4, 9)


def test_before_a_later_instalment_conditions_are_met_instead_of_sealing_again() -> None:
    row = stations_of([claim("conditions_met", "mid-term report")], first=False)
    assert tuple(station.name for station in row) == LATER
    assert {station.name for station in row if station.how == "evidenced"} == {"conditions_met"}

"""A station without a claim is expected, a claim without evidence is only reported, and "sent" is never "arrived"."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import Station, check_credit, known_to, standing, stations_of
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from tests.factories.money_on_its_way import claim, demo_claims, route

FIRST = ("approved", "agreement", "tax_filing", "sent", "credited", "converted", "posted", "spendable")
LATER = ("approved", "conditions_met", *FIRST[2:])


def by_name(claims: list[ClaimFacts], number: int = 1) -> dict[str, Station]:
    return {station.name: station for station in stations_of(claims, route(), number)}


def test_no_claim_shows_eight_expected_stations_in_order() -> None:
    row = stations_of([], route(), 1)
    assert tuple(station.name for station in row) == FIRST
    assert {station.how for station in row} == {"expected"}


def test_before_a_later_instalment_conditions_are_met_instead_of_sealing_again() -> None:
    row = stations_of([claim("conditions_met", "2019-06-10", "mid-term report")], route(), 2)
    assert tuple(station.name for station in row) == LATER
    assert {station.name for station in row if station.how == "evidenced"} == {"conditions_met"}


def test_a_reported_sending_says_nothing_about_arrival() -> None:
    row = by_name(demo_claims(2), 2)
    assert row["sent"].how == "reported"
    assert row["credited"].how == "expected"
    assert row["credited"].reached_on is None


def test_evidence_outweighs_a_later_report_without_it() -> None:
    row = by_name([claim("sent", "2018-04-02", "bank slip"), claim("sent", "2018-04-09", stated=2)])
    assert (row["sent"].how, row["sent"].happened_on) == ("evidenced", date(2018, 4, 2))


def test_of_two_claims_alike_the_later_speaks() -> None:
    row = by_name([claim("sent", "2018-04-02"), claim("sent", "2018-04-09", stated=2)])
    assert row["sent"].happened_on == date(2018, 4, 9)


def test_sent_before_the_agreement_is_held_and_not_counted() -> None:
    row = by_name([claim("agreement", "2018-03-26", "A"), claim("sent", "2018-03-20", "slip")])
    sent = row["sent"]
    assert (sent.how, sent.reached_on) == ("held", None)
    assert sent.finding is not None
    assert sent.finding.sentence("en") == (
        '"Sent" is 2018-03-20 but "Agreement sealed" is 2018-03-26. Money cannot leave before the agreement under route '
        "guangdong@1.0 rule 1. Check both dates, or record who allowed it. Saved as said; the date is not counted."
    )
    assert sent.finding.sentence("zh-hant").startswith("「匯出」為 2018-03-20，但「協議蓋印」為 2018-03-26。")
    assert sent.finding.sentence("zh-hans").startswith("“汇出”为 2018-03-20，但“任务书盖章”为 2018-03-26。")


def test_on_the_day_of_the_agreement_it_may_be_sent() -> None:
    assert by_name([claim("agreement", "2018-03-26"), claim("sent", "2018-03-26")])["sent"].how == "reported"


def test_who_allowed_it_must_be_on_paper() -> None:
    early = [claim("agreement", "2018-03-26", "A"), claim("sent", "2018-03-20", "slip")]
    assert by_name([*early, claim("allowed", "2018-03-19")])["sent"].how == "held"
    assert by_name([*early, claim("allowed", "2018-03-19", "Letter L-9")])["sent"].how == "evidenced"


def test_more_credited_than_sent_is_another_payment() -> None:
    sent = claim("sent", "2018-04-12", "slip", amount="720000.00")
    row = by_name([sent, claim("credited", "2018-04-16", "line", amount="720150.00")])
    finding = row["credited"].finding
    assert row["credited"].how == "held"
    assert finding is not None
    assert finding.sentence("en").startswith(
        "Credited CNY 720,150.00 is 150.00 more than the CNY 720,000.00 sent. One of the two is a different payment."
    )
    same = by_name([sent, claim("credited", "2018-04-16", "line", amount="720000.00")])
    assert same["credited"].how == "evidenced"


def test_credits_in_another_currency_are_not_compared() -> None:
    assert list(check_credit(sent=Money.of("CNY", "1.00"), credited=Money.of("HKD", "2.00"))) == []


def test_a_bounce_reopens_the_credit_and_sending_again_moves_the_station() -> None:
    told = [
        *demo_claims(1)[:4],
        claim("credited", "2018-04-16", "bank line", reference="1"),
        claim("bounced", "2018-04-17", "bank advice"),
    ]
    row = by_name(told)
    assert (row["sent"].how, row["sent"].reached_on) == ("bounced", None)
    assert row["credited"].how == "expected"
    told.append(claim("returned", "2018-04-18"))
    assert (by_name(told)["sent"].how, by_name(told)["sent"].reached_on) == ("returned", None)
    told += [
        claim("resent", "2018-04-20", "slip 2", reference="DEMO-UETR-1B"),
    ]
    row = by_name(told)
    assert (row["sent"].how, row["sent"].reached_on) == ("evidenced", date(2018, 4, 20))
    assert row["sent"].claim is not None
    assert row["sent"].claim.reference == "DEMO-UETR-1B"
    assert row["credited"].how == "expected"
    assert by_name([*told, claim("credited", "2018-04-23", "line 9")])["credited"].how == "evidenced"


def test_what_may_be_claimed_is_the_routes_stations_and_the_problem_path() -> None:
    assert set(known_to(route())) == {
        *FIRST,
        *LATER,
        "bounced",
        "returned",
        "resent",
        "allowed",
        "taken_back",
    }
    assert set(known_to(None)) >= {"sent", "credited", "bounced"}


@given(
    st.lists(
        st.builds(
            claim,
            st.sampled_from(sorted(known_to(route()))),
            st.dates(date(2018, 3, 1), date(2018, 6, 1)).map(date.isoformat),
            st.sampled_from(["", "paper"]),
            stated=st.integers(0, 59),
        ),
        max_size=12,
    ),
    st.integers(1, 3),
)
def test_no_claims_make_a_station_evidenced_that_no_evidence_speaks_for(
    claims: list[ClaimFacts], number: int
) -> None:
    row = stations_of(claims, route(), number)
    assert tuple(station.name for station in row) == (FIRST if number == 1 else LATER)
    for station in row:
        of = {station.name, "resent"} if station.name == "sent" else {station.name}
        if station.how == "evidenced":
            assert any(each.station in of and each.evidence for each in claims)
        if station.how == "expected":
            assert station.claim is None
        if station.finding is not None:
            assert station.how == "held"
            for lang in LANGUAGES:
                assert station.finding.sentence(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_rule_has_its_words(lang: str) -> None:
    assert all(rule.words.in_language(lang) for rule in route().rules)


def test_a_claim_that_was_taken_back_no_longer_speaks_and_may_be_stated_again() -> None:
    first = claim("credited", "2019-06-21", evidence="file/a/row/5")
    back, other = (
        claim("taken_back", "2019-06-22", evidence="file/a/row/5"),
        claim("credited", "2019-06-23", evidence="file/b/row/9"),
    )
    assert standing([first, back, other]) == (other,)
    assert standing([first, back, other, first]) == (other, first)

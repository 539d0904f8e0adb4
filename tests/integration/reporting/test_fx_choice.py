"""A grant's policy is chosen by two people over noted rates; whatever was prepared or signed before keeps its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from guohe.audit.queries import facts_about
from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain import freeze
from guohe.reporting.domain.fx import Stand
from guohe.reporting.domain.noting import ToNote
from guohe.reporting.models import Report
from guohe.reporting.operations.choose_policy import approve_policy, choose_policy
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.note_rates import note_file, note_rates
from guohe.reporting.queries import copies, rates, twin
from guohe.reporting.queries.fx_effect import opened
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books
from tests.integration.reporting.fx_steps import (
    AT_BUDGET,
    AT_CORRECTED,
    YEARS,
    approve,
    choose,
    confirm,
    law_of,
    note,
    prepare,
    refused,
    sign,
    total,
)


def test_the_agreements_policy_holds_until_two_people_choose_another(books: Books) -> None:
    with books.stage.acting(FINANCE_OFFICE):
        before = opened(GRANT, on=TODAY)
    assert str(before.effect.now.total) == "CNY 316,563.31"
    assert before.effect.in_force.policy is RatePolicy.BANK_ACTUAL
    assert before.effect.in_force.clause is not None
    assert "article 18" in before.effect.in_force.clause.en
    assert refused(choose, books, reason="") == ["REP-735", "REP-732"], (
        "everything that stands against it, at once"
    )
    assert note(books) == 1
    number = choose(books)
    with books.stage.acting(FINANCE_OFFICE):
        seen = opened(GRANT, on=TODAY)
    assert seen.effect.in_force.policy is RatePolicy.BANK_ACTUAL, "prepared is not in force"
    assert seen.choices[0].effect == f"{YEARS}: CNY 316,563.31 → {AT_BUDGET}"
    assert refused(approve, books, number, by=FINANCE_OFFICE) == ["ACC-601"]
    approve(books, number)
    with books.stage.acting(FINANCE_OFFICE):
        after = opened(GRANT, on=TODAY)
        report = twin.of_years(twin.ground(GRANT, on=TODAY), YEARS)
    assert (after.effect.in_force.policy, after.effect.in_force.choice) == (RatePolicy.BUDGET_RATE, 1)
    assert after.effect.in_force.clause is None, "no text names it: the host chose"
    assert str(report.funder.total) == AT_BUDGET
    assert report.bridge.ties
    assert report.bridge.exchange is not None
    assert str(report.bridge.exchange) == "CNY −2,531.31"
    assert refused(choose, books) == ["REP-736"]
    assert refused(approve, books, number) == ["REP-738"]
    assert refused(approve, books, 9) == ["REP-737"]


def test_a_day_that_nobody_chose_for_keeps_the_policy_of_that_day(books: Books) -> None:
    note(books)
    approve(books, choose(books))
    with books.stage.acting(FINANCE_OFFICE):
        earlier = twin.ground(GRANT, on=TODAY - timedelta(days=1))
    assert earlier.fx.policy is RatePolicy.BANK_ACTUAL


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_refused_is_told_by_its_code_in_three_languages(books: Books, lang: str) -> None:
    for policy, code in (("guess", "REP-733"), ("bank_actual", "REP-735")):
        with pytest.raises(Refused) as told:
            choose(books, policy, reason=" ")
        found = next(each for each in told.value.findings if each.code == code)
        ending = {"en": "Nothing has changed.", "zh-hant": "未有任何改變。", "zh-hans": "没有任何改变。"}[
            lang
        ]
        assert found.sentence(lang).endswith(ending)


def test_only_the_newest_choice_is_approved(books: Books) -> None:
    note(books)
    first = choose(books)
    with books.stage.acting(FINANCE_OFFICE):
        rows = [ToNote(f"2018-{month:02d}", "1.2000", "table", "2019-01-31T18:00") for month in range(5, 13)]
        note_rates(
            rows,
            host_id=books.stage.host,
            base="CNY",
            quote="HKD",
            actor=books.stage.account(FINANCE_OFFICE),
            now=NOW,
        )
    confirm(books)
    second = choose(books, "monthly_average")
    assert refused(approve, books, first) == ["REP-738"]
    approve(books, second)


def test_what_was_prepared_or_signed_before_keeps_its_policy_and_figures(books: Books) -> None:
    first = prepare(books)
    note(books)
    approve(books, choose(books))
    sign(books, first.number)
    assert total(books, first.number) == "CNY 316,563.31"
    with books.stage.acting(FINANCE_OFFICE):
        copy = copies.opened(GRANT, first.number)
        assert copies.changes_since(copy, twin.ground(GRANT, on=TODAY)) == ()
        assert copies.changes_since(copy, twin.ground(GRANT, on=TODAY, summed=True)) == ()
    books.reverse("ST18-0412", date(2019, 2, 2))
    with books.stage.acting(FINANCE_OFFICE):
        corrected = issue_correction(
            grant_ref=GRANT, number=first.number, actor=books.stage.account(FINANCE_OFFICE), on=TODAY, now=NOW
        )
    sign(books, corrected.number)
    # 2,806.45 was the lot's cost of the 3,480.00 that was taken back; the correction is told at the lot's rate too.
    assert total(books, corrected.number) == "CNY 313,756.86"


def test_a_signed_report_is_never_told_again_at_a_newer_rate(books: Books) -> None:
    note(books)
    approve(books, choose(books))
    first = prepare(books)
    sign(books, first.number)
    assert total(books, first.number) == AT_BUDGET
    assert note(books, "1.2600") == 1
    with books.stage.acting(FINANCE_OFFICE):
        base = twin.ground(GRANT, on=TODAY)
        assert str(twin.of_years(base, YEARS).funder.total) == AT_CORRECTED
        assert copies.effects(base) == ()
    books.reverse("ST18-0412", date(2019, 2, 2))
    with books.stage.acting(FINANCE_OFFICE):
        corrected = issue_correction(
            grant_ref=GRANT, number=first.number, actor=books.stage.account(FINANCE_OFFICE), on=TODAY, now=NOW
        )
    sign(books, corrected.number)
    # 3,480.00 at the rate that was sent, 1.2500, is 2,784.00.
    assert total(books, corrected.number) == "CNY 311,248.00"


def test_a_rate_noted_anew_before_the_signature_asks_for_a_new_report(books: Books) -> None:
    note(books)
    approve(books, choose(books))
    first = prepare(books)
    note(books, "1.2600")
    assert refused(sign, books, first.number) == ["REP-712"]


def test_a_file_of_rates_is_noted_whole_or_not_at_all(books: Books) -> None:
    def send(text: str, sure: bool = False) -> int:
        with books.stage.acting(FINANCE_OFFICE):
            return note_file(
                text.encode(),
                host_id=books.stage.host,
                base="CNY",
                quote="HKD",
                actor=books.stage.account(FINANCE_OFFICE),
                now=NOW,
                sure=sure,
            )

    head = "for,rate,source,rated_at\n"
    good = "2018-05-28,1.2250,board,2018-05-28T11:00\n2018-06-15,1.2150,board,2018-06-15T11:00\n"
    bad = "2018-06-16,1.1250,,2018-06-16T11:00\n2018-06-17,0.8230,board,2018-06-17T11:00\n"
    assert refused(send, head + good + bad) == ["MON-464", "MON-468", "MON-341"]
    with books.stage.acting(FINANCE_OFFICE):
        assert rates.noted(books.stage.host) == ()
    assert send(head + good) == 2
    # A correction is a newer row; the earlier stays on record and is no longer in use.
    assert send(f"{head}2018-05-28,1.2252,board again,2018-05-28T11:00\n") == 1
    with books.stage.acting(FINANCE_OFFICE):
        told = [(each.label, each.rate, stand) for each, stand in rates.noted(books.stage.host)]
    assert told == [
        ("2018-05-28", "1.2252", Stand.WAITS),
        ("2018-06-15", "1.2150", Stand.WAITS),
        ("2018-05-28", "1.2250", Stand.CORRECTED),
    ]


def test_a_rate_moves_no_report_until_another_person_confirms_it(books: Books) -> None:
    note(books)
    approve(books, choose(books))
    assert note(books, "1.2600", confirmed=None) == 1
    with books.stage.acting(FINANCE_OFFICE):
        report = twin.of_years(twin.ground(GRANT, on=TODAY), YEARS)
        assert str(report.funder.total) == AT_BUDGET, "noted by one person, it changes nothing"
        stands = [stand for _, stand in rates.noted(books.stage.host, GRANT)]
    assert stands == [Stand.WAITS, Stand.IN_USE]
    assert refused(confirm, books, by=FINANCE_OFFICE) == ["ACC-601"]
    assert refused(confirm, books, by=AUDITOR) == ["ACC-603"]
    assert confirm(books) == 1
    with books.stage.acting(FINANCE_OFFICE):
        report = twin.of_years(twin.ground(GRANT, on=TODAY), YEARS)
        assert str(report.funder.total) == AT_CORRECTED
        assert [stand for _, stand in rates.noted(books.stage.host, GRANT)] == [Stand.IN_USE, Stand.CORRECTED]


def test_what_does_not_wait_is_not_confirmed_and_nothing_else_with_it(books: Books) -> None:
    note(books, confirmed=None)
    note(books, "1.2600", confirmed=None)
    with books.stage.acting(FINANCE_OFFICE):
        (newer, _), (older, _) = rates.noted(books.stage.host, GRANT)
    assert refused(confirm, books, older.number, newer.number) == ["MON-492"]
    with books.stage.acting(RESEARCH_OFFICE):
        assert len(rates.waiting(books.stage.host, GRANT)) == 1
    assert confirm(books, newer.number) == 1
    assert refused(confirm, books) == ["MON-493"]


def test_whoever_noted_a_rate_does_not_sign_the_report_that_uses_it(books: Books) -> None:
    note(books, by=RESEARCH_OFFICE, confirmed=FINANCE_OFFICE)
    approve(books, choose(books))
    copy = prepare(books)
    assert refused(sign, books, copy.number) == ["REP-751"]
    with books.stage.acting(RESEARCH_OFFICE):
        row = Report.objects.get(number=copy.number)
        row.state, row.signed_at = "signed", NOW
        assert law_of(lambda: row.save(update_fields=["state", "signed_at"])) == (
            "reporting_report_rates_of_another"
        )


def test_the_database_signs_no_report_with_a_rate_that_nobody_confirmed(books: Books) -> None:
    note(books)
    approve(books, choose(books))
    with books.stage.acting(FINANCE_OFFICE):
        told = twin.of_years(twin.ground(GRANT, on=TODAY), YEARS)
        other = replace(told, rates=tuple(replace(u, rate=replace(u.rate, rate="1.9")) for u in told.rates))
        frozen = freeze.canonical(other)
        row = Report.objects.create(
            host_id=books.stage.host, grant_ref=GRANT, side="both", years=YEARS, frozen=frozen,
            digest=freeze.digest(frozen), prepared_at=NOW,
        )  # fmt: skip
        assert other.rates, "a report that uses a rate"
    with books.stage.acting(RESEARCH_OFFICE):
        row.refresh_from_db(fields=["number"])
        row.state, row.signed_at = "signed", NOW
        assert law_of(lambda: row.save(update_fields=["state", "signed_at"])) == (
            "reporting_report_rates_confirmed"
        )


def test_the_log_says_which_rates_were_noted_and_confirmed(books: Books) -> None:
    note(books)
    with books.stage.acting(AUDITOR):
        noted, confirmed = facts_about("rate:CNY/HKD"), facts_about("rate:CNY")
    assert noted[0].details["rates"] == "2018-03-05 1.2500"
    assert noted[0].details["pair"] == "HKD / 1 CNY"
    assert confirmed[0].details["rates"] == "2018-03-05 1.2500 HKD / 1 CNY"


def test_nobody_notes_a_rate_of_a_day_that_has_not_come(books: Books) -> None:
    def send() -> None:
        with books.stage.acting(FINANCE_OFFICE):
            note_rates(
                [ToNote("2019-07-03", "1.2250", "board", "2019-07-02T09:00")],
                host_id=books.stage.host,
                base="CNY",
                quote="HKD",
                actor=books.stage.account(FINANCE_OFFICE),
                now=NOW,
            )

    assert refused(send) == ["MON-491"]


def test_the_day_of_a_choice_is_hong_kongs(books: Books) -> None:
    note(books)
    early = datetime(2019, 7, 2, 1, 0, tzinfo=UTC8)
    with books.stage.acting(FINANCE_OFFICE):
        number = choose_policy(
            grant_ref=GRANT,
            policy="budget_rate",
            bearer="host",
            reason="asked for",
            actor=books.stage.account(FINANCE_OFFICE),
            now=early,
        )
    with books.stage.acting(RESEARCH_OFFICE):
        approve_policy(grant_ref=GRANT, number=number, actor=books.stage.account(RESEARCH_OFFICE), now=early)
    with books.stage.acting(FINANCE_OFFICE):
        # In UTC it was still the first of July.
        assert twin.ground(GRANT, on=date(2019, 7, 1)).fx.policy is RatePolicy.BANK_ACTUAL
        assert twin.ground(GRANT, on=date(2019, 7, 2)).fx.policy is RatePolicy.BUDGET_RATE

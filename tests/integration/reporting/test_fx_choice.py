"""A grant's policy is chosen by two people over noted rates; whatever was prepared or signed before keeps its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.noting import ToNote
from guohe.reporting.models import FxApproval, FxChoice, Rate
from guohe.reporting.operations.choose_policy import approve_policy, choose_policy
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.note_rates import note_file, note_rates
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, rates, twin
from guohe.reporting.queries.fx_effect import opened
from tests.factories.identity import other_host
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books

YEARS = "2018-FY2018-19"
# 392,352.50 of 2018 at 1.2500, and the charge of 150.00 that was never converted; at 1.2600 it is 311,390.87 (.079).
AT_BUDGET, AT_CORRECTED = "CNY 314,032.00", "CNY 311,540.87"


def note(books: Books, rate: str = "1.2500", *, by: str = FINANCE_OFFICE, sure: bool = False) -> int:
    with books.stage.acting(by):
        return note_rates(
            [ToNote("2018-03-05", rate, "letter of the funder", "2018-03-05T11:00")],
            host_id=books.stage.host,
            base="CNY",
            quote="HKD",
            actor=books.stage.account(by),
            now=NOW,
            sure=sure,
            budget_of=GRANT,
        )


def choose(
    books: Books, policy: str = "budget_rate", *, by: str = FINANCE_OFFICE, reason: str = "asked for"
) -> int:
    with books.stage.acting(by):
        return choose_policy(
            grant_ref=GRANT,
            policy=policy,
            bearer="host",
            reason=reason,
            actor=books.stage.account(by),
            now=NOW,
        )


def approve(books: Books, number: int, *, by: str = RESEARCH_OFFICE) -> None:
    with books.stage.acting(by):
        approve_policy(grant_ref=GRANT, number=number, actor=books.stage.account(by), now=NOW)


def prepare(books: Books) -> Copy:
    with books.stage.acting(FINANCE_OFFICE):
        return prepare_report(
            grant_ref=GRANT, years=YEARS, actor=books.stage.account(FINANCE_OFFICE), on=TODAY, now=NOW
        )


def sign(books: Books, number: int) -> Copy:
    with books.stage.acting(RESEARCH_OFFICE):
        return sign_report(
            grant_ref=GRANT, number=number, actor=books.stage.account(RESEARCH_OFFICE), on=TODAY, now=NOW
        )


def total(books: Books, number: int) -> str:
    with books.stage.acting(FINANCE_OFFICE):
        return str(copies.opened(GRANT, number).report.funder.total)


def refused(call: Any, *arguments: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as told:
        call(*arguments, **more)
    return [finding.code for finding in told.value.findings]


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
        told = [(each.label, each.rate, used) for each, used in rates.noted(books.stage.host)]
    assert told == [
        ("2018-05-28", "1.2252", True),
        ("2018-06-15", "1.2150", True),
        ("2018-05-28", "1.2250", False),
    ]


# ---- raw SQL


def law_of(call: Any) -> str:
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        call()
    diagnosis = getattr(told.value.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or str(getattr(diagnosis, "sqlstate", ""))


def rate_row(books: Books, **other: Any) -> dict[str, Any]:
    row = {
        "host_id": books.stage.host, "kind": "day", "on_day": date(2018, 5, 28), "base": "CNY", "quote": "HKD",
        "rate": "1.2250", "source": "board", "rated_at": NOW, "noted_by_id": 1, "noted_at": NOW,
    }  # fmt: skip
    return row | other


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({"rate": "0.0000"}, "reporting_rate_rate_check"),
        ({"rate": "1,2250"}, "reporting_rate_rate_check"),
        ({"source": " "}, "reporting_rate_source_check"),
        ({"rated_at": NOW + timedelta(days=1)}, "reporting_rate_known"),
        ({"kind": "month"}, "reporting_rate_of_month"),
        ({"kind": "budget"}, "reporting_rate_of_grant"),
        ({"quote": "CNY"}, "reporting_rate_pair"),
    ],
)
def test_the_database_takes_no_rate_without_what_makes_it_one(
    books: Books, other: dict[str, Any], law: str
) -> None:
    with books.stage.acting(FINANCE_OFFICE):
        assert law_of(lambda: Rate.objects.create(**rate_row(books, **other))) == law


def test_who_notes_chooses_and_approves_is_whoever_acts_and_may(books: Books) -> None:
    with books.stage.acting(AUDITOR):
        assert law_of(lambda: Rate.objects.create(**rate_row(books))) == "reporting_rate_may_note"
    with books.stage.acting(FINANCE_OFFICE):
        Rate.objects.create(**rate_row(books, noted_by_id=books.stage.account(AUDITOR)))
        assert Rate.objects.get().noted_by_id == books.stage.account(FINANCE_OFFICE)
    note(books)
    number = choose(books)
    with books.stage.acting(FINANCE_OFFICE):
        chosen = FxChoice.objects.get(number=number)
    row = {"host_id": books.stage.host, "grant_ref": GRANT, "choice_id": chosen.pk}
    other = books.stage.account(RESEARCH_OFFICE)
    with books.stage.acting(FINANCE_OFFICE):
        # Naming somebody else does not help: the approval is that of whoever acts.
        alone = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW))
    assert alone == "reporting_fxapproval_four_eyes"
    with books.stage.acting(AUDITOR):
        law = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW))
    assert law == "reporting_fxapproval_may_approve"
    with books.stage.acting(RESEARCH_OFFICE):
        early = NOW - timedelta(days=1)
        law = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=early))
        assert law == "reporting_fxapproval_after"
        elsewhere = {**row, "grant_ref": "DEMO-RAIL-2018-002"}
        law = law_of(lambda: FxApproval.objects.create(**elsewhere, approved_by_id=other, approved_at=NOW))
        assert law == "reporting_fxapproval_of_one_grant"
        FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW)
        law = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW))
        assert law == "reporting_fxapproval_once"


@pytest.mark.parametrize("named", ["reporting_rate", "reporting_fxchoice", "reporting_fxapproval"])
def test_nothing_of_it_is_edited_or_deleted_by_the_application(books: Books, named: str) -> None:
    with books.stage.acting(FINANCE_OFFICE):
        for statement in (
            f"UPDATE {named} SET host_id = host_id",
            f"DELETE FROM {named}",
            f"TRUNCATE {named} CASCADE",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def test_not_even_the_owner_edits_a_rate_or_a_choice(kept_books: Books) -> None:
    note(kept_books)
    approve(kept_books, choose(kept_books))
    for named in ("reporting_rate", "reporting_fxchoice", "reporting_fxapproval"):
        for statement in (f"UPDATE {named} SET host_id = host_id", f"DELETE FROM {named}"):
            with (
                pytest.raises(DatabaseError) as told,
                transaction.atomic(using="owner"),
                connections["owner"].cursor() as cursor,
            ):
                cursor.execute(statement)
            assert told.value.__cause__.diag.constraint_name == f"{named}_append_only"  # type: ignore[union-attr]


def test_another_host_and_a_stranger_to_the_grant_see_none_of_it(books: Books) -> None:
    note(books)
    choose(books)
    with other_host(books.stage).acting(OTHER_OFFICER):
        assert (Rate.objects.count(), FxChoice.objects.count()) == (0, 0)


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

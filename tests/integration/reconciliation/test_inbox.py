"""The receipt nobody noticed: found with its reasons, accepted once, refused for good, and undone by a reversal."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from guohe.audit.queries.facts import facts_about
from guohe.funds.queries import lots
from guohe.grants.queries import find
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.portal.queries.attention import needs_attention
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.operations.refuse_match import ask_about, refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.inbox import Credit, Inbox, inbox
from guohe.reconciliation.queries.tables import inbox_table
from guohe.reconciliation.queries.words import sentence
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
UNIDENTIFIED = "portal.attention.unidentified"
FIRST, SECOND = f"{STEEL}/T1", f"{STEEL}/T2"


@pytest.fixture
def ground() -> Ground:
    made = demo_ground()
    with made.stage.acting(FINANCE_OFFICE):
        read_bank_statement(
            host_id=made.stage.host,
            name="bank_cny.csv",
            content=(DEMO / "bank_cny.csv").read_bytes(),
            actor=made.finance,
            now=NOW,
        )
    return made


TODAY = NOW.date()


def box_of(ground: Ground, on: date = TODAY) -> Inbox:
    return inbox(ground.stage.host, on=on)


def credit_of(ground: Ground) -> Credit:
    (found,) = box_of(ground).credits
    return found


def credited_of_second() -> list[date]:
    """The days on which the second instalment is said to have been credited."""
    told = [claim for claim in find.claims(STEEL) if claim.instalment_ref == SECOND]
    return [claim.happened_on for claim in told if claim.station == "credited"]


def test_the_credit_of_june_finds_its_instalment_with_the_reasons_of_the_story(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        box = box_of(ground)
        (credit,) = box.credits
        assert (credit.entry.amount, credit.entry.posted_on) == (
            Money.of("CNY", "479850.00"),
            date(2019, 6, 21),
        )
        (guess,) = credit.guesses
        assert guess.items == (SECOND,)
        assert [sentence(each, guess, "en") for each in guess.speaks_for] == [
            'Payer text "示例科技计划管理中心拨" matches the first 11 characters of the expected text (this bank cuts at 11)',
            "CNY 479,850.00 = instalment 2 (CNY 480,000.00) less CNY 150.00, the same charge as instalment 1",
            "Sent 3 working days earlier (2019-06-18)",
        ]
        assert guess.speaks_against == ()
        assert (credit.sure, guess.confidence) == (False, 57)
        assert box.parked == (Money.of("CNY", "479850.00"),)
        # 24 to 28 June are five, 1 July is the establishment day of the Region, 2 July is the sixth.
        assert (credit.age.working, credit.old) == (6, True)


def test_what_the_books_have_already_is_recognised_and_not_offered(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        settled = box_of(ground).settled
        booked = [lot.journal_id for lot in lots.of_fund(STEEL)]
    assert [(each.entry.amount.plain, each.journal) for each in settled] == [
        ("719850.00", booked[0]),
        ("-719850.00", booked[1]),
    ]


def test_reading_a_statement_and_looking_post_nothing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        box_of(ground)
        assert row_counts() == before
        assert SECOND not in {lot.source_ref for lot in lots.of_fund(STEEL)}


def test_accepting_books_the_receipt_and_says_how_long_it_went_unnoticed(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        credit = credit_of(ground)
        journal = accept_match(entry_id=credit.entry.number, item_ref=SECOND, actor=ground.finance, now=NOW)
        box = box_of(ground)
        assert (box.credits, box.parked) == ((), ())
        said = next(each for each in box.settled if each.entry.number == credit.entry.number)
        # From 21 June to 2 July.
        assert (said.journal, said.unnoticed) == (journal, 11)
        assert said.said is not None
        assert (said.said.answer, said.said.confidence, said.said.item) == ("is", 57, SECOND)
        (claim,) = [c for c in find.claims(STEEL) if c.instalment_ref == SECOND and c.station == "credited"]
        digest = hashlib.sha256((DEMO / "bank_cny.csv").read_bytes()).hexdigest()[:12]
        assert (claim.happened_on, claim.evidence) == (
            date(2019, 6, 21),
            f"bank_cny.csv row {credit.entry.row} ({digest})",
        )
        told = facts_about(f"grant:{STEEL}")[-1]
        assert (told.action, dict(told.details)["days"]) == ("reconciliation.identified", "11")
        for lang, words in (
            (
                "en",
                "Instalment 2: CNY 479,850.00 credited 2019-06-21, identified 2019-07-02: 11 days unnoticed",
            ),
            ("zh-hant", "第 2 期：CNY 479,850.00 於 2019-06-21 入帳，2019-07-02 認定：11 天無人察覺"),
            ("zh-hans", "第 2 期：CNY 479,850.00 于 2019-06-21 到账，2019-07-02 认定：11 天无人察觉"),
        ):
            values = {key: str(value) for key, value in told.details.items()}
            assert say("portal.event.reconciliation.identified", lang, who="X", **values).startswith(words)


def test_an_entry_is_accepted_once(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
        accept_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        before = row_counts()
        with pytest.raises(Refused) as twice:
            accept_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        assert twice.value.findings[0].code == "IMP-513"
        assert row_counts() == before


@pytest.mark.parametrize("who", [AUDITOR, RESEARCH_OFFICE])
def test_only_who_may_import_decides(ground: Ground, who: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
    with ground.stage.acting(who):
        actor = ground.stage.account(who)
        before = row_counts()
        for attempt in (
            lambda: accept_match(entry_id=number, item_ref=SECOND, actor=actor, now=NOW),
            lambda: refuse_match(entry_id=number, item_ref=SECOND, actor=actor, now=NOW),
            lambda: ask_about(entry_id=number, words="?", actor=actor, now=NOW),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.findings[0].code.startswith("ACC-60")
        assert row_counts() == before


def test_nobody_decides_in_anothers_name(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
        with pytest.raises(Refused) as refused:
            refuse_match(
                entry_id=number, item_ref=SECOND, actor=ground.stage.account(RESEARCH_OFFICE), now=NOW
            )
        assert refused.value.findings[0].code == "ACC-605"


def test_a_guess_that_was_refused_does_not_come_back_and_nothing_is_booked(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
        refuse_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        credit = credit_of(ground)
        assert credit.guesses == ()
        assert [(each.answer, each.item) for each in credit.said] == [("is_not", SECOND)]
        before = row_counts()
        refuse_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        assert row_counts() == before
        with pytest.raises(Refused) as unknown:
            refuse_match(entry_id=number, item_ref=FIRST, actor=ground.finance, now=NOW)
        assert unknown.value.findings[0].code == "REC-102"


def test_a_question_stands_beside_the_credit(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
        ask_about(entry_id=number, words="Whose is it?", actor=ground.finance, now=NOW)
        assert [(each.answer, each.words) for each in credit_of(ground).said] == [("ask", "Whose is it?")]
        with pytest.raises(Refused) as silent:
            ask_about(entry_id=number, words=" ", actor=ground.finance, now=NOW)
        assert silent.value.findings[0].code == "REC-103"


def test_a_wrong_match_is_undone_by_a_reversal_and_the_credit_is_free_again(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
        first = accept_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        with pytest.raises(Refused) as refused:
            undo_match(entry_id=number, reason="", actor=ground.finance, now=NOW)
        assert refused.value.findings[0].code == "REC-104"
        undo_match(entry_id=number, reason="Another grant's money", actor=ground.finance, now=NOW)
        assert [lot.reversed for lot in lots.of_fund(STEEL) if lot.source_ref == SECOND] == [True]
        credit = credit_of(ground)
        assert (credit.entry.number, credit.guesses) == (number, ())
        assert [each.answer for each in credit.said] == ["is", "undone"]
        assert credited_of_second() == []
        with pytest.raises(Refused) as again:
            undo_match(entry_id=number, reason="Twice", actor=ground.finance, now=NOW)
        assert again.value.findings[0].code == "REC-105"
        # By a person's own word it may still be that instalment: another journal, not the one that was reversed.
        second = accept_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        assert second != first
        assert [lot.reversed for lot in lots.of_fund(STEEL) if lot.source_ref == SECOND] == [True, False]
        assert credited_of_second() == [date(2019, 6, 21)]


def test_decisions_are_written_once_and_signed_by_who_acts(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit_of(ground).entry.number
        refuse_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        for attack in (
            "UPDATE reconciliation_decision SET item_ref = 'X'",
            "DELETE FROM reconciliation_decision",
            "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, decided_by_id, decided_at)"
            f" VALUES ({ground.stage.host}, {number}, 'X', 'is_not', {ground.stage.account(AUDITOR)}, now())",
            "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, decided_by_id, decided_at)"
            f" VALUES ({ground.stage.host}, {number}, '{SECOND}', 'is_not', {ground.finance}, now())",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attack)


def test_a_day_past_the_published_calendars_is_told_in_calendar_days(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (credit,) = box_of(ground, on=date(2050, 1, 3)).credits
        # Past what is published nothing is counted as a working day, and the wait is told in days.
        days = (date(2050, 1, 3) - date(2019, 6, 21)).days
        assert (credit.age.working, credit.age.calendar, credit.old) == (None, days, True)


def test_the_table_gives_each_guess_its_row(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        table = inbox_table([box_of(ground)], "zh-hans")
    ((number, on, _, amount, said, age, days, guess, points, reasons, against),) = table.rows
    assert (on, amount, age, days, points, against) == (
        date(2019, 6, 21),
        Money.of("CNY", "479850.00"),
        6,
        11,
        57,
        None,
    )
    assert guess == f"{STEEL} 第 2 期"
    assert "与第 1 期的手续费相同" in str(reasons)
    assert isinstance(number, int)
    assert "示例" in str(said)


def test_a_credit_is_old_only_after_the_days_the_host_allows(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        day = credit_of(ground).entry.posted_on
        # Friday; two working days are allowed: Monday and Tuesday.
        ages = [(box_of(ground, on=day + timedelta(days=n)).credits[0]) for n in (3, 4, 5)]
    assert [(each.age.working, each.old) for each in ages] == [(1, False), (2, False), (3, True)]


@pytest.mark.parametrize(
    ("who", "told"), [(FINANCE_OFFICE, True), (RESEARCH_OFFICE, True), (INVESTIGATOR, False)]
)
def test_old_money_stands_on_the_page_of_today_of_those_who_may_see_it(
    ground: Ground, who: str, told: bool
) -> None:
    day = date(2019, 6, 26)
    with ground.stage.acting(who):
        assert [item.key for item in needs_attention(on=day - timedelta(days=1))].count(UNIDENTIFIED) == 0
        found = [item for item in needs_attention(on=day) if item.key == UNIDENTIFIED]
    # Friday 21 June to Wednesday 26 June: three working days, one more than are allowed.
    assert [(item.subject, item.named["days"], item.days) for item in found] == (
        [("CNY 479,850.00", "3", 5)] if told else []
    )

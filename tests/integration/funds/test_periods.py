"""A period is closed by two people, takes nothing afterwards, and leaves a record of every turn."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from guohe.funds.models import Period
from guohe.funds.operations.close_period import close, hold, reopen
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.operations.verify_books import verify
from tests.factories.funds import Ground, books, funded, hkd, key, spend
from tests.factories.identity import Stage, add_person, the_cast
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE
from tests.integration.funds.refusal import refused

MAY, JUNE = date(2018, 5, 7), date(2018, 6, 4)


@pytest.fixture
def closing(db: None) -> tuple[Stage, Ground, int, str, str]:
    """A book with money, the number of its May period, and two people who may close it."""
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        for name in ("first.wong", "second.ho"):
            add_person(stage.host, name, "import", "approve")
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
        post(book=ground.book, entries=[spend(ground, "AP-1", hkd("10.00"), on=MAY, entry_key=key("may"))])
    with stage.acting(FINANCE_OFFICE):
        period = Period.objects.get(book_id=ground.book, starts=date(2018, 5, 1)).id
    return stage, ground, period, "first.wong", "second.ho"


def test_held_and_closed_periods_take_nothing(closing: tuple[Stage, Ground, int, str, str]) -> None:
    stage, ground, period, first, second = closing
    with stage.acting(first):
        hold(period_id=period, reason="month end")
        late = spend(ground, "LATE", hkd("1.00"), on=MAY)
        assert refused(lambda: post(book=ground.book, entries=[late])) == "MON-316"
        assert refused(lambda: close(period_id=period, reason="mine")) == "MON-362"
    with stage.acting(second):
        close(period_id=period, reason="looked at")
        assert refused(lambda: post(book=ground.book, entries=[late])) == "MON-316"
        post(book=ground.book, entries=[spend(ground, "NEXT", hkd("1.00"), on=JUNE)])
        assert [proof.name for proof in verify() if proof.broken] == []


def test_an_entry_of_a_closed_period_is_reversed_in_an_open_one(
    closing: tuple[Stage, Ground, int, str, str],
) -> None:
    stage, ground, period, first, second = closing
    with stage.acting(first):
        hold(period_id=period, reason="month end")
    with stage.acting(second):
        close(period_id=period, reason="looked at")
        [known] = post(
            book=ground.book, entries=[spend(ground, "AP-1", hkd("10.00"), on=MAY, entry_key=key("may"))]
        )
        assert known.was_there
        assert (
            refused(lambda: reverse(journal_id=known.journal_id, reason="x", on=MAY, key=key())) == "MON-316"
        )
        reverse(journal_id=known.journal_id, reason="wrong project", on=JUNE, key=key())
        assert [proof.name for proof in verify() if proof.broken] == []


def test_opening_again_needs_another_person_and_leaves_its_record(
    closing: tuple[Stage, Ground, int, str, str],
) -> None:
    stage, ground, period, first, second = closing
    with stage.acting(first):
        hold(period_id=period, reason="month end")
    with stage.acting(second):
        close(period_id=period, reason="looked at")
        assert refused(lambda: reopen(period_id=period, reason="mine")) == "MON-362"
    with stage.acting(first):
        reopen(period_id=period, reason="invoice found")
        post(book=ground.book, entries=[spend(ground, "FOUND", hkd("2.00"), on=MAY)])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state, reason FROM funds_period_event WHERE period_id = %s ORDER BY id", [period]
            )
            assert cursor.fetchall() == [
                ("held", "month end"),
                ("closed", "looked at"),
                ("open", "invoice found"),
            ]


@pytest.mark.parametrize("step", [close, reopen])
def test_an_open_period_is_neither_closed_nor_opened(
    closing: tuple[Stage, Ground, int, str, str], step: object
) -> None:
    stage, _, period, first, _ = closing
    with stage.acting(first):
        assert refused(lambda: step(period_id=period, reason="x")) == "MON-361"  # type: ignore[operator]

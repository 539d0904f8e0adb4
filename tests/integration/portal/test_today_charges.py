"""A bank's charge beside a receipt waits on Today with its age until somebody says what it is, for whoever may see the host's money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from guohe.funds.operations.receive_instalment import receive
from guohe.imports.queries import bank
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.portal.queries.waiting import waiting_entries
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from tests.factories.identity import add_person
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, TODAY
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_groups import PAYER, SECOND, box_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
ITEM = f"receipt-charge:{SECOND}"
CAME = ("21/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "480000.00")
TAKEN = ("21/06/2019", "HANDLING CHARGE", "-50.00")
KEY = "portal.attention.unidentified_charge"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def accept(ground: Ground, entry: int, item: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        accept_guess(entry_id=entry, item_ref=item, actor=ground.finance, now=NOW)


def credited(ground: Ground, *charges: tuple[str, str, str]) -> list[int]:
    with ground.stage.acting(FINANCE_OFFICE):
        credit, *lines = (each.number for each in bank.of_job(read(ground, CAME, *charges)))
    accept(ground, credit, SECOND)
    return lines


def waiting(ground: Ground, who: str = FINANCE_OFFICE, on: date = TODAY) -> list[tuple[str, str, str]]:
    with ground.stage.acting(who):
        found = [each for each in waiting_entries(on=on) if "unidentified_" in each.key]
    return [(each.key, dict(each.values)["entry"], dict(each.values)["days"]) for each in found]


def test_a_charge_waits_from_its_day_until_it_is_booked_and_again_when_that_is_undone(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        credit, charge = (each.number for each in bank.of_job(read(ground, CAME, TAKEN)))
    # Before the receipt is known there is nothing that it could stand beside.
    assert waiting(ground) == []
    accept(ground, credit, SECOND)
    # From Friday 21 June to Tuesday 2 July 2019 Hong Kong worked six days: 24 to 28 June and 2 July; 1 July is a holiday.
    assert waiting(ground) == [(KEY, str(charge), "6")]
    # A host allows two working days (expected_texts.toml, old_after): Monday and Tuesday.
    assert waiting(ground, on=date(2019, 6, 25)) == []
    accept(ground, charge, ITEM)
    assert waiting(ground) == []


def test_what_was_said_not_to_be_it_waits_no_more(ground: Ground) -> None:
    first, second = credited(ground, TAKEN, ("21/06/2019", "COMMISSION", "-50.00"))
    assert [entry for _, entry, _ in waiting(ground)] == [str(first), str(second)]
    with ground.stage.acting(FINANCE_OFFICE):
        refuse_match(entry_id=first, item_ref=ITEM, actor=ground.finance, now=NOW)
    accept(ground, second, ITEM)
    with ground.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=second, reason="Another's", actor=ground.finance, now=NOW)
    assert waiting(ground) == []


def test_beside_a_receipt_that_the_books_hold_by_an_entry_of_its_own_a_charge_waits_too(
    ground: Ground,
) -> None:
    sent = Money.of("CNY", "480000.00")
    with ground.stage.acting(FINANCE_OFFICE):
        receive(
            book=ground.book, fund=STEEL, source_ref=SECOND, sent=sent, credited=sent, on=date(2019, 6, 21),
            source="AP19-1", key=uuid4(), charge_budget=None,
        )  # fmt: skip
        _, charge = (each.number for each in bank.of_job(read(ground, CAME, TAKEN)))
        assert [each.entry.number for each in box_of(ground).debits] == [charge]
    assert waiting(ground) == [(KEY, str(charge), "6")]
    with ground.stage.acting(FINANCE_OFFICE):
        refuse_match(entry_id=charge, item_ref=ITEM, actor=ground.finance, now=NOW)
    assert waiting(ground) == []


@pytest.mark.parametrize(
    "line",
    [
        # No word of a charge; a day before the receipt; more than a bank takes; another day without its reference.
        ("21/06/2019", "POSTAGE", "-50.00"),
        ("21/06/2019", "HANDLING CHARGE", "-500.01"),
        ("24/06/2019", "HANDLING CHARGE", "-50.00"),
    ],
)
def test_what_the_inbox_does_not_offer_is_no_matter_of_today(
    ground: Ground, line: tuple[str, str, str]
) -> None:
    credited(ground, line)
    with ground.stage.acting(FINANCE_OFFICE):
        assert box_of(ground).debits == ()
    assert waiting(ground) == []


def test_a_charge_of_a_later_day_is_told_by_its_reference(ground: Ground) -> None:
    (charge,) = credited(ground, ("24/06/2019", f"CHARGE {SECOND}", "-50.00"))
    assert waiting(ground) == [(KEY, str(charge), "5")]
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.entry.number for each in box_of(ground).debits] == [charge]


def test_only_whoever_sees_the_money_of_the_host_is_told(ground: Ground) -> None:
    credited(ground, TAKEN)
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "steel.only", "view_money", scope=("grant", STEEL))
        add_person(ground.stage.host, "no.money", "view")
    assert [len(waiting(ground, who)) for who in (FINANCE_OFFICE, "steel.only", "no.money")] == [1, 0, 0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_today_and_the_command_tell_it_in_each_language_with_no_more_than_twelve_questions(
    ground: Ground, lang: str
) -> None:
    credited(ground, TAKEN)
    client = seen_by(FINANCE_OFFICE)
    address = f"/{lang}/"
    shown = words(client.get(address).content)
    told = {
        "en": "Charged 2019-06-21, may be the bank charge of a receipt",
        "zh-hant": "2019-06-21 收費，可能是收款的銀行手續費",
        "zh-hans": "2019-06-21 收费，可能是收款的银行手续费",
    }[lang]
    days = {"en": "6 working days", "zh-hant": "6 個工作天", "zh-hans": "6 个工作日"}[lang]
    assert (told in shown, days in shown) == (True, True)
    asked = 0

    def count(execute: Callable[..., Any], *values: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*values)

    with connection.execute_wrapper(count):
        client.get(address)
    # Savepoints and actors of a test are no questions of a request outside it (test_queries_of_pages.py, OF_THE_TEST).
    assert asked - 4 <= 12

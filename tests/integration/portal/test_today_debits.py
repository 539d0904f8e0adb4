"""A debit of an account that payments leave waits on Today with its age, as a credit does, until somebody says what it is."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import Settings

from guohe.imports.domain.accounts import OwnAccount
from guohe.kernel.clock import UTC8
from guohe.portal.queries.waiting import waiting_entries
from tests.factories.imports import own_account
from tests.factories.payments import REF, Till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.reconciliation.test_debits import ITEMS, accept, box_of, csv_of, made_payments, read

pytestmark = pytest.mark.django_db
# Tuesday 2 July 2019 to Friday 5 July: three working days, and a host allows two (expected_texts.toml, old_after).
LATER = datetime(2019, 7, 5, 10, tzinfo=UTC8)


@pytest.fixture
def place(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return made_payments()


def waiting(place: Till, on: datetime = LATER) -> list[tuple[str, str, int]]:
    with place.stage.acting(FINANCE_OFFICE):
        found = list(waiting_entries(on=on.date()))
    return [(each.key, dict(each.values)["days"], each.days) for each in found]


def test_a_debit_waits_from_the_day_it_was_booked_until_it_is_a_payment(place: Till) -> None:
    row = ("02/07/2019", f"DEMO UNIVERSITY EREF {REF}", "300000.00", "0.00")
    read(place, csv_of(row))
    # No payment of ours has left this account yet: what goes out of it is no matter of Today.
    assert waiting(place) == []
    place.exported()
    assert waiting(place) == [("portal.attention.unidentified_out", "3", 3)]
    assert waiting(place, NOW) == []
    (debit,) = box_of(place).debits
    accept(place, debit.entry.number, ITEMS[0])
    assert waiting(place) == []


def test_a_debit_of_an_account_that_its_statement_does_not_name_waits_too(place: Till) -> None:
    line = ("02/07/2019", "OUTWARD TT", "300000.00", "0.00")
    read(place, csv_of(line, account=""))
    # No payment of ours has left in this currency: it is no matter of Today or of the inbox.
    assert (waiting(place), box_of(place).debits) == ([], ())
    place.exported()
    assert waiting(place) == [("portal.attention.unidentified_out", "3", 3)]
    # Today leads to the inbox: the line stands there, with its age and without a guess.
    (debit,) = box_of(place).debits
    assert (debit.entry.account, debit.guesses) == ("···", ())
    accept(place, debit.entry.number, ITEMS[0])
    assert waiting(place) == []


def test_a_debit_of_another_named_account_is_no_matter_of_today(place: Till) -> None:
    place.exported()
    own_account(place.stage, OwnAccount("9999", "CNY"))
    read(place, csv_of(("02/07/2019", "OUTWARD TT", "300000.00", "0.00"), account="NL00MOCK9999"))
    assert (waiting(place), box_of(place).debits) == ([], ())


def test_a_payment_that_came_back_waits_until_somebody_says_so(place: Till) -> None:
    place.exported()
    read(place, csv_of(("02/07/2019", f"DEMO UNIVERSITY EREF {REF}", "300000.00", "0.00")))
    (debit,) = box_of(place).debits
    accept(place, debit.entry.number, ITEMS[0])
    head, _, _ = csv_of().decode().partition("Post date")
    came = f"{head}Post date,Description,Withdrawal,Deposit,Balance\n02/07/2019,RETURNED EREF {REF},,299980.00,299980.00\n"
    read(place, came.encode(), "came.csv")
    assert waiting(place) == [("portal.attention.unidentified", "3", 3)]
    (credit,) = box_of(place).credits
    accept(place, credit.entry.number, f"return:{REF}")
    assert waiting(place) == []

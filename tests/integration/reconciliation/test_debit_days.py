"""A line of a day before the file, or of a day to come, is no payment of ours; and a sign that no text holds is no word."""

from __future__ import annotations

from hashlib import sha256

import pytest
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations.take_debit import take_debit
from guohe.reconciliation.operations.undo_match import undo_match
from tests.factories.payments import REF, Till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_debits import (
    ITEMS,
    accept,
    answered,
    box_of,
    csv_of,
    made_payments,
    proved,
    read,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return made_payments()


@pytest.mark.parametrize(
    ("day", "code", "below"),
    [
        ("2018-01-01", "REC-124", "PAY-395"),
        ("2019-07-01", "REC-124", "PAY-395"),
        ("2019-07-03", "REC-125", "PAY-396"),
        ("2099-01-01", "REC-125", "PAY-396"),
    ],
)
def test_no_debit_of_a_day_before_the_file_or_to_come_is_the_payment(
    place: Till, day: str, code: str, below: str
) -> None:
    place.exported()
    read(place, csv_of((day, f"DEMO UNIVERSITY EREF {REF}", "300000.00", "0.00")))
    (debit,) = box_of(place).debits
    assert refused(place, debit.entry.number, ITEMS[0]) == [code]
    assert proved(place) == []
    # The door below the inbox refuses it by itself.
    with place.stage.acting(FINANCE_OFFICE), pytest.raises(Refused, match=below):
        take_debit(
            host_id=place.stage.host,
            end_to_end_id=REF,
            debited=Money.of("CNY", "300000.00"),
            booked_on=debit.entry.posted_on,
            line=debit.entry.number,
            evidence="jul.xml row 3",
            reference="",
            actor=place.stage.account(FINANCE_OFFICE),
            now=NOW,
        )


def test_a_sign_that_no_text_holds_is_refused_and_never_taken_out_in_silence(place: Till) -> None:
    read(place, answered(place.exported().content))
    (first, *_) = box_of(place).debits
    door = f"/en/bank/inbox/{first.entry.number}"
    client = seen_by(FINANCE_OFFICE)
    asked = client.post(door, {"answer": "ask", "words": "\x00"})
    assert (asked.status_code, "MON-521" in words(asked.content)) == (422, True)
    undone = client.post(door, {"answer": "undo", "words": "\x00 "})
    assert (undone.status_code, "MON-521" in words(undone.content)) == (422, True)
    assert client.post(door, {"answer": "ask", "words": "Whose\x00?"}).status_code == 422
    (again,) = [each for each in box_of(place).debits if each.entry.number == first.entry.number]
    assert again.said == ()


def test_a_file_whose_digest_begins_with_digits_alone_is_no_reason_to_refuse(place: Till) -> None:
    # Twelve digits look like an account to the log, which keeps such details out; the line is what it is told.
    content = answered(place.exported().content)
    while not sha256(content).hexdigest()[:12].isdigit():
        content += b"\n"
    read(place, content)
    entry = sorted(box_of(place).debits, key=lambda each: each.guesses[0].items)[0].entry.number
    accept(place, entry, ITEMS[0])
    assert ("sent", True) in proved(place)
    with place.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=entry, reason="Another line", actor=place.stage.account(FINANCE_OFFICE), now=NOW)
    assert ("sent", True) not in proved(place)

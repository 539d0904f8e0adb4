"""A line of a listing may be a bank's booked charge by grant, account, amount, days and words together, and never by its amount alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guohe.imports.domain.questions import READY_ANSWERS, Answer, ask_for
from guohe.imports.domain.same_charge import BookedCharge, ListedCharge, first_same, is_same
from guohe.kernel.money import Money

GRANT = "DEMO-NKP-2018-001"
DAY = date(2019, 6, 21)
FIFTY = Money.of("CNY", "50.00")
LISTED = ListedCharge(
    GRANT, "other", "Bank charges 銀行手續費", date(2019, 6, 24), FIFTY, "AP19-1", "Sample", "Handling fee"
)
BOOKED = BookedCharge(
    7, "june.csv", 3, 12, GRANT, FIFTY, DAY, ("HANDLING CHARGE TT20190621A", f"{GRANT}/T2"), "bank_charge"
)


def as_the_calendar(start: date, end: date) -> int:
    return (end - start).days


def same(line: ListedCharge, charge: BookedCharge = BOOKED) -> bool:
    return is_same(line, charge, as_the_calendar)


def test_a_charge_of_one_grant_account_amount_and_word_within_the_days_may_be_the_booked_one() -> None:
    assert same(LISTED)


@pytest.mark.parametrize(
    "other",
    [
        {"grant": "DEMO-RAIL-2018-002"},
        {"account_name": "Consumables"},
        {"amount": Money.of("CNY", "50.01")},
        {"amount": Money.of("HKD", "50.00")},
        {"amount": Money.of("CNY", "-50.00")},
        # 18 working days are the matcher's window, 35 days at most.
        {"on": DAY + timedelta(days=19)},
        {"on": DAY - timedelta(days=19)},
        {"description": "Goods"},
    ],
)
def test_whatever_is_not_the_same_is_not_asked_about(other: dict[str, object]) -> None:
    assert not same(replace(LISTED, **other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        # The category of the grant's charges says as much as the account's name.
        {"account_name": "Sundry", "category": "bank_charge"},
        # A reference that stands on the bank's line, however it is spaced; the instalment's own.
        {"description": "Goods", "doc_ref": "TT-20190621A"},
        {"description": f"{GRANT}/T2"},
        # A payee that is a bank, or that the bank's line names.
        {"description": "June", "payee": "Demo Bank Ltd"},
        {"description": "June", "payee": "示例銀行"},
        {"description": "六月", "payee": "示例公司 手续费"},
        {"on": DAY + timedelta(days=18)},
    ],
)
def test_each_way_to_say_the_same_is_enough(other: dict[str, object]) -> None:
    assert same(replace(LISTED, **other))  # type: ignore[arg-type]


def test_the_account_alone_names_nothing() -> None:
    # Same grant, account, amount and day: without a name or a reference nobody is asked.
    assert not same(replace(LISTED, on=DAY, payee="Sample", description="June"))


def test_a_payee_that_the_bank_names_is_a_name() -> None:
    line = replace(LISTED, payee="Sample Carriers", description="June")
    assert not same(line)
    assert same(line, replace(BOOKED, said=("SAMPLE CARRIERS TT",)))


def test_days_that_no_calendar_has_published_speak_for_asking_up_to_the_calendar_window() -> None:
    def unknown(start: date, end: date) -> None:
        return None

    assert is_same(replace(LISTED, on=DAY + timedelta(days=35)), BOOKED, unknown)
    assert not is_same(replace(LISTED, on=DAY + timedelta(days=36)), BOOKED, unknown)


def test_of_several_charges_the_nearest_is_named() -> None:
    near, far = replace(BOOKED, entry=9, on=date(2019, 6, 25)), BOOKED
    assert first_same(LISTED, (far, near), as_the_calendar) == near
    assert first_same(replace(LISTED, account_name="Goods"), (far, near), as_the_calendar) is None


def test_the_question_has_three_ready_answers() -> None:
    asked = ask_for("IMP-207", on=DAY)
    assert (asked.kind, asked.ready) == ("bank_charge", (Answer.DUPLICATE, Answer.COUNT, Answer.WAIT))
    assert READY_ANSWERS["bank_charge"] == asked.ready

"""A payment's state follows from facts; an account that changed is not payable before somebody else has called back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.payment_file import fits_identifier
from guohe.grants.domain.facts import ClaimFacts
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.payments.domain.release import (
    CallBack,
    PayeeAccount,
    ReleaseFacts,
    check_release,
    end_to_end_id,
    letters_apart,
    sent_elsewhere,
)

RECORDED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CALLED = CallBack(date(2026, 11, 3), 2, "Ms Demo", "agreement of 2018")
PAYEE = PayeeAccount("DEMO UNIVERSITY", "2101", "CNY", "HK", 1, RECORDED, (CALLED,))
AMOUNT = Money.of("CNY", "480000.00")
PREPARED = ReleaseFacts(1, "D/T2", "D/T2", "u", AMOUNT, PAYEE, date(2026, 11, 30), 1, RECORDED)


def check(**other: Any) -> list[str]:
    given: dict[str, Any] = {
        "instalment_ref": "D/T2",
        "number": 2,
        "amount": AMOUNT,
        "planned": AMOUNT,
        "earlier": (),
        "name": "DEMO UNIVERSITY",
        "payee": PAYEE,
        "condition": "mid-term report",
        "condition_met": True,
    }
    findings: tuple[Finding, ...] = check_release(**{**given, **other})
    for finding in findings:
        for lang in ("en", "zh-hant", "zh-hans"):
            assert finding.sentence(lang)
    return [finding.code for finding in findings]


def test_a_sound_payment_has_nothing_against_it() -> None:
    assert check() == []


def test_a_name_that_differs_by_one_letter_is_told_as_such() -> None:
    assert check(name="DEMO UNIVERSTY") == ["PAY-361"]
    assert check(name="OTHER UNIVERSITY") == ["PAY-363"]


def test_a_later_instalment_waits_for_its_condition_and_the_first_does_not() -> None:
    assert check(condition_met=False) == ["PAY-362"]
    assert check(condition_met=False, number=1) == []


@pytest.mark.parametrize(
    "calls",
    [
        (),
        # The recorder called: that is one person.
        (replace(CALLED, called_by=1),),
        # The call is older than the record: it confirmed another account.
        (replace(CALLED, called_on=date(2026, 11, 1)),),
    ],
)
def test_an_account_without_a_call_back_of_its_own_is_not_payable(calls: tuple[CallBack, ...]) -> None:
    assert check(payee=replace(PAYEE, call_backs=calls)) == ["PAY-364"]


def test_an_instalment_is_not_paid_twice_and_a_returned_payment_frees_it() -> None:
    released = replace(PREPARED, released_by=2, released_at=RECORDED, message_id="M1")
    assert check(earlier=[released]) == ["PAY-365"]
    assert check(earlier=[replace(released, answers=("settled", "returned"))]) == []
    assert check(earlier=[replace(released, answers=("rejected",))]) == []
    assert check(amount=Money.of("HKD", "1.00")) == ["PAY-366"]


def test_every_fault_is_told_at_once() -> None:
    faults = check(
        name="X",
        condition_met=False,
        payee=replace(PAYEE, call_backs=()),
        amount=Money.of("CNY", "480000.01"),
    )
    assert faults == ["PAY-363", "PAY-362", "PAY-364", "PAY-365"]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (PREPARED, "prepared"),
        (replace(PREPARED, released_by=2), "released"),
        (replace(PREPARED, released_by=2, message_id="M"), "in_file"),
        (replace(PREPARED, released_by=2, message_id="M", answers=("pending", "accepted")), "accepted"),
        # What the bank says of part of a file says nothing of this payment.
        (replace(PREPARED, released_by=2, message_id="M", answers=("partly",)), "in_file"),
        # A second copy of the file that was refused says nothing of the first.
        (replace(PREPARED, released_by=2, message_id="M", answers=("accepted", "copy")), "accepted"),
        # Nothing shows that a first copy was taken, until an answer says so.
        (replace(PREPARED, released_by=2, message_id="M", answers=("copy",)), "duplicate"),
        (replace(PREPARED, released_by=2, message_id="M", answers=("partly", "copy")), "duplicate"),
        (replace(PREPARED, released_by=2, message_id="M", answers=("copy", "accepted")), "accepted"),
        (replace(PREPARED, released_by=2, message_id="M", answers=("copy", "rejected")), "rejected"),
        (replace(PREPARED, released_by=2, message_id="M", answers=("settled", "returned")), "returned"),
        # A word about a payment that was never released proves nothing.
        (replace(PREPARED, answers=("settled",)), "prepared"),
    ],
)
def test_the_state_follows_from_the_facts(facts: ReleaseFacts, state: str) -> None:
    assert facts.state == state


@given(st.text(max_size=12), st.text(max_size=12))
def test_letters_apart_is_a_distance(one: str, other: str) -> None:
    assert (letters_apart(one, other) == 0) is (one == other)
    assert letters_apart(one, other) == letters_apart(other, one)
    assert abs(len(one) - len(other)) <= letters_apart(one, other) <= max(len(one), len(other))


def test_each_payment_of_an_instalment_has_its_own_reference() -> None:
    assert [end_to_end_id("D/T2", earlier) for earlier in range(3)] == ["D/T2", "D/T2-2", "D/T2-3"]


@pytest.mark.parametrize(
    "ref", ["DEMO-" + "X" * 25 + "-1", "DEMO-" + "X" * 29 + "-1", "DEMO-測試-1", "測試", "A//B", "/A"]
)
def test_a_long_or_foreign_reference_of_a_grant_is_cut_for_the_bank_and_stays_its_own(ref: str) -> None:
    names = [end_to_end_id(f"{ref}/T{number}", earlier) for number in (1, 2, 999) for earlier in (0, 1, 99)]
    assert all(fits_identifier(name) for name in names)
    assert len(set(names)) == len(names)
    # Another grant of the same beginning has another name.
    assert end_to_end_id(f"{ref}/T1", 9) != end_to_end_id(f"{ref}Y/T1", 9)


@given(st.text(min_size=1, max_size=60), st.integers(1, 32767), st.integers(0, 999))
def test_every_payment_of_every_grant_has_a_reference_that_a_bank_takes(
    ref: str, number: int, earlier: int
) -> None:
    assert fits_identifier(end_to_end_id(f"{ref}/T{number}", earlier))


def said(station: str, day: int) -> ClaimFacts:
    demo = Name("Demo", "示例", "示例")
    return ClaimFacts("D/T2", station, date(2026, 11, day), "S1", "bank_cny.csv row 3", "", demo, RECORDED)


def test_what_went_by_another_way_is_not_paid_a_second_time() -> None:
    sent, credited, bounced, returned = (
        said(station, day) for day, station in enumerate(("sent", "credited", "bounced", "returned"), start=1)
    )
    assert sent_elsewhere((sent,), ()) == sent
    assert sent_elsewhere((sent, credited), ()) == credited
    assert sent_elsewhere((said("tax_filed", 1),), ()) is None
    # What came back may be paid again; what was sent again since may not.
    assert sent_elsewhere((sent, bounced, returned), ()) is None
    assert sent_elsewhere((sent, bounced, said("sent", 5)), ()) == said("sent", 5)
    assert sent_elsewhere((sent, bounced, returned, said("resent", 5)), ()) == said("resent", 5)
    # A payment of ours that left moves the stations itself: its sum speaks, and the rest of the instalment may follow.
    released = replace(PREPARED, released_by=2, released_at=RECORDED)
    left = replace(released, message_id="M1")
    assert [sent_elsewhere((sent,), (one,)) for one in (PREPARED, released, left)] == [sent, sent, None]
    # One that was rejected sent nothing: what was said after it came back is of another way.
    rejected = replace(left, answers=("rejected",))
    assert sent_elsewhere((sent, bounced, returned), (rejected,)) is None
    assert sent_elsewhere((sent, bounced, returned, said("sent", 5)), (rejected,)) == said("sent", 5)
    # A cheque of an earlier day, said after the rejection.
    cheque = replace(said("sent", 1), stated_at=RECORDED + timedelta(hours=1))
    assert sent_elsewhere((cheque, sent, bounced, returned), (rejected,)) == cheque
    assert check(sent=credited) == ["PAY-381"]

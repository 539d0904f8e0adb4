"""A debit on the payer's statement settles a payment that left, and says nothing against a bank's later word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from guohe.exchange.domain.payment_status import State
from guohe.kernel.money import Money
from guohe.payments.domain.release import DebitFacts, PayeeAccount, ReleaseFacts

THEN = datetime(2019, 7, 2, tzinfo=UTC)
DEBIT = DebitFacts(date(2019, 7, 2), Money.of("CNY", "0.00"), "jul.xml row 3", 1, THEN)
FACTS = ReleaseFacts(
    number=1,
    instalment_ref="DEMO-1/T1",
    end_to_end_id="DEMO-1/T1",
    uetr="3a2f0d4e-1111-4222-8333-000000000001",
    amount=Money.of("CNY", "10.00"),
    payee=PayeeAccount("A", "1234", "CNY", "HK", 1, THEN),
    requested_on=date(2019, 7, 2),
    prepared_by=1,
    prepared_at=THEN,
    released_by=2,
    released_at=THEN,
    message_id="M1",
)


@pytest.mark.parametrize(
    ("answers", "without", "with_debit"),
    [
        ((), "in_file", "settled"),
        (("pending",), "pending", "settled"),
        (("accepted", "partly"), "accepted", "settled"),
        (("settled",), "settled", "settled"),
        (("rejected",), "rejected", "rejected"),
        (("settled", "returned"), "returned", "returned"),
    ],
)
def test_where_a_payment_stands_with_and_without_its_debit(
    answers: tuple[State, ...], without: str, with_debit: str
) -> None:
    told = replace(FACTS, answers=answers)
    assert (told.state, replace(told, debit=DEBIT).state) == (without, with_debit)


def test_what_never_left_in_a_file_is_not_settled_by_a_debit() -> None:
    assert replace(FACTS, message_id="", debit=DEBIT).state == "released"

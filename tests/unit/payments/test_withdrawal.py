"""A payment that is in no file is withdrawn with a reason; everything that stands against it is told at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guohe.payments.domain.release import ReleaseFacts, WithdrawalFacts, sent_elsewhere
from guohe.payments.domain.withdrawal import check_withdrawal, withdrawn_before
from tests.unit.payments.test_release import PREPARED, RECORDED, check, said

GONE = replace(PREPARED, withdrawal=WithdrawalFacts(2, RECORDED, "Another account"))
RELEASED = replace(PREPARED, released_by=2, released_at=RECORDED)
FILED = replace(RELEASED, message_id="M1", file_digest="x")


@pytest.mark.parametrize(
    ("facts", "reason", "codes"),
    [
        (PREPARED, "Another account", []),
        (RELEASED, "Another account", []),
        (PREPARED, "", ["PAY-407"]),
        (PREPARED, " \n", ["PAY-407"]),
        (PREPARED, "a\x00b", ["MON-521"]),
        (GONE, "Again", ["PAY-408"]),
        (GONE, "", ["PAY-407", "PAY-408"]),
        (FILED, "", ["PAY-407", "PAY-409"]),
        # Whatever the bank said of it since.
        (replace(FILED, answers=("rejected",)), "Rejected", ["PAY-409"]),
    ],
)
def test_what_stands_against_a_withdrawal(facts: ReleaseFacts, reason: str, codes: list[str]) -> None:
    assert [each.code for each in check_withdrawal(facts, reason)] == codes


def test_a_withdrawn_payment_takes_up_nothing_and_is_told_with_its_reason() -> None:
    assert (GONE.state, GONE.ended, replace(GONE, released_by=2).state) == ("withdrawn", True, "withdrawn")
    assert check(earlier=[GONE]) == []
    assert withdrawn_before(PREPARED) is None
    told = withdrawn_before(GONE)
    assert told is not None
    assert (told.code, told.values["on"], told.values["why"]) == ("PAY-408", "2026-11-02", "Another account")


def test_a_payment_that_was_withdrawn_hides_no_report_that_the_instalment_went_by_another_way() -> None:
    sent = said("sent", 1)
    assert sent_elsewhere((sent,), (GONE,)) == sent
    assert sent_elsewhere((sent,), (GONE, PREPARED)) == sent
    assert sent_elsewhere((sent,), (GONE, FILED)) is None

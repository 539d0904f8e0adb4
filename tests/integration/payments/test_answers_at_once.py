"""A bank that takes a rejection back takes up the instalment again: nobody releases another payment beside it meanwhile."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from guohe.kernel.findings import Refused
from guohe.payments.operations import take_status as operation
from guohe.payments.operations.take_status import take_status
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.payments.test_release import answer


def answered(place: Till, data: bytes) -> None:
    with place.stage.acting(FINANCE_OFFICE):
        take_status(data=data, actor=place.stage.account(FINANCE_OFFICE), now=NOW)


@pytest.mark.parametrize("locked_by", ["the operation", "the database alone"])
def test_a_release_waits_for_the_answer_and_then_sees_it(
    committed: str, monkeypatch: pytest.MonkeyPatch, locked_by: str
) -> None:
    place = till()
    place.released(place.prepared())
    message = place.exported().message_id
    answered(place, answer(message, "RJCT", "AC04"))
    # Rejected, so the instalment was free and is prepared again.
    second = place.prepared()
    if locked_by == "the database alone":
        monkeypatch.setattr(operation, "hold_instalments", lambda refs: None)
    told: list[str] = []

    def release() -> None:
        try:
            place.released(second)
            told.append("released")
        except Refused as refusal:
            told.extend(finding.code for finding in refusal.findings)
        finally:
            connection.close()

    other, real = threading.Thread(target=release), operation.record

    def before_it_is_over(**given: Any) -> None:
        other.start()
        other.join(2)
        real(**given)

    monkeypatch.setattr(operation, "record", before_it_is_over)
    answered(place, answer(message, "ACCP"))
    other.join(30)
    # 720,000.00 of 720,000.00 are on their way again.
    assert told == ["PAY-405"]

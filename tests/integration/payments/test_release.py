"""Money leaves by two people, to an account that was called back for, in exactly one file whose bytes stay as they were."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations.export_file import stored_file
from guohe.payments.operations.record_account import record_call_back
from guohe.payments.operations.take_status import take_status
from guohe.payments.queries.releases import all_releases
from tests.factories.identity import other_host
from tests.factories.payments import called_back, payee_recorded, till
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.unit.exchange.test_pain002 import report

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_a_payment_goes_its_way() -> None:
    place = till()
    number = place.prepared()
    place.released(number)
    file = place.exported()
    assert (
        b"<EndToEndId>DEMO-TEST-1/T1<" in file.content,
        b'<InstdAmt Ccy="CNY">720000.00<' in file.content,
    ) == (
        True,
        True,
    )
    with place.stage.acting(FINANCE_OFFICE):
        facts = all_releases()[0]
    assert (facts.state, facts.message_id, facts.file_digest) == (
        "in_file",
        file.message_id,
        hashlib.sha256(file.content).hexdigest(),
    )


def test_the_one_who_prepared_cannot_release() -> None:
    place = till()
    number = place.prepared()
    with pytest.raises(Refused) as refused:
        place.released(number, by=RESEARCH_OFFICE)
    assert codes(refused) == ["ACC-601"]


def test_an_auditor_neither_prepares_nor_releases() -> None:
    place = till()
    with pytest.raises(Refused, match="ACC-"):
        place.prepared(by=AUDITOR)
    number = place.prepared()
    with pytest.raises(Refused, match="ACC-"):
        place.released(number, by=AUDITOR)


def test_a_changed_account_is_not_payable_without_a_call_back() -> None:
    place = till()
    changed = payee_recorded(place.stage, number="0129999999999")
    with pytest.raises(Refused) as refused:
        place.prepared(payee_account=changed)
    assert codes(refused) == ["PAY-364"]
    with place.stage.acting(RESEARCH_OFFICE), pytest.raises(Refused, match="PAY-411"):
        record_call_back(
            account_id=changed,
            called_on=TODAY,
            spoke_to="x",
            number_known_from="y",
            evidence="z",
            actor=place.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    called_back(place.stage, changed)
    assert place.prepared(payee_account=changed)


def test_every_reason_against_a_payment_is_told_at_once_and_nothing_is_written() -> None:
    place = till()
    with pytest.raises(Refused) as refused:
        place.prepared(
            name="DEMO UNIVERSTY", amount=Money.of("CNY", "720000.01"), purpose_code="", statistics_code=""
        )
    assert codes(refused) == ["PAY-361", "PAY-365", "PAY-309", "PAY-312"]
    with place.stage.acting(FINANCE_OFFICE):
        assert all_releases() == ()


def test_a_later_instalment_waits_for_evidence_of_its_condition() -> None:
    place = till()
    with pytest.raises(Refused) as refused:
        place.prepared(instalment_ref="DEMO-TEST-1/T2", amount=Money.of("CNY", "480000.00"))
    assert codes(refused) == ["PAY-362"]


def test_an_instalment_is_prepared_once() -> None:
    place = till()
    place.prepared()
    with pytest.raises(Refused) as refused:
        place.prepared()
    assert codes(refused) == ["PAY-365"]


def test_what_left_does_not_leave_again_and_its_bytes_are_given_as_they_were() -> None:
    place = till()
    place.released(place.prepared())
    file = place.exported()
    with pytest.raises(Refused) as refused:
        place.exported()
    assert codes(refused) == ["PAY-368"]
    with place.stage.acting(FINANCE_OFFICE):
        again = stored_file(file.message_id, actor=place.stage.account(FINANCE_OFFICE), now=NOW)
    assert (again.content, again.sha256, again.is_new) == (file.content, file.sha256, False)


def test_what_is_only_prepared_does_not_leave() -> None:
    place = till()
    place.prepared()
    with pytest.raises(Refused, match="PAY-368"):
        place.exported()


def answer(message: str, code: str, reason: str = "") -> bytes:
    """The bank's report on our file, of the day on which it was written; it names the payment by its EndToEndId alone."""
    return of_file(message, report(12, statuses=(("DEMO-TEST-1/T1", code, reason),)))


def of_file(message: str, data: bytes) -> bytes:
    data = data.replace(b"<OrgnlMsgId>M1<", f"<OrgnlMsgId>{message}<".encode())
    data = re.sub(rb"<OrgnlUETR>.*?</OrgnlUETR>", b"", data)
    return data.replace(b"2026-11-27T10:00:00Z", NOW.isoformat().encode())


def test_the_banks_answer_moves_the_state_and_the_same_report_adds_nothing() -> None:
    place = till()
    place.released(place.prepared())
    message = place.exported().message_id
    actor = place.stage.account(FINANCE_OFFICE)
    for data in (answer(message, "ACCP"), answer(message, "ACCP"), answer(message, "RJCT", "AC04")):
        with place.stage.acting(FINANCE_OFFICE):
            take_status(data=data, actor=actor, now=NOW)
    with place.stage.acting(FINANCE_OFFICE):
        facts = all_releases()[0]
    assert (facts.answers, facts.state) == (("accepted", "rejected"), "rejected")
    # A rejected payment frees its instalment; the next one has a reference of its own.
    number = place.prepared(requested_on=date(2019, 7, 8))
    with place.stage.acting(FINANCE_OFFICE):
        assert next(one for one in all_releases() if one.number == number).end_to_end_id == "DEMO-TEST-1/T1-2"


def test_a_report_on_somebody_elses_file_is_refused() -> None:
    place = till()
    with place.stage.acting(FINANCE_OFFICE), pytest.raises(Refused, match="PAY-369"):
        take_status(data=answer("OTHERS", "ACCP"), actor=place.stage.account(FINANCE_OFFICE), now=NOW)


def test_another_host_sees_nothing_of_it() -> None:
    place = till()
    place.prepared()
    other = other_host(place.stage)
    with other.acting(OTHER_OFFICER):
        assert all_releases() == ()

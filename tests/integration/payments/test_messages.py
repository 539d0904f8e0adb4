"""Every message of the operations on payments, from real facts, by its text in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from guohe.exchange.domain.payment_file import Account, Bank
from guohe.grants.operations.state_claim import state_claim
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations import release as release_operation
from guohe.payments.operations.export_file import export_file
from guohe.payments.operations.prepare_release import prepare_release
from guohe.payments.operations.record_account import record_account, record_call_back
from guohe.payments.operations.release import release, release_together
from guohe.payments.operations.state_paper import state_paper
from guohe.payments.operations.take_status import take_status
from tests.factories.payments import PAYER, REF, Till, till
from tests.factories.people import FINANCE_OFFICE, NOW, TODAY
from tests.unit.exchange.test_pain002 import report

pytestmark = pytest.mark.django_db
EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)

KEY: Final = UUID("3a2f0d4e-1111-4222-8333-0000000000aa")
PARTS: Final = (Money.of("CNY", "300000.00"), Money.of("CNY", "300000.01"))


def changed_since(place: Till, actor: int, patch: pytest.MonkeyPatch) -> None:
    """The digest of what is there is no longer that of what was prepared."""
    number = place.prepared()
    patch.setattr(release_operation, "digest_of_release", lambda row: "other")
    release(number=number, actor=actor, now=NOW)


def call(place: Till, actor: int, **other: Any) -> None:
    told: dict[str, Any] = {
        "called_on": TODAY,
        "spoke_to": "Ms Ng",
        "number_known_from": "agreement",
        "evidence": "note 7",
    }
    record_call_back(account_id=place.payee, **{**told, **other}, actor=actor, now=NOW)


def paid_by_another_way(place: Till, actor: int) -> None:
    said = {"source": "letter of the funder", "evidence": "bank_cny.csv row 3", "reference": ""}
    state_claim(
        instalment_ref=REF, station="sent", happened_on=date(2019, 6, 18), **said, actor=actor, now=NOW
    )
    place.prepared()


def payer_of_no_kind(place: Till, actor: int) -> None:
    account, bank = Account("6200000000001234", "CNY"), Bank(bic="DEMOCNBJXXX")
    record_account(
        host_id=place.stage.host, role="payer", party=PAYER, account=account, bank=bank, actor=actor, now=NOW
    )


def instruct(place: Till, actor: int, **other: Any) -> None:
    prepare_release(instruction=place.instruction(**other), actor=actor, now=NOW)


FAULTS: Final[dict[str, Callable[[Till, int, pytest.MonkeyPatch], Any]]] = {
    "PAY-367": lambda place, actor, _: release(number=999, actor=actor, now=NOW),
    "PAY-368": lambda place, actor, _: export_file(payer_account=place.payer, actor=actor, now=NOW),
    "PAY-369": lambda place, actor, _: take_status(
        data=report(12, statuses=(("X", "ACCP", ""),)), actor=actor, now=NOW
    ),
    "PAY-370": changed_since,
    "PAY-371": lambda place, actor, _: instruct(place, actor, payer_account=place.payee),
    "PAY-372": lambda place, actor, _: state_paper(
        number=place.prepared(), code="passport", reference="1", actor=actor, now=NOW
    ),
    "PAY-373": lambda place, actor, _: call(place, actor, evidence=" "),
    "PAY-374": lambda place, actor, _: call(place, actor, called_on=date(2019, 7, 9)),
    "PAY-379": lambda place, actor, _: payer_of_no_kind(place, actor),
    "PAY-381": lambda place, actor, _: paid_by_another_way(place, actor),
    "PAY-433": lambda place, actor, _: [instruct(place, actor, amount=each, key=KEY) for each in PARTS],
    "PAY-380": lambda place, actor, _: release_together(numbers=(), actor=actor, now=NOW),
}


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_message_by_its_text(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = till()
    actor = place.stage.account(FINANCE_OFFICE)
    with place.stage.acting(FINANCE_OFFICE), pytest.raises(Refused) as refused:
        FAULTS[code](place, actor, monkeypatch)
    (found,) = refused.value.findings
    said = {
        "level": found.level.value,
        "en": found.sentence("en"),
        "zh_hant": found.sentence("zh-hant"),
        "zh_hans": found.sentence("zh-hans"),
    }
    expected = {key: text.replace("{payee}", str(place.payee)) for key, text in EXPECTED[code].items()}
    assert (found.code, said) == (code, expected)

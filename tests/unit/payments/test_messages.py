"""Every message about releasing, withdrawing and paying once, from real facts, by its text in three languages."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.payments.domain.paid_once import beyond_plan
from guohe.payments.domain.release import check_release
from guohe.payments.domain.withdrawal import check_withdrawal
from tests.unit.payments.test_paid_once import PLANNED, payment
from tests.unit.payments.test_release import AMOUNT, PAYEE, PREPARED, RECORDED
from tests.unit.payments.test_withdrawal import FILED, GONE

EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)
SOUND: Final[dict[str, Any]] = {
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
FAULTS: Final[dict[str, dict[str, Any]]] = {
    "PAY-361": {"name": "DEMO UNIVERSTY"},
    "PAY-362": {"condition_met": False},
    "PAY-363": {"name": "OTHER UNIVERSITY"},
    "PAY-364": {"payee": replace(PAYEE, call_backs=())},
    "PAY-365": {"earlier": [replace(PREPARED, released_by=2, released_at=RECORDED, message_id="M1")]},
    "PAY-366": {"amount": Money.of("HKD", "1.00")},
}


ONE = payment(1, 42_000_000, "settled")
PAID: Final[dict[str, tuple[Finding, ...]]] = {
    "PAY-405": beyond_plan("D/T2", (ONE, payment(2, 30_000_001, "prepared")), PLANNED),
    "PAY-406": beyond_plan("D/T2", (ONE, payment(2, 72_000_000, "filed")), PLANNED),
    "PAY-407": check_withdrawal(PREPARED, ""),
    "PAY-408": check_withdrawal(GONE, "Again"),
    "PAY-409": check_withdrawal(FILED, "Too late"),
}


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_message_by_its_text(code: str) -> None:
    (found,) = check_release(**{**SOUND, **FAULTS[code]})
    assert (found.code, said_by(found)) == (code, EXPECTED[code])


@pytest.mark.parametrize("code", sorted(PAID))
def test_message_of_what_is_held_paid_twice_or_withdrawn_by_its_text(code: str) -> None:
    (found,) = PAID[code]
    assert (found.code, said_by(found)) == (code, EXPECTED[code])


def said_by(found: Finding) -> dict[str, str]:
    return {
        "level": found.level.value,
        "en": found.sentence("en"),
        "zh_hant": found.sentence("zh-hant"),
        "zh_hans": found.sentence("zh-hans"),
    }

"""Every message of the check of a release, from real facts, by its text in three languages."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from guohe.kernel.money import Money
from guohe.payments.domain.release import check_release
from tests.unit.payments.test_release import AMOUNT, PAYEE, PREPARED, RECORDED

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


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_message_by_its_text(code: str) -> None:
    (found,) = check_release(**{**SOUND, **FAULTS[code]})
    said = {
        "level": found.level.value,
        "en": found.sentence("en"),
        "zh_hant": found.sentence("zh-hant"),
        "zh_hans": found.sentence("zh-hans"),
    }
    assert (found.code, said) == (code, EXPECTED[code])

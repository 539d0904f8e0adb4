"""A changed account voids what was to go to the old one; a retired one is paid no more; each refusal by its text."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from guohe.kernel.findings import Finding
from guohe.payments.domain.changed_account import OtherAccount, Retired, check_retirement, void
from tests.unit.payments.test_messages import said_by
from tests.unit.payments.test_release import RECORDED

EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)
HOUR = timedelta(hours=1)
GONE = Retired("2101", date(2026, 11, 4), 2, "closed by the payee")
LATER, BEFORE = OtherAccount("9999", RECORDED + HOUR), OtherAccount("8888", RECORDED - HOUR)


def against(
    *, retired: tuple[Retired, ...] = (), others: tuple[OtherAccount, ...] = ()
) -> tuple[Finding, ...]:
    return void("D/T2", "2101", RECORDED, retired=retired, others=others)


FOUND: Final[dict[str, tuple[Finding, ...]]] = {
    "PAY-429": against(others=(BEFORE, LATER)),
    "PAY-430": against(retired=(GONE,)),
    "PAY-431": check_retirement("2101", " ", None),
    "PAY-432": check_retirement("2101", "Again", GONE),
}


@pytest.mark.parametrize("code", sorted(FOUND))
def test_message_by_its_text(code: str) -> None:
    (found,) = FOUND[code]
    assert (found.code, said_by(found)) == (code, EXPECTED[code])


def test_another_account_that_was_there_when_it_was_prepared_voids_nothing() -> None:
    assert against(others=(BEFORE,)) == ()


def test_a_sound_retirement_has_nothing_against_it() -> None:
    assert check_retirement("2101", "closed", None) == ()

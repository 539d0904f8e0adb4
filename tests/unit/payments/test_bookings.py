"""A booked line is a payment's by its name, amount, account and day; whatever is not all of this is told, each by its text."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.payments.domain.bookings import Left, Line, against, named_otherwise, report_of_its_day
from tests.unit.payments.test_messages import said_by

EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)
OWN, OTHER = "3a2f0d4e-1111-4222-8333-000000000001", "3a2f0d4e-1111-4222-8333-000000000002"
PAID = Left("D/T2", OWN, Money.of("CNY", "720000.00"), "1234", date(2019, 7, 2))
TODAY = date(2019, 7, 12)
DEBIT = Line("D/T2", "", Money.of("CNY", "-720000.00"), date(2019, 7, 3), "1234", "CNY", is_return=False)
BACK = replace(DEBIT, amount=Money.of("CNY", "720000.00"), is_return=True)
FOUND: Final[dict[str, tuple[Finding, ...]]] = {
    "PAY-420": against(replace(DEBIT, tail="2101"), PAID, TODAY),
    "PAY-421": against(replace(BACK, is_return=False), PAID, TODAY),
    "PAY-422": against(replace(BACK, amount=Money.of("CNY", "719800.00")), PAID, TODAY),
    "PAY-423": named_otherwise("D/T2", OWN, "D/T2", OTHER),
    "PAY-424": report_of_its_day(date(2019, 7, 13), date(2019, 7, 2), TODAY),
}


@pytest.mark.parametrize("code", sorted(FOUND))
def test_message_by_its_text(code: str) -> None:
    (found,) = FOUND[code]
    assert (found.code, said_by(found)) == (code, EXPECTED[code])


@pytest.mark.parametrize(
    "line", [DEBIT, BACK, replace(DEBIT, uetr=OWN), replace(DEBIT, end_to_end_id="", uetr=OWN)]
)
def test_what_agrees_in_everything_is_the_payments(line: Line) -> None:
    assert against(line, PAID, TODAY) == ()


@pytest.mark.parametrize(("on", "codes"), [(1, ["PAY-395"]), (2, []), (12, []), (13, ["PAY-396"])])
def test_a_line_is_of_a_day_from_the_file_to_today(on: int, codes: list[str]) -> None:
    assert [each.code for each in against(replace(BACK, on=date(2019, 7, on)), PAID, TODAY)] == codes


@given(
    st.sampled_from(["1234", "2101", ""]),
    st.sampled_from(["CNY", "HKD", ""]),
    st.integers(-2, 2),
    st.dates(date(2019, 6, 30), date(2019, 7, 14)),
    st.sampled_from([DEBIT, BACK]),
    st.booleans(),
)
def test_nothing_is_taken_unless_all_of_it_agrees(
    tail: str, currency: str, off: int, on: date, plain: Line, is_return: bool
) -> None:
    amount = Money("CNY", plain.amount.minor + off)
    line = replace(plain, tail=tail, currency=currency, amount=amount, on=on, is_return=is_return)
    agrees = (
        (tail, off) == ("1234", 0)
        and currency != "HKD"
        and date(2019, 7, 2) <= on <= TODAY
        and (plain is DEBIT or is_return)
    )
    assert (against(line, PAID, TODAY) == ()) is agrees


@pytest.mark.parametrize(("on", "refused"), [(1, True), (2, False), (12, False), (13, True)])
def test_a_bank_answers_from_the_day_of_the_file_to_today(on: int, refused: bool) -> None:
    assert bool(report_of_its_day(date(2019, 7, on), date(2019, 7, 2), TODAY)) is refused

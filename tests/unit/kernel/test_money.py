"""Amounts are exact: what is read is what is written, and rounding happens once, halves away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import AmountNotReadable, CurrencyMismatch, Money, round_half_up, total

amounts = st.builds(Money, st.sampled_from(["CNY", "HKD", "MOP"]), st.integers(-(10**15), 10**15))


@given(amounts)
def test_an_amount_written_plainly_reads_back_the_same(amount: Money) -> None:
    assert Money.of(amount.currency, amount.plain) == amount


@given(amounts)
def test_an_amount_written_for_readers_reads_back_the_same(amount: Money) -> None:
    assert Money.of(amount.currency, amount.figure) == amount


@given(st.integers(-(10**22), 10**22), st.integers(1, 10**12))
def test_rounding_agrees_with_the_decimal_module(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    # The decimal module divides to 28 digits; compare only where that is exact enough to decide.
    if abs(numerator) < 10**15:
        assert round_half_up(numerator, denominator) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("numerator", "expected"), [(5, 3), (-5, -3), (4, 2), (-4, -2), (1, 1), (-1, -1), (0, 0)]
)
def test_halves_go_away_from_zero(numerator: int, expected: int) -> None:
    assert round_half_up(numerator, 2) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("12,3OO.00", "", "1.005", "1e3", "--1", "HK$5", "１２"),
        # A decimal comma, groups that are not of three, and a point that may group: forty thousand is not forty.
        *("40.000,00", "4,00", "4,0000.00", "40.000", "1,2,3", ",500", "1234,567.00"),
    ],
)
def test_anything_but_a_plain_number_is_refused(text: str) -> None:
    with pytest.raises(AmountNotReadable):
        Money.of("HKD", text)


def test_an_amount_prints_its_code_before_the_figure_with_a_real_minus() -> None:
    assert str(Money("HKD", -125000)) == "HKD \N{MINUS SIGN}1,250.00"


def test_two_currencies_never_add() -> None:
    with pytest.raises(CurrencyMismatch):
        Money("HKD", 1) + Money("CNY", 1)
    with pytest.raises(CurrencyMismatch):
        total("HKD", [Money("CNY", 1)])


def test_minor_units_are_never_a_float() -> None:
    with pytest.raises(TypeError):
        Money("HKD", 1.0)  # type: ignore[arg-type]


@given(st.lists(st.integers(-(10**12), 10**12)))
def test_a_total_is_the_sum_in_any_order(minors: list[int]) -> None:
    assert total("CNY", [Money("CNY", minor) for minor in minors]).minor == sum(minors)

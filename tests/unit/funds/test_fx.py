"""A slip whose three figures disagree is named before anything is booked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.funds.domain.fx import at_rate, check_slip, rate_parts, swapped_digits
from guohe.kernel.money import Money

SOLD = Money.of("CNY", "719,850.00")


def test_the_demo_deal_is_accepted() -> None:
    assert check_slip(SOLD, Money.of("HKD", "892,614.00"), "1.2400") == []


def test_swapped_digits_are_named() -> None:
    [finding] = check_slip(SOLD, Money.of("HKD", "892,641.00"), "1.2400")
    assert finding.code == "MON-342"
    assert finding.sentence("en") == (
        "719,850.00 × 1.2400 = 892,614.00, the deal slip says 892,641.00. Two digits may be swapped."
    )
    assert finding.sentence("zh-hant").endswith("可能有兩個數字對調。")
    assert finding.sentence("zh-hans").endswith("可能有两个数字对调。")


def test_a_rate_the_wrong_way_round_is_named() -> None:
    [finding] = check_slip(SOLD, Money.of("HKD", "892,614.00"), "0.8065")
    assert finding.code == "MON-341"
    assert finding.sentence("en") == (
        "Rate 0.8065 looks like HKD→CNY; this field wants HKD for 1 CNY (about 1.24). Swap? Enter it that way round. "
        "Nothing has been saved."
    )


def test_another_difference_is_not_called_a_swap() -> None:
    assert [finding.code for finding in check_slip(SOLD, Money.of("HKD", "890,000.00"), "1.2400")] == [
        "MON-346"
    ]


@pytest.mark.parametrize("rate", ["", "0", "0.000", "1,24", "-1.2", "about 1.24", "1.2.4"])
def test_a_rate_that_is_no_number_is_refused(rate: str) -> None:
    with pytest.raises(ValueError):
        rate_parts(rate)
    assert [finding.code for finding in check_slip(SOLD, Money.of("HKD", "1.00"), rate)] == ["MON-345"]


@given(st.integers(10**4, 10**12), st.integers(9_000, 15_000))
def test_a_product_of_amount_and_rate_is_always_accepted(minor: int, rate: int) -> None:
    sold, printed = Money("CNY", minor), f"{rate // 10_000}.{rate % 10_000:04d}"
    assert check_slip(sold, at_rate(sold, printed, "HKD"), printed) == []


def test_neighbouring_digits_only() -> None:
    assert swapped_digits(89264100, 89261400)
    assert not swapped_digits(89261400, 89261400)
    assert not swapped_digits(19261400, 89261400)
    assert not swapped_digits(892614, 89261400)

"""Capital numerals and figures are the same amount in both directions, to the fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.capitals import CapitalsNotReadable, find_capitals, read_capitals, write_capitals

# The forms of the Mainland's rules for filling in bills (支付结算办法, annex 1): one 零 for a gap, 整 after 元 or 角.
FORMS = [
    ("壹佰贰拾万元整", 120_000_000),
    ("壹仟肆佰零玖元伍角整", 140_950),
    ("陆仟零柒元壹角肆分", 600_714),
    ("壹仟陆佰捌拾元叁角贰分", 168_032),
    ("壹拾万柒仟元伍角叁分", 10_700_053),
    ("壹万陆仟肆佰零玖元零贰分", 1_640_902),
    ("叁佰贰拾伍元零肆分", 32_504),
    ("零元整", 0),
    ("伍分", 5),
    ("伍角整", 50),
    ("壹亿零壹元整", 10_000_000_100),
    ("壹万亿元整", 100_000_000_000_000),
]


@pytest.mark.parametrize(("written", "minor"), FORMS)
def test_forms_of_the_rules_are_read_and_written(written: str, minor: int) -> None:
    assert read_capitals(written) == minor
    assert read_capitals(write_capitals(minor)) == minor


@pytest.mark.parametrize("minor", [minor for written, minor in FORMS if minor != 10_700_053])
def test_written_exactly_as_the_rules_have_it(minor: int) -> None:
    assert write_capitals(minor) == next(written for written, other in FORMS if other == minor)


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("壹佰貳拾萬元正", 120_000_000),
        ("一百二十万圆整", 120_000_000),
        ("人民币壹佰贰拾万元整", 120_000_000),
        ("合计（大写）：人民币壹佰贰拾万元整", 120_000_000),
        ("拾元整", 1_000),
        ("兩億叁仟萬圓正", 23_000_000_000),
        ("负壹元整", -100),
    ],
)
def test_both_scripts_and_everyday_numerals_are_read(written: str, minor: int) -> None:
    assert read_capitals(written) == minor


@pytest.mark.parametrize(
    "written",
    ["", "整", "壹佰贰拾万", "贰壹元", "拾佰元", "万元", "壹佰佰元", "壹万万万元整", "abc元", "壹元贰"],
)
def test_what_would_need_a_guess_is_refused(written: str) -> None:
    with pytest.raises(CapitalsNotReadable):
        read_capitals(written)


def test_numerals_are_found_in_a_sentence() -> None:
    assert find_capitals("合计（大写）：人民币 壹佰贰拾万元整 （盖章）") == "壹佰贰拾万元整"
    assert find_capitals("合计 120.00") == ""
    assert find_capitals("大写：人民币壹佰叁拾万") == "壹佰叁拾万"


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_round_trip(minor: int) -> None:
    for lang in ("zh-hans", "zh-hant"):
        written = write_capitals(minor, lang)  # type: ignore[arg-type]
        assert read_capitals(written) == minor
        assert "零零" not in written


@given(st.text(alphabet="零壹贰叁拾佰仟万亿元角分整", max_size=20))
def test_any_numerals_give_an_amount_or_a_refusal(text: str) -> None:
    try:
        minor = read_capitals(text)
    except CapitalsNotReadable:
        return
    assert read_capitals(write_capitals(minor)) == minor

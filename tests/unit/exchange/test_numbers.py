"""An amount is read exactly or refused; each way of writing one gives the same minor units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.numbers import figure_of, minor_of, read_amount
from guohe.kernel.money import MINUS

FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@pytest.mark.parametrize(
    ("written", "minor", "repairs"),
    [
        ("12,300.00", 1230000, ()),
        ("12300", 1230000, ()),
        ("12300.5", 1230050, ()),
        (".50", 50, ()),
        ("-1,250.00", -125000, ()),
        ("1,250.00-", -125000, ("trailing_minus",)),
        ("\N{MINUS SIGN}1,250.00", -125000, ()),
        ("(1,250.00)", -125000, ("parentheses",)),
        ("１２，３００．００", 1230000, ("full_width",)),
        ("HK$48,650.00", 4865000, ("currency_mark",)),
        ("-HK$1.00", -100, ("currency_mark",)),
        ("HK$-1.00", -100, ("currency_mark",)),
        ("1,250.00 CR", -125000, ("credit_mark",)),
        ("1,250.00DR", 125000, ("credit_mark",)),
        ("12 300.00", 1230000, ("spaced",)),
        ("12.300,00", 1230000, ("decimal_comma",)),
        ("人民币1,200.00元", 120000, ("currency_mark",)),
        ("-", 0, ("dash_zero",)),
        ("'12,300.00", 1230000, ()),
    ],
)
def test_amount_is_read_as_the_reader_means_it(written: str, minor: int, repairs: tuple[str, ...]) -> None:
    found = read_amount(written)
    assert (found.minor, found.repairs, found.fault) == (minor, repairs, "")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "empty"), ("   ", "empty"), ("12,30.00", "unreadable"), ("1,23,456.00", "unreadable"), ("1.5E+04", "unreadable"),
        ("1,000.005", "decimals"), ("1.250", "decimals"), ("twelve", "unreadable"), ("-(12.00)", "unreadable"),
        ("--5.00", "unreadable"), ("9" * 65, "unreadable"), ("#REF!", "unreadable"), ("12:30", "unreadable"),
        ("12,3OO.00", "letter"), ("l2.00", "letter"),
    ],
)  # fmt: skip
def test_amount_that_would_need_a_guess_is_refused(written: str, fault: str) -> None:
    assert read_amount(written).fault == fault


def test_letter_is_named_with_the_figure_it_may_stand_for() -> None:
    found = read_amount("12,3OO.00")
    assert (found.letter, found.proposal) == ("O", "12,300.00")


def test_currency_written_in_the_cell_is_reported() -> None:
    assert read_amount("RMB 5.00").mark == "CNY"
    assert read_amount("US$5.00").mark == "USD"
    assert read_amount("$5.00").mark == ""


AMOUNTS = st.integers(min_value=-(10**13), max_value=10**13)


@given(AMOUNTS)
def test_every_way_of_writing_gives_the_same_amount(minor: int) -> None:
    plain = figure_of(abs(minor), 2)
    sign = "-" if minor < 0 else ""
    ways = [
        sign + plain,
        sign + plain.replace(",", ""),
        sign + "HK$" + plain,
        sign + plain.translate(FULL_WIDTH),
    ]
    if minor < 0:
        ways += [plain + "-", f"({plain})", f"{plain} CR", "\N{MINUS SIGN}" + plain]
    if minor % 100 == 0:
        ways.append(sign + plain.removesuffix(".00"))
    for written in ways:
        found = read_amount(written)
        assert (found.minor, found.fault) == (minor, ""), written


@given(AMOUNTS, st.integers(min_value=0, max_value=6))
def test_figure_and_minor_units_are_inverse(minor: int, exponent: int) -> None:
    figure = figure_of(minor, exponent)
    back = minor_of(figure.replace(",", "").lstrip(MINUS), exponent)
    assert back == abs(minor)
    assert figure.startswith(MINUS) == (minor < 0)
    assert "-" not in figure, "one sign below zero, as on every page"


@given(st.text(max_size=80))
def test_any_text_gives_an_answer(text: str) -> None:
    found = read_amount(text)
    assert found.fault or isinstance(found.minor, int)

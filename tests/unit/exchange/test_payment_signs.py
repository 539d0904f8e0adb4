"""What our rules let through, the official schema takes: whatever is typed. Countries are those of the time zone database."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guohe.exchange.domain.payment_file import Account, Address, Bank, Party, check_payment_file
from guohe.exchange.domain.payment_signs import (
    is_banks_country,
    is_country,
    is_iban,
    sign_of_no_code,
    unseen_sign,
)
from guohe.exchange.operations.write_pain001 import judge_payment_file
from tests.unit.exchange.payments_made_up import batch, payment_file, transfer

TYPED = (
    st.text(max_size=150)
    | st.text("0123456789ABCDEFabcdef- ", max_size=40)
    | st.sampled_from(["HK", "CN", "XX"])
)


@given(st.tuples(*(TYPED,) * 5), st.tuples(*(TYPED,) * 3), st.tuples(*(TYPED,) * 3), st.booleans())
@example(("Demo", "", "Hong Kong", "HK", ""), ("0128765432101", "", ""), ("CSTRDR", "12345678901", ""), False)
@example(("Demo", "", "H" * 36, "HK", ""), ("0128765432101", "", ""), ("CSTRDR", "222222", ""), False)
@example(
    ("Demo", "", "Hong Kong", "HK", "S" * 71), ("0128765432101", "", ""), ("CSTRDR", "222222", ""), False
)
@example(("Demo", "", "Hong Kong", "HK", ""), ("0128765432999", "", ""), ("CSTRDR", "222222", ""), True)
@example(
    ("Demo", "", "Hong Kong", "HK", ""), ("0128765432101", "", ""), ("CSTRDR", "222222", "a\x0bb"), False
)
@settings(max_examples=300, deadline=None)
def test_what_our_rules_let_through_the_schema_takes(
    party: tuple[str, ...], account: tuple[str, ...], codes: tuple[str, ...], iban: bool
) -> None:
    name, latin, town, country, street = party
    number, clearing, member = account
    purpose, statistics, remittance = codes
    paid = transfer(
        creditor=Party(name, Address(town, country, street=street), latin),
        account=Account(number, "CNY", is_iban=iban),
        bank=Bank("DEMOHKHHXXX", clearing, member),
        purpose_code=purpose,
        statistics_code=statistics,
        remittance=remittance,
    )
    file = payment_file(batch(paid))
    # The schema is asked where our rules find nothing: then it finds nothing either.
    assert judge_payment_file(file) == check_payment_file(file)


def test_the_countries_are_those_of_iso_3166() -> None:
    table = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    codes = {line[:2] for line in table.splitlines() if line and not line.startswith("#")}
    pairs = {one + other for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    assert {pair for pair in pairs if is_country(pair)} == codes
    assert {pair for pair in pairs if is_banks_country(pair)} == codes | {"XK"}


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        # The examples of the standard's registry for the United Kingdom and Germany.
        ("GB29NWBK60161331926819", True),
        ("DE89370400440532013000", True),
        ("GB00NWBK60161331926819", False),
        ("GB29NWBK60161331926891", False),
        ("QQ29NWBK60161331926819", False),
        ("gb29nwbk60161331926819", False),
        ("0128765432999", False),
    ],
)
def test_an_iban_is_one_by_its_check_digits(number: str, sound: bool) -> None:
    assert is_iban(number) is sound


@given(st.integers(4, 21), st.sampled_from("0123456789"))
def test_one_digit_that_is_wrong_is_found(at: int, digit: str) -> None:
    right = "GB29NWBK60161331926819"
    wrong = right[:at] + digit + right[at + 1 :]
    assert is_iban(wrong) is (wrong == right)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Grant 1\x0binstalment 1", "U+000B"),
        ("DEMO\u202eYTISREVINU", "U+202E"),
        ("示例科技计划管理中心 Ünï", ""),
        ("zero\u200bwidth", "U+200B"),
        ("line\nbreak", "U+000A"),
    ],
)
def test_a_sign_that_nobody_sees_is_named(text: str, sign: str) -> None:
    assert unseen_sign(text) == sign


@pytest.mark.parametrize(
    ("text", "sign"),
    [("CSTRDR", ""), ("02/7", ""), ("２２２", "２ (U+FF12)"), ("٠", "٠ (U+0660)"), ("1_2", "_ (U+005F)")],
)
def test_a_code_holds_what_banks_take(text: str, sign: str) -> None:
    assert sign_of_no_code(text) == sign

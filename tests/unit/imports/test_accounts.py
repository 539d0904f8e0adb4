"""Whose account a statement is of: by last four signs and currency together, with everything that is wrong said at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.statement import BankStatement
from guohe.imports.domain.accounts import (
    HowItWrites,
    OwnAccount,
    accounts_in,
    check_accounts,
    check_registration,
    profile_of,
)
from guohe.kernel.texts import LANGUAGES

CNY, HKD = OwnAccount("2101", "CNY"), OwnAccount("2101", "HKD")
STATEMENT = BankStatement("2101", "CNY", "PLAIN", (), (), (), ())


def standing(account: OwnAccount) -> Standing:
    day = date(2019, 6, 30)
    return Standing(account.tail, account.currency, "S1", 1, day, day, None, None)


def test_a_registered_account_is_read_and_another_is_told_with_what_is_known_of_its_number() -> None:
    assert check_accounts(STATEMENT, {CNY}) == ()
    (finding,) = check_accounts(STATEMENT, {HKD, OwnAccount("9999", "CNY")})
    assert (finding.code, finding.place.pointer, finding.values["known"]) == (
        "IMP-178",
        "2101-CNY",
        "HKD ···2101",
    )
    told = {finding.sentence(lang) for lang in LANGUAGES}
    assert (len(told), all("./guohe import account 2101 CNY" in words for words in told)) == (3, True)


def test_every_account_of_a_file_is_asked_for_at_once_and_once() -> None:
    several = replace(STATEMENT, standings=(standing(CNY), standing(HKD), standing(HKD)))
    assert accounts_in(several) == (CNY, HKD)
    assert [each.place.pointer for each in check_accounts(several, ())] == ["2101-CNY", "2101-HKD"]
    assert profile_of(several, {CNY: HowItWrites()}) is None


def test_a_file_that_names_no_account_is_of_none() -> None:
    assert check_accounts(replace(STATEMENT, account_tail=""), ()) == ()


def test_the_profile_is_what_the_account_remembers() -> None:
    own = profile_of(STATEMENT, {CNY: HowItWrites("value", 11, "month first"), HKD: HowItWrites()})
    assert own is not None
    assert (own.counts, own.cut, own.order, own.currency) == ("value", 11, "month first", "CNY")
    assert profile_of(STATEMENT, {HKD: HowItWrites()}) is None


@pytest.mark.parametrize(
    ("tail", "currency", "how", "wrong"),
    [
        ("2101", "CNY", HowItWrites(), []),
        ("MO01", "HKD", HowItWrites("txn", 140, "month first"), []),
        ("012876543", "CNY", HowItWrites(), ["tail"]),
        ("2-0", "XXX", HowItWrites("x", 141, "y"), ["tail", "currency", "counts", "cut", "order"]),  # type: ignore[arg-type]
        ("2101", "CNY", HowItWrites(cut=-1), ["cut"]),
    ],
)
def test_everything_wrong_with_a_registration_is_said_at_once(
    tail: str, currency: str, how: HowItWrites, wrong: list[str]
) -> None:
    assert [each.place.pointer for each in check_registration(tail, currency, how)] == wrong


@given(st.text(max_size=40))
def test_never_more_than_the_last_four_signs_are_said(tail: str) -> None:
    for finding in check_registration(tail, "CNY", HowItWrites()):
        assert len(finding.values["seen"]) <= 4

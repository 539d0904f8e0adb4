"""Whose account a statement is of: by last four signs and currency together, with everything that is wrong said at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.banks import PLAIN
from guohe.exchange.domain.profile_file import profiles
from guohe.exchange.domain.statement import BankStatement
from guohe.imports.domain.accounts import (
    HowItWrites,
    OwnAccount,
    accounts_in,
    check_accounts,
    check_chosen,
    check_registration,
    profiles_of,
    read_account,
)
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES

CNY, HKD = OwnAccount("2101", "CNY"), OwnAccount("2101", "HKD")
OTHER = OwnAccount("9999", "CNY")
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


def test_a_file_that_names_no_account_is_of_none() -> None:
    assert check_accounts(replace(STATEMENT, account_tail=""), ()) == ()


SPLIT = profiles()["DEMO-SPLIT"]


def test_the_profile_is_what_the_account_remembers_unless_a_person_chose_another() -> None:
    ways = {CNY: HowItWrites("value", 11, "month first"), HKD: HowItWrites(cut=3), OTHER: HowItWrites(cut=5)}
    own = profiles_of(ways)("2101", "CNY")
    assert (own.code, own.counts, own.cut, own.order, own.currency) == (
        "PLAIN",
        "value",
        11,
        "month first",
        "CNY",
    )
    # Two currencies under one ending leave it open; one alone does not, and neither does a choice.
    assert profiles_of(ways)("2101", "") == PLAIN
    assert (profiles_of(ways)("9999", "").cut, profiles_of(ways, chosen=HKD)("", "").cut) == (5, 3)
    chosen = profiles_of(ways, bank=SPLIT)("2101", "HKD")
    assert (chosen.code, chosen.cut, chosen.currency) == ("DEMO-SPLIT", 35, "HKD")
    remembered = HowItWrites.of_bank(SPLIT).profile(CNY)
    assert (remembered.columns, remembered.charge_words) == (SPLIT.columns, ("SVC CHG",))


def test_a_chosen_account_is_the_files_or_that_is_told_and_none_is_asked_for() -> None:
    assert check_chosen(STATEMENT, CNY) == ()
    assert [each.code for each in check_chosen(STATEMENT, HKD)] == ["IMP-191"]
    assert [each.code for each in check_chosen(replace(STATEMENT, account_tail=""), None)] == ["IMP-194"]
    assert check_chosen(STATEMENT, None) == ()
    assert read_account(" 2101-cny ", [CNY]) == CNY


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("2101", "2101"),
        ("2101-XXX", "2101-XXX"),
        ("012876543-CNY", "···6543"),
        ("HSBC 012-876-543", "···6543"),
    ],
)
def test_a_choice_that_names_no_account_is_told_as_asked_with_those_there_are(text: str, seen: str) -> None:
    """Of a number that was typed whole only the last four figures are told."""
    with pytest.raises(Refused) as refused:
        read_account(text, [HKD, CNY])
    (told,) = refused.value.findings
    sentence = told.sentence("en")
    assert told.code == "IMP-200"
    assert sentence.startswith(f'"{seen}" names no account')
    assert "Registered here: 2101-CNY, 2101-HKD." in sentence
    for known, words in (
        ((), "Registered here: none."),
        (None, "Registered here: not known, because no books were asked."),
    ):
        with pytest.raises(Refused, match=words):
            read_account(text, known)


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
        assert len(finding.values.get("seen", "")) <= 4
        assert (finding.code == "IMP-206") == (not tail)

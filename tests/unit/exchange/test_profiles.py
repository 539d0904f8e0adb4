"""A bank's profile says columns, dates, split narratives and charges; a file that denies its order of dates is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.banks import PLAIN, BankProfile
from guohe.exchange.domain.profile_file import profiles, read_profile, text_of
from guohe.exchange.domain.read_statement import read_statement
from guohe.exchange.domain.statement import BankStatement
from guohe.kernel.texts import LANGUAGES, say
from tests.unit.exchange.demo import text_grid

SPLIT = profiles()["DEMO-SPLIT"]
# No word of these heads is in the table of heads, and both orders of dates are possible.
FILE = (
    "Account,012-876543-7777,CNY,,,,\n"
    "Booked,Valued,Details 1,Details 2,Movement,Stand\n"
    "03/04/2019,04/05/2019,DEMO SCIENCE CENTRE,GRANT DEMO-1/T2,480000.00,480000.00\n"
    "03/05/2019,04/06/2019,SVC CHG,REF 88,-50.00,479950.00\n"
)
GOOD = text_of("DEMO-SPLIT")


def read(text: str = FILE, profile: BankProfile = SPLIT, **how: object) -> BankStatement:
    return read_statement(text_grid(text), profile=profile, **how)  # type: ignore[arg-type]


def test_columns_dates_and_a_narrative_over_two_columns_are_as_the_profile_says() -> None:
    found = read()
    assert [finding.code for finding in found.findings] == []
    first, second = found.entries
    # Month first, and the value date counts.
    assert (first.counts_date, first.post_date) == (date(2019, 4, 5), date(2019, 3, 4))
    assert (first.narrative, first.payer) == ("DEMO SCIENCE CENTRE GRANT DEMO-1/T2", "DEMO SCIENCE CENTRE")
    assert (second.amount.plain, second.narrative, found.profile) == (
        "-50.00",
        "SVC CHG REF 88",
        "DEMO-SPLIT",
    )
    # By the last line the payer would be the purpose; without a profile the heads say nothing.
    assert read(profile=replace(SPLIT, payer="")).entries[0].payer == "GRANT DEMO-1/T2"
    assert read(profile=PLAIN).refused


def test_a_column_that_the_profile_names_and_the_file_lacks_is_asked_for() -> None:
    lacking = read(FILE.replace("Details 2", "More"))
    assert [(each.code, each.values["seen"]) for each in lacking.findings] == [("IMP-026", "Details 2")]
    both = read(FILE.replace("Details 2", "More").replace("Stand", "Left"))
    assert [each.values["seen"] for each in both.findings] == ["Stand", "Details 2"]


def test_a_file_that_denies_the_order_asks_once_and_neither_wins() -> None:
    denied = FILE.replace("03/04/2019,04/05/2019", "25/04/2019,26/04/2019")
    found = read(denied)
    asked = [(each.code, each.place.row, each.values["seen"]) for each in found.findings]
    assert asked == [("IMP-193", 3, "25/04/2019")]
    # A person's word about this file settles it, and where nobody said an order the file tells it.
    assert [each.code for each in read(denied, order="day first").findings] == []
    assert read(denied, order="day first").entries[0].counts_date == date(2019, 4, 26)
    assert [each.code for each in read(denied, profile=replace(SPLIT, order=None)).findings] == []
    # The person's word that the file denies is a fault of each of its rows.
    assert {each.code for each in read(denied, order="month first").findings} == {"IMP-105"}


def test_the_order_that_the_file_proves_is_no_question() -> None:
    proved = FILE.replace("03/04/2019,04/05/2019", "04/25/2019,04/26/2019")
    assert [each.code for each in read(proved).findings] == []


def test_the_account_is_known_before_its_profile_and_the_file_is_read_once() -> None:
    asked: list[tuple[str, str]] = []

    def profile_of(tail: str, currency: str) -> BankProfile:
        asked.append((tail, currency))
        return SPLIT

    assert len(read(profile=PLAIN, profile_of=profile_of).entries) == 2
    assert asked == [("7777", "CNY")]
    nameless = FILE.replace("Account,012-876543-7777,CNY,,,,\n", "")
    told = read(nameless, profile=PLAIN, profile_of=profile_of, tail="7777", currency="CNY")
    assert (told.account_tail, told.currency, asked[-1]) == ("7777", "CNY", ("7777", "CNY"))


def test_every_profile_that_ships_says_its_source() -> None:
    assert set(profiles()) == {"DEMO-CNY", "DEMO-SPLIT", "PLAIN"}
    assert profiles()["PLAIN"] == PLAIN
    assert text_of("../heads") == ""
    assert all("source = " in text_of(code) for code in profiles())


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        (("cut = 35", "cut = 141"), ["cut"]),
        (("cut = 35", "cut = true"), ["cut"]),
        (('"value"', '"values"'), ["counts"]),
        (('"month first"', '"year first"'), ["order"]),
        (('order = "month first"', 'order = "month first"\ncolour = "red"'), ["colour"]),
        (('post_date = "Booked"', 'posted = "Booked"'), ["columns.posted"]),
        (('post_date = "Booked"', 'post_date = ""'), ["columns.post_date"]),
        (('["SVC CHG"]', '"SVC CHG"'), ["charges.words"]),
        (('stand = "own line"', 'stand = "somewhere"'), ["charges.stand"]),
        (('code = "DEMO-SPLIT"', 'code = "demo split"\ncurrency = "XXX"'), ["code", "currency"]),
        (('code = "DEMO-SPLIT"', "code = 123"), ["code"]),
        (('code = "DEMO-SPLIT"', "code = 2019-04-01"), ["code"]),
        (('code = "DEMO-SPLIT"', "code = true"), ["code"]),
        (('post_date = "Booked"', "post_date = 7"), ["columns.post_date"]),
        (("cut = 35", 'cut = "35"\ncurrency = 156'), ["cut", "currency"]),
        (("[columns]", "[columns"), ["13:9"]),
        # Brackets and numbers that the reader of TOML, or the writing out of what was read, gives up on.
        (("cut = 35", "cut = " + "[" * 3_500), ["the whole file"]),
        (("cut = 35", "cut = " + "1" * 5_000), ["the whole file"]),
        (("cut = 35", "cut = 0x" + "f" * 5_000), ["cut"]),
        (("cut = 35", "cut" + ".x" * 3_000 + " = 1"), ["cut"]),
        (("[columns]", "# " + "x" * 8_000 + "\n[columns]"), ["the whole file"]),
    ],
)
def test_everything_wrong_with_a_profile_is_said_by_its_key(
    changed: tuple[str, str], keys: list[str]
) -> None:
    assert changed[0] in GOOD
    profile, faults = read_profile(GOOD.replace(*changed))
    assert (profile, [fault.place.pointer for fault in faults]) == (None, keys)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_goes_beyond_the_reader_is_said_in_words(lang: str) -> None:
    for value in ("[" * 3_500, "1" * 5_000, "0x" + "f" * 5_000):
        (fault,) = read_profile(GOOD.replace("cut = 35", f"cut = {value}"))[1]
        assert say("exchange.profile.beyond", lang) in fault.sentence(lang)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    profile, faults = read_profile(text)
    assert (profile is None) == bool(faults)


def test_a_profile_that_ships_is_called_in_three_languages_and_another_may_be_called_in_one() -> None:
    for profile in profiles().values():
        told = {profile.called(lang) for lang in LANGUAGES}
        assert len(told) == 3
        assert profile.called("en") == profile.name
    own, faults = read_profile(GOOD.replace("name_zh_hant", "# ").replace("name_zh_hans", "# "))
    assert faults == ()
    assert own is not None
    assert {own.called(lang) for lang in LANGUAGES} == {own.name}
    _, faults = read_profile(GOOD.replace('name_zh_hans = "', 'name_zh_hans = " " # "'))
    assert [each.place.pointer for each in faults] == ["name_zh_hans"]
    assert profiles()["PLAIN"] == PLAIN

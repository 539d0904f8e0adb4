"""A mail tells of every thing with its evidence and days, and of no amount."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import EXPONENTS, Money
from guohe.kernel.texts import LANGUAGES
from guohe.notices.domain.letter import Letter, Met, Waiting, without_amounts, write_letter

ON = date(2019, 7, 2)
LATE = Waiting(
    "late",
    "DEMO-NKP-2018-001",
    "Instalment 2, CNY 720,000.00: sent 2019-03-27 (reported), not seen in Hong Kong. 64 working days.",
    97,
    "/en/grants/DEMO-NKP-2018-001/money",
)
CREDIT = Waiting(
    "late", "CNY 479,850.00", "Credited 2019-06-21, nobody has said what it is.", 11, "/en/bank/inbox"
)


def letter(
    *waiting: Waiting, met: tuple[Met, ...] = (), lang: str = "en", site: str = "", demo: bool = False
) -> Letter:
    return write_letter(waiting, met, lang=lang, on=ON, site=site, demo=demo)


@given(
    money=st.builds(Money, st.sampled_from(sorted(EXPONENTS)), st.integers(-(10**15), 10**15)),
    before=st.text(st.characters(exclude_categories=["Nd", "Lu", "Cs"]), max_size=20),
    lang=st.sampled_from(LANGUAGES),
)
def test_no_amount_of_any_currency_is_left(money: Money, before: str, lang: str) -> None:
    told = without_amounts(f"{before} {money}, {money}. {before}", lang)
    assert str(money) not in told
    assert money.figure.lstrip("\N{MINUS SIGN}") not in told


def test_a_private_number_is_cut_to_its_last_four() -> None:
    assert without_amounts("transfer from 622202001234567890", "en") == "transfer from …7890"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_thing_is_told_in_order_with_word_subject_days_and_evidence(lang: str) -> None:
    told = letter(LATE, CREDIT, lang=lang)
    assert told.things == 2
    assert told.body.index("DEMO-NKP-2018-001") < told.body.index("2019-06-21")
    for part in ("1. late", "2. late", "sent 2019-03-27 (reported)", "97", "11"):
        assert part in told.body
    for hidden in ("720,000", "479,850", "CNY"):
        assert hidden not in told.body + told.subject
    assert "DEMO" not in told.subject


def test_the_subject_counts_and_names_nothing() -> None:
    assert letter(LATE).subject == "Guohe: 1 thing waits for you"
    assert letter(LATE, CREDIT).subject == "Guohe: 2 things wait for you"
    assert letter(LATE, demo=True).subject == "DEMO Guohe: 1 thing waits for you"
    assert "invented" in letter(LATE, demo=True).body


def test_addresses_stand_in_it_only_where_it_is_said_where_guohe_is_served() -> None:
    assert "://" not in letter(LATE).body
    told = letter(LATE, site="https://guohe.example").body
    assert "   https://guohe.example/en/grants/DEMO-NKP-2018-001/money\n" in told
    assert "Today in Guohe: https://guohe.example/en/\n" in told


def test_a_search_tells_how_many_of_each_kind_are_new() -> None:
    since = date(2019, 7, 1)
    new = Met("steel", since, (("Entries", 1), ("Lines of files", 2)))
    told = letter(met=(new, Met("rails", since, ())))
    assert "- steel: 3 new since 2019-07-01 (Entries 1 · Lines of files 2)\n" in told.body
    assert "- rails: nothing new since 2019-07-01\n" in told.body
    # A search that found nothing new is no thing to write about.
    assert told.things == 1
    assert letter(met=(Met("rails", since, ()),)).things == 0


def test_what_a_mail_program_would_obey_becomes_visible() -> None:
    told = letter(Waiting("held", "a\r\nBcc: x@y.example", "one\x1b[2Jtwo", 0, "/"))
    assert "\r" not in told.body
    assert "\x1b" not in told.body
    assert "\nBcc" not in told.body

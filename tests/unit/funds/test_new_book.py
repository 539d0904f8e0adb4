"""A new book is looked at whole: every fault at once, and nothing that is sound is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from guohe.funds.domain.new_book import NewBook, check_new_book

SOUND = NewBook("HK", "Research projects", date(2018, 1, 1), 60)


def codes(book: NewBook) -> list[str]:
    return [finding.code for finding in check_new_book(book)]


def test_a_sound_book_has_no_finding() -> None:
    assert codes(SOUND) == []
    assert codes(replace(SOUND, months=240, currencies=("MOP", "CNY"))) == []


def test_every_fault_is_told_in_one_pass_in_the_order_of_the_form() -> None:
    bad = NewBook("H K!", " ", date(2018, 1, 1), 241, ("CNY", "XXX"))
    assert codes(bad) == ["MON-349", "MON-350", "MON-355", "MON-356"]


@pytest.mark.parametrize("currencies", [(), ("CNY",), ("HKD", "USD"), ("CNY", "CNY")])
def test_a_book_keeps_cny_and_the_currency_in_which_the_host_pays(currencies: tuple[str, ...]) -> None:
    assert codes(replace(SOUND, currencies=currencies)) == ["MON-356"]


@pytest.mark.parametrize("months", [0, -1, 241])
def test_the_number_of_months_is_bounded(months: int) -> None:
    assert codes(replace(SOUND, months=months)) == ["MON-355"]

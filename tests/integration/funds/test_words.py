"""What the system wrote is said in the reader's language; what a person wrote stays as written."""

from __future__ import annotations

import pytest

from guohe.funds.domain.printed import Words, account_word, document_word, source_word, status_word
from guohe.funds.operations.open_books import STANDARD
from guohe.kernel.texts import LANGUAGES


def test_the_row_of_a_file_is_said_in_the_readers_words() -> None:
    assert document_word("bank_cny.csv row 3", "en") == "bank_cny.csv row 3"
    assert document_word("bank_cny.csv row 3", "zh-hant") == "bank_cny.csv 第 3 行"
    assert document_word("bank_cny.csv row 3", "zh-hans") == "bank_cny.csv 第 3 行"
    assert document_word("AP18-00901", "zh-hans") == "AP18-00901"


def test_an_account_of_the_host_stays_as_its_host_wrote_it() -> None:
    assert account_word("Consumables 實驗消耗品", "zh-hans") == "Consumables 實驗消耗品"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_account_that_a_book_is_opened_with_has_a_name_in_every_language(lang: str) -> None:
    for _, name, _, _ in STANDARD:
        told = account_word(f"{name} CNY", lang)
        assert told.endswith(" CNY")
        assert (told == f"{name} CNY") == (lang == "en")


def test_a_category_has_its_funders_name_or_its_code() -> None:
    words = Words("en", {"equipment": "Equipment"})
    assert [words.category(code) for code in ("equipment", "other", None)] == ["Equipment", "other", ""]


def test_every_entry_has_a_status_with_its_sign() -> None:
    assert status_word(None, None, "en") == "● posted"
    assert status_word(4, None, "en") == "↶ reversal of entry J-4"
    assert status_word(None, 9, "en") == "↺ reversed by entry J-9"


def test_a_statement_as_a_source_is_named_in_the_readers_words() -> None:
    assert source_word("bank statement", "zh-hant") == "銀行結單"
    assert source_word("Letter DEMO-9", "zh-hant") == "Letter DEMO-9"

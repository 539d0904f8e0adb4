"""An answer about columns is of one head row, and is kept by the words of its heads."""

from __future__ import annotations

import pytest

from guohe.imports.domain.remembered import Remembered, answer_for, digest_of_heads, lasting

ASKED = [
    ("Project", "Account", "Date", "Doc ref", "Description", "Betrag"),
    ("ZZ01-DEMO", "6110", "22/05/2019", "LM-5", "buy", "1,000.00"),
]
LETTERS = {
    "project": "A",
    "account": "B",
    "post_date": "C",
    "doc_ref": "D",
    "description": "E",
    "amount": "F",
}
ACCOUNT = ("DEMO02", "HKD")


def answered(rows: list[tuple[str, ...]], kind: str, columns: dict[str, str], *account: str) -> Remembered:
    own = (account[0], account[1]) if account else ("", "")
    kept = lasting(rows, kind, columns)
    assert kept is not None
    digest = digest_of_heads(rows, kind, kept, own)
    assert digest is not None
    assert digest == digest_of_heads(rows, kind, columns, own)
    return Remembered(1, digest, kept)


def test_a_letter_becomes_the_words_of_its_head() -> None:
    assert lasting(ASKED, "erp", LETTERS) == dict(zip(LETTERS, ASKED[0], strict=True))


def test_a_column_without_words_of_its_own_stays_a_letter() -> None:
    rows = [("Project", "Account", "Date", "", "Text", "Text", "Betrag"), ("ZZ01-DEMO", "6110", "22/05/2019", "1", "a", "b", "1.00")]  # fmt: skip
    kept = lasting(rows, "erp", {"doc_ref": "D", "description": "F", "amount": "G"})
    assert kept == {"doc_ref": "D", "description": "F", "amount": "Betrag"}


def test_nothing_is_kept_where_the_letter_of_a_column_is_the_head_of_another() -> None:
    rows = [("Project", "Text", "Date", "Text", "B"), ("ZZ01-DEMO", "a", "22/05/2019", "b", "1.00")]
    assert lasting(rows, "erp", {"description": "Text"}) is None
    assert lasting(rows, "erp", {"description": "D"}) == {"description": "D"}


def test_the_same_head_row_is_answered_whatever_its_titles_width_and_case() -> None:
    answer = answered(ASKED, "erp", LETTERS)
    later = [("Costs of June",), ("ＰROJECT", "Account", "Date", "Doc  ref", "Description", "BETRAG", "", ""), ("ZZ01-DEMO", "6110", "22/06/2019", "LM-9", "buy", "9.00")]  # fmt: skip
    assert answer_for(later, "erp", [answer]) == answer
    assert answer_for(later, "bank", [answer]) is None


@pytest.mark.parametrize(
    "head",
    [
        ("Project", "Account", "Date", "Doc ref", "Description", "Balance", "Amount"),
        ("Project", "Account", "Date", "Doc ref", "Description", "Balance", "Betrag"),
        ("Project", "Account", "Date", "Description", "Doc ref", "Betrag"),
        ("Project", "Account", "Date", "Doc ref", "Description", "Betrag (USD)"),
        ("Project", "Account", "Date", "Doc ref", "Description", "Betrag", "Amount"),
    ],
)
def test_another_head_row_is_not_answered(head: tuple[str, ...]) -> None:
    rows = [head, ("ZZ01-DEMO", "6110", "23/05/2019", "LM-6", "buy", "77,000.00", "1,000.00")]
    assert answer_for(rows, "erp", [answered(ASKED, "erp", LETTERS)]) is None


def test_an_answer_about_a_statement_is_of_its_account() -> None:
    def rows(account: str, code: str) -> list[tuple[str, ...]]:
        return [
            ("Account", f"***-***-{account}", code, "", ""),
            ("Date", "Description", "Aus", "Ein", "Balance"),
            ("07/01/2019", "INWARD", "", "1,000.00", "1,000.00"),
        ]

    said = {"txn_date": "A", "narrative": "B", "withdrawal": "C", "deposit": "D", "balance": "E"}
    answer = answered(rows("DEMO02", "HKD"), "bank", said)
    assert answer.columns["deposit"] == "Ein"
    assert answer_for(rows("DEMO02", "HKD"), "bank", [answer]) == answer
    assert answer_for(rows("DEMO01", "HKD"), "bank", [answer]) is None
    assert answer_for(rows("DEMO02", "CNY"), "bank", [answer]) is None


def test_where_no_head_is_known_the_rows_below_the_title_are_words_too() -> None:
    """The first row with three texts is taken for the head; the heads below it, exchanged, are another file's."""

    def rows(*heads: str) -> list[tuple[str, ...]]:
        return [("Konto", "Demo", "Hongkong"), heads, ("07/01/2019", "M1", "", "1,000.00")]

    said = {"txn_date": "A", "narrative": "B", "withdrawal": "C", "deposit": "D"}
    answer = answered(rows("Tag", "Wort", "Aus", "Ein"), "bank", said, *ACCOUNT)
    assert answer_for(rows("Tag", "Wort", "Aus", "Ein"), "bank", [answer], ACCOUNT) == answer
    assert answer_for(rows("Tag", "Wort", "Ein", "Aus"), "bank", [answer], ACCOUNT) is None


def test_the_newest_answer_holds_and_one_without_a_digest_of_heads_is_of_no_file() -> None:
    first = answered(ASKED, "erp", LETTERS)
    second = Remembered(2, first.digest, {**first.columns, "amount": "Description"})
    old = Remembered(3, "of the choice alone", LETTERS)
    found = answer_for(ASKED, "erp", [old, first])
    assert found == first
    assert digest_of_heads(ASKED, "erp", second.columns) == first.digest

"""What a row says of itself beside its amount is heard: void is left aside and told, parked and credit notes above zero wait."""

from __future__ import annotations

import pytest

from tests.unit.exchange.demo import codes, listing_of, statement_of

LISTING = (
    "Project,Account,Date,{},Amount\nZZ01-DEMO,6110,2018-04-16,{},1.00\nZZ01-DEMO,6110,2018-04-17,{},4.00\n"
)


def listed(head: str, first: str, second: str, more: str = "") -> tuple[list[int], list[str]]:
    found = listing_of(LISTING.format(head, first, second) + more)
    return [line.amount.minor for line in found.lines], codes(found.findings)


@pytest.mark.parametrize("word", ["VOID", "Cancelled", "已作废", "已取消"])
@pytest.mark.parametrize("head", ["Status", "状态", "X1"])
def test_void_rows_are_left_aside_and_told_with_their_sum(head: str, word: str) -> None:
    amounts, told = listed(head, "POSTED", word)
    assert (amounts, set(told)) == ([100], {"IMP-332", "IMP-203"})


def test_total_that_counts_a_void_row_is_not_met() -> None:
    assert "IMP-201" in listed("Status", "POSTED", "VOID", "Grand total,,,,5.00\n")[1]
    assert listed("Status", "POSTED", "VOID", "Grand total,,,,1.00\n") == ([100], ["IMP-332"])


@pytest.mark.parametrize("word", ["PARKED", "Draft", "pending", "未过账"])
def test_rows_that_are_not_in_the_books_yet_wait(word: str) -> None:
    assert listed("Status", "Posted", word) == ([100, 400], ["IMP-333", "IMP-203"])


@pytest.mark.parametrize(
    ("head", "words"),
    [("Status", ("Posted", "Q7")), ("Remark 2", ("Void the old one", "VOID")), ("Payment status", ("Paid", "Pending")),
     ("Country", ("CN", "CN")), ("Status", ("", ""))],
)  # fmt: skip
def test_words_that_are_not_known_say_nothing(head: str, words: tuple[str, str]) -> None:
    assert listed(head, *words) == ([100, 400], ["IMP-203"])


@pytest.mark.parametrize("word", ["Credit note", "CREDIT MEMO", "CN", "贷项"])
def test_credit_note_above_zero_is_asked_about_unless_the_total_counts_it(word: str) -> None:
    assert sorted(listed("Doc type", "Invoice", word)[1]) == ["IMP-203", "IMP-334"]
    assert listed("Doc type", "Invoice", word, "Grand total,,,,5.00\n") == ([100, 400], [])
    assert "IMP-334" in listed("Doc type", "Invoice", word, "Grand total,,,,-3.00\n")[1]
    minus = listing_of(LISTING.format("Doc type", "Invoice", word).replace("4.00", "-4.00"))
    assert codes(minus.findings) == ["IMP-203"]


def test_open_order_that_was_cancelled_binds_nothing() -> None:
    text = "Project,Account,Date,Type,Status,Amount\nZZ01-DEMO,6110,2018-04-16,ACT,,1.00\nZZ01-DEMO,6110,2018-04-16,COM,Cancelled,9.00\n"
    assert [line.kind for line in listing_of(text).lines] == ["actual"]


@pytest.mark.parametrize("word", ["Rejected", "Pending", "交易失败"])
def test_movement_that_the_bank_did_not_book_is_left_aside(word: str) -> None:
    head = "Account,DEMO01,CNY,,,\nDate,Description,Withdrawal,Deposit,Balance,Status\n16/04/2018,IN,,5.00,5.00,Completed\n"
    found = statement_of(f"{head}17/04/2018,OUT,3.00,,,{word}\n18/04/2018,IN,,1.00,6.00,Completed\n")
    assert [str(entry.amount) for entry in found.entries] == ["CNY 5.00", "CNY 1.00"]
    (note,) = [one for one in found.findings if one.code == "IMP-332"]
    assert note.values["amount"] == "CNY −3.00"
    moved = statement_of(f"{head}17/04/2018,OUT,3.00,,2.00,{word}\n")
    assert len(moved.entries) == 2

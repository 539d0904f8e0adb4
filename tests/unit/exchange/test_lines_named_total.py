"""A payer called Total pays; a total is a row without a day whose figure is that of the rows above it."""

from __future__ import annotations

import pytest

from guohe.exchange.domain.statement import BankStatement
from tests.unit.exchange.demo import codes, line, listing_of, rows, statement_of

A = "Account,2101,CNY,,\n"
WITH = A + "Date,Description,Amount,Balance\n"
WITHOUT = A + "Date,Description,Amount\n"
NAMES = (
    "TOTAL SCIENCE FOUNDATION T1",
    "合計科技有限公司 匯入",
    "Sub-total Ltd",
    "小計",
    "Grand Total Travel",
    "Page total refund",
    "SALARY TOTAL",
)


def narratives(statement: BankStatement) -> list[str]:
    return [entry.narrative for entry in statement.entries]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_dated_row_with_its_balance_is_money_that_moved(name: str, at: int) -> None:
    """First, in the middle and last: where the chain cannot tell that a row is missing."""
    words = ["Rent", "Fee", "Wages"]
    words[at] = name
    text = WITH + "".join(
        f'1{nth}/06/2019,{word},"-1,000.00","{9 - nth},000.00"\n' for nth, word in enumerate(words, 3)
    )
    found = statement_of(text)
    assert narratives(found) == words
    assert codes(found.findings) == []
    assert found.opening is not None
    assert found.opening.minor == 700000


def test_row_of_a_total_word_without_balances_is_read_and_told() -> None:
    found = statement_of(WITHOUT + '16/04/2018,TOTAL SCIENCE FOUNDATION,"9,000.00"\n17/04/2018,小計,"9.50"\n')
    assert [each.amount.minor for each in found.entries] == [900000, 950]
    assert [(each.code, each.place.row) for each in found.findings] == [("IMP-298", 4), ("IMP-140", None)]


@pytest.mark.parametrize("day", ["", "30/06/2019"])
def test_total_that_its_rows_prove_is_checked_and_not_counted(day: str) -> None:
    head = A + "Date,Description,Withdrawal,Deposit,Balance\n"
    text = (
        head
        + f"16/06/2019,IN,,900.00,900.00\n17/06/2019,OUT,400.00,,500.00\n{day},Total,400.00,900.00,500.00\n"
    )
    found = statement_of(text)
    assert narratives(found) == ["IN", "OUT"]
    assert codes(found.findings) == []
    assert "total_apart" in {each.kind for each in found.repairs}


def test_sub_totals_of_pages_are_proved_each_by_its_own_rows() -> None:
    text = (
        WITHOUT
        + "16/06/2019,IN,900.00\n,Page total,900.00\n17/06/2019,OUT,-400.00\n,Page total,-400.00\n,Grand total,500.00\n"
    )
    found = statement_of(text)
    assert len(found.entries) == 2
    assert codes(found.findings) == ["IMP-140"]


def test_total_that_its_rows_do_not_give_is_told_with_its_figure() -> None:
    found = statement_of(WITHOUT + "16/06/2019,IN,900.00\n,Total,950.00\n")
    told = next(each for each in found.findings if each.code == "IMP-297")
    assert (told.level.value, told.place.row, told.values["figure"]) == ("hold", 4, "950.00")


def test_undated_row_that_only_begins_as_a_total_is_a_line_without_its_day() -> None:
    found = statement_of(WITHOUT + "16/06/2019,IN,900.00\n,Total Energies Ltd,950.00\n")
    assert codes(found.findings) == ["IMP-107", "IMP-140"]


def test_row_with_a_reference_is_never_a_total() -> None:
    text = (
        A
        + "Date,Description,Reference,Amount,Balance\n16/06/2019,IN,R1,900.00,900.00\n17/06/2019,Total,R2,900.00,1800.00\n"
    )
    assert len(statement_of(text).entries) == 2


def test_listing_cost_without_its_day_is_no_total() -> None:
    found = listing_of(rows(line("1.00"), 'ZZ01-DEMO,6110,,,,Total Energies Ltd,HKD,"6.00",ACT'))
    assert [(each.code, each.place.row) for each in found.findings if each.level.value == "stop"] == [
        ("IMP-107", 3)
    ]
    carried = listing_of(rows(line("1.00"), 'ZZ01-DEMO,6110,,,,Closing balance Ltd,HKD,"6.00",ACT'))
    assert [(each.code, each.place.row) for each in carried.findings if each.level.value == "stop"] == [
        ("IMP-107", 3)
    ]
    proved = listing_of(rows(line("1.00"), 'ZZ01-DEMO,6110,,,,Total supplies,HKD,"1.00",ACT'))
    assert codes(proved.findings) == []


def test_dated_row_that_ends_with_a_total_word_is_a_line_whatever_its_figure() -> None:
    found = statement_of(
        WITHOUT + "16/06/2019,IN,500.00\n17/06/2019,SALARY TOTAL,-500.00\n18/06/2019,SALARY TOTAL,500.00\n"
    )
    assert [each.amount.minor for each in found.entries] == [50000, -50000, 50000]

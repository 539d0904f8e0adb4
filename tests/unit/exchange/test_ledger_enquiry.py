"""A ledger enquiry as Hong Kong offices print it: debit, credit and balance, carried rows that bear a day, and a last row of words."""

from __future__ import annotations

import pytest

from tests.unit.exchange.demo import codes, listing_of, statement_of

HEAD = "Project,GL Date,Voucher No.,Account,Account name,Payee,Particulars,Debit,Credit,Balance\n"
COST = 'ZZ01,18/03/2019,AP1,6110,Consumables,A LTD,Reagents,"1,150.00",,"1,150.00"\n'
BACK = "ZZ01,19/03/2019,AP2,6110,Consumables,A LTD,Returned,,230.00,920.00\n"


@pytest.mark.parametrize(
    "words",
    ["BALANCE B/F 承上結餘", "承上结余 Balance b/f", "Opening balance", "*** BAL. B/F ***", "上月結餘"],
)
@pytest.mark.parametrize("figures", [",,0.00", ",,", '0.00,0.00,"3,000.00"', '-,-,"3,000.00"'])
@pytest.mark.parametrize("day", ["01/03/2019", ""])
@pytest.mark.parametrize("at", ["name", "text"])
def test_a_carried_row_without_debit_or_credit_is_no_line(
    words: str, figures: str, day: str, at: str
) -> None:
    name, text = (words, "") if at == "name" else ("", words)
    found = listing_of(f"{HEAD}{COST}{BACK},{day},,,{name},,{text},{figures}\n")
    assert [(each.row, each.amount.minor) for each in found.lines] == [(2, 115000), (3, -23000)]
    assert found.lines[1].description == "Returned"
    assert codes(found.findings) == ["IMP-203"]
    assert found.other_rows[4] == "carried"
    assert not found.unread


def test_a_carried_row_tells_the_balance_that_was_set_apart() -> None:
    found = listing_of(f'{HEAD}{COST},31/03/2019,,,BALANCE C/F 轉下結餘,,,,,"1,150.00"\n')
    told = [(each.row, each.seen, each.read_as) for each in found.repairs if each.kind == "carried_apart"]
    assert told == [(3, "BALANCE C/F 轉下結餘", "1,150.00")]


def test_the_project_of_a_carried_row_is_that_of_the_rows_below_it() -> None:
    below = COST.replace("ZZ01", "")
    found = listing_of(f"{HEAD}{COST}ZZ02,01/03/2019,,,BALANCE B/F,,,,,0.00\n{below}")
    assert [line.project for line in found.lines] == ["ZZ01", "ZZ02"]


@pytest.mark.parametrize(
    "row",
    [
        ",01/03/2019,,6110,BALANCE B/F,,,500.00,,500.00",
        ",01/03/2019,,6110,BALANCE B/F,,,,500.00,500.00",
        ",01/03/2019,,6110,BALANCE B/F,,,5OO.00,,500.00",
        ",01/03/2019,AP9,6110,BALANCE B/F,,,,,500.00",
        ",01/03/2019,,6110,BALANCE B/F,B LTD,,,,500.00",
        ",01/03/2019,,6110,Balance b/f Trading Ltd,,,,,500.00",
    ],
)
def test_what_may_be_a_cost_is_still_asked_about_or_refused(row: str) -> None:
    found = listing_of(f"{HEAD}{COST}{row}\n")
    assert {each.place.row for each in found.findings if each.level.value in ("stop", "hold")} == {3}


@pytest.mark.parametrize(
    "words", ["*** END OF REPORT 報表完 ***", "End of listing", "- 完 -", "（以下空白）", "报表结束"]
)
@pytest.mark.parametrize("before", ["", ",", ",,,,,,"])
def test_a_row_that_says_only_that_the_report_ends_is_a_title(words: str, before: str) -> None:
    found = listing_of(f"{HEAD}{COST}{before}{words}\n")
    assert codes(found.findings) == ["IMP-203"]
    assert found.other_rows[3] == "title"
    assert found.lines[0].description == "Reagents"


def test_a_row_that_says_more_than_the_end_is_a_line() -> None:
    found = listing_of(f"{HEAD}{COST}ZZ01,20/03/2019,AP3,6110,,End of report,,10.00,,\n")
    assert [line.amount.minor for line in found.lines] == [115000, 1000]
    missing = listing_of(f"{HEAD}{COST}ZZ01,20/03/2019,AP3,6110,,End of lease,,,,\n")
    assert "IMP-104" in codes(missing.findings)


def test_a_bank_carries_its_balance_in_two_languages_too() -> None:
    head = "Account,DEMO01,CNY,,,,\nDate,Value date,Reference,Description,Withdrawal,Deposit,Balance\n"
    carried = '01/03/2019,,,BALANCE B/F 承上結餘,,"19,850.00","19,850.00"\n'
    found = statement_of(f'{head}{carried}16/03/2019,,,IN,,"1,000.00","20,850.00"\n')
    assert [entry.narrative for entry in found.entries] == ["IN"]

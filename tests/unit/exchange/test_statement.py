"""A statement's chain is recomputed; its narratives are joined; its account number ends in four signs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.account_numbers import without_account_numbers
from guohe.exchange.domain.chains import Break, breaks_in, newest_first, swapped_digits
from guohe.exchange.domain.profile_file import profiles
from guohe.exchange.domain.read_statement import read_statement
from guohe.kernel.money import Money
from tests.unit.exchange.demo import codes, grid_of, statement_of

HEAD = "Txn date,Post date,Value date,Description,Withdrawal,Deposit,Balance\n"


def test_demo_statement_is_read_with_its_cut_payer() -> None:
    found = read_statement(grid_of("bank_cny.csv"), profile=profiles()["DEMO-CNY"])
    assert found.findings == ()
    assert [(entry.counts_date, entry.amount.plain) for entry in found.entries] == [
        (date(2018, 4, 16), "719850.00"),
        (date(2018, 4, 20), "-719850.00"),
        (date(2019, 6, 21), "479850.00"),
    ]
    last = found.entries[-1]
    assert (last.payer, last.maybe_cut, len(last.payer)) == ("示例科技计划管理中心拨", True, 11)
    assert last.narrative == "INWARD TT 匯入匯款 示例科技计划管理中心拨"
    assert (found.account_tail, found.currency, found.opening, found.closing) == (
        "MO01", "CNY", Money("CNY", 0), Money.of("CNY", "479850.00"),
    )  # fmt: skip


def test_newest_first_with_narratives_that_run_on() -> None:
    found = read_statement(grid_of("bank_hkd.tsv"))
    assert found.findings == ()
    assert [entry.counts_date for entry in found.entries] == sorted(
        entry.counts_date for entry in found.entries
    )
    assert found.currency == "HKD"
    assert found.entries[3].narrative == "CHEQUE 支票 示例鋼材有限公司"
    assert {repair.kind for repair in found.repairs} >= {"newest_first", "continued", "encoding"}
    assert found.closing == Money.of("HKD", "766814.00")


def test_account_number_never_gets_past_four_signs() -> None:
    text = "Account no.,012-345-678901-234,CNY,,,,\n" + HEAD
    text += '16/04/2018,16/04/2018,16/04/2018,"TRF A/C 987-654-321098 FROM 123-456-789012",,"1.00","1.00"\n'
    found = statement_of(text)
    assert found.account_tail == "1234"
    shown = repr(found)
    for number in ("012-345", "345678901", "987-654", "654321", "123-456"):
        assert number not in shown


def test_reference_and_amount_in_a_narrative_stay_whole() -> None:
    text = "INV 20180416 HKD 1234567.00 REF DEMO-UETR-2"
    assert without_account_numbers(text) == text
    assert without_account_numbers("A/C 12345678901") == "A/C …8901"
    named = "INWARD TT DEMO-NKP-2018-001/T2 DEMO-RAIL-2018-002/T1"
    assert without_account_numbers(named) == named
    # A day is none, in the words and in its own cell; behind the word it is a number.
    days = "INTEREST 2018-03-21 TO 2018-06-20"
    assert without_account_numbers(days) == days
    assert without_account_numbers("2018-04-16") == "2018-04-16"
    assert without_account_numbers("A/C 2018-12-31") == "A/C …1231"
    assert without_account_numbers("2018-04-16 012-345-678901") == "2018-04-16 …8901"
    # Figures that stand alone, that follow the word, or that are as many as an account has, are no reference.
    assert without_account_numbers("FROM 2018-0012") == "FROM …0012"
    assert without_account_numbers("A/C 2018-0012") == "A/C …0012"
    assert without_account_numbers("BANK-012-765432101") == "BANK-…2101"


def test_balance_brought_forward_begins_the_chain() -> None:
    text = HEAD + 'x,,,Balance b/f,,,"100.00"\n16/04/2018,16/04/2018,16/04/2018,IN,,"1.00","102.00"\n'
    assert codes(statement_of("Account,DEMO01,CNY,,,,\n" + text.replace("x,,,", ",,,")).findings) == [
        "IMP-141"
    ]


def test_currency_nobody_names_is_asked_for() -> None:
    assert codes(statement_of(HEAD + '16/04/2018,,,IN,,"1.00","1.00"\n', "PLAIN").findings) == ["IMP-148"]


def test_two_accounts_in_one_file_are_refused() -> None:
    text = "Account,DEMO01,CNY,,,,\n" + HEAD + '16/04/2018,,,IN,,"1.00","1.00"\nAccount,DEMO02,CNY,,,,\n'
    assert codes(statement_of(text).findings) == ["IMP-149"]


def test_money_both_ways_in_one_row_is_a_fault() -> None:
    text = "Account,DEMO01,CNY,,,,\n" + HEAD + '16/04/2018,,,IN,"1.00","1.00","1.00"\n'
    assert codes(statement_of(text).findings) == ["IMP-143"]


def test_statement_without_balances_says_what_is_not_proved() -> None:
    text = "Account,DEMO01,CNY\nPost date,Description,Amount\n16/04/2018,IN,1.00\n"
    assert codes(statement_of(text).findings) == ["IMP-140"]


@pytest.mark.parametrize(
    ("balances", "expected"),
    [
        ((10, 20, 30, 40), []),
        ((10, 20, 31, 40), [Break(2, 30, 31, "mistyped")]),
        ((10, 20, 35, 45), [Break(2, 30, 35, "missing_row")]),
        ((10, 20, 30, 41), [Break(3, 40, 41, "unknown")]),
        ((10, None, 30, 40), []),
        ((10, None, 31, 41), [Break(2, 30, 31, "missing_row")]),
    ],
)
def test_one_slip_is_one_break(balances: tuple[int | None, ...], expected: list[Break]) -> None:
    assert breaks_in((10, 10, 10, 10), balances, 0) == expected


AMOUNTS = st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=30)


@given(AMOUNTS, st.integers(-(10**9), 10**9))
def test_true_chain_never_breaks(amounts: list[int], opening: int) -> None:
    balances, current = [], opening
    for amount in amounts:
        current += amount
        balances.append(current)
    assert breaks_in(amounts, balances, opening) == []


@given(AMOUNTS, st.data())
def test_one_wrong_balance_is_found_where_it_is(amounts: list[int], data: st.DataObject) -> None:
    balances, current = [], 0
    for amount in amounts:
        current += amount
        balances.append(current)
    at = data.draw(st.integers(0, len(amounts) - 1))
    wrong = balances[at] + data.draw(st.integers(1, 10**6))
    found = breaks_in(amounts, [*balances[:at], wrong, *balances[at + 1 :]], 0)
    assert [(one.at, one.expected, one.seen) for one in found] == [(at, balances[at], wrong)]


@given(AMOUNTS.filter(lambda amounts: len(set(amounts)) > 1), st.data())
def test_one_missing_row_is_found_where_it_was(amounts: list[int], data: st.DataObject) -> None:
    balances, current = [], 0
    for amount in amounts:
        current += amount
        balances.append(current)
    gone = data.draw(st.integers(0, len(amounts) - 1))
    if not amounts[gone] or gone == len(amounts) - 1:
        return
    found = breaks_in(amounts[:gone] + amounts[gone + 1 :], balances[:gone] + balances[gone + 1 :], 0)
    assert [(one.at, one.seen - one.expected) for one in found] == [(gone, amounts[gone])]


def test_direction_is_told_from_the_balances() -> None:
    assert newest_first((5, 10, 20), (35, 30, 20))
    assert not newest_first((20, 10, 5), (20, 30, 35))


def test_swapped_digits_are_two_digits() -> None:
    assert swapped_digits(47985000, 49785000)
    assert swapped_digits(89261400, 89264100)
    assert not swapped_digits(100, 100)
    assert not swapped_digits(123, 321 + 1)


def test_opening_balance_in_the_column_of_deposits_opens_the_chain() -> None:
    """As several Hong Kong banks print it: the balance stands in both columns."""
    carried = '01/03/2019,,,BALANCE B/F,,"19,850.00","19,850.00"\n'
    found = statement_of(
        "Account,DEMO01,CNY,,,,\n" + HEAD + carried + '16/03/2019,,,IN,,"1,000.00","20,850.00"\n'
    )
    assert [entry.amount.plain for entry in found.entries] == ["1000.00"]
    assert (found.findings, found.opening) == ((), Money.of("CNY", "19850.00"))
    payer = carried.replace("BALANCE B/F", "BALANCE B/F TRADING CO")
    assert len(statement_of("Account,DEMO01,CNY,,,,\n" + HEAD + payer).entries) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("300.00", "-300.00"), ("(300.00)", "300.00"), ("-300.00", "-300.00"), ("300.00", "300.00")],
)
def test_withdrawal_of_the_other_sign_came_back(first: str, second: str) -> None:
    """Where some stand above nothing, one below it is money in; where all have their minus, all are money out."""
    came = {"300.00": -30000, "-300.00": 30000, "(300.00)": 30000}
    both = all(text[0] in "-(" for text in (first, second))
    expected = [-30000, -30000] if both else [came[first], came[second]]
    rows = f"16/04/2018,,,A,{first},,\n17/04/2018,,,B,{second},,\n"
    found = statement_of("Account,DEMO01,CNY,,,,\n" + HEAD + rows)
    assert [entry.amount.minor for entry in found.entries] == expected


def test_statement_of_another_currency_than_its_account_is_not_read() -> None:
    head = "Account,DEMO01,CNY,,\nDate,Description,Currency,Withdrawal,Deposit\n"
    assert codes(statement_of(head + "16/04/2018,IN,RMB,,1.00\n").findings) == ["IMP-140"]
    found = statement_of(head + "16/04/2018,IN,RMB,,1.00\n17/04/2018,IN,USD,,2.00\n18/04/2018,IN,HK$,,3.00\n")
    assert codes(found.findings) == ["IMP-315", "IMP-315", "IMP-140"]
    assert [finding.place.row for finding in found.findings][:2] == [4, 5]
    assert len(found.entries) == 1

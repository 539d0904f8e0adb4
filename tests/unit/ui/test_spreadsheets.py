"""A CSV of ours runs nothing in a spreadsheet, and no amount in it stands without its currency."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Table
from guohe.ui.spreadsheets import csv_bytes, harmless

TEXT = Column("payee", "Payee 收款人")
MONEY = Column("amount", "Amount", Kind.MONEY)


def rows_of(table: Table) -> list[list[str]]:
    content = csv_bytes(table)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_starts_like_a_formula_is_marked_as_text(start: str) -> None:
    assert harmless(f'{start}HYPERLINK("x")') == f'\'{start}HYPERLINK("x")'


def test_numbers_stay_numbers() -> None:
    assert harmless(Money.of("HKD", "-1250.00")) == "-1250.00"
    assert harmless(-3) == "-3"
    assert harmless(date(2018, 6, 15)) == "2018-06-15"


@given(st.text())
def test_no_text_cell_begins_with_a_sign_that_a_spreadsheet_runs(text: str) -> None:
    told = harmless(text)
    assert told in (text, f"'{text}")
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_one_currency_is_named_in_the_head() -> None:
    table = Table("t", [TEXT, MONEY], [("示例", Money.of("CNY", "720000.00")), ("b", None)])
    assert rows_of(table) == [["Payee 收款人", "Amount [CNY]"], ["示例", "720000.00"], ["b", ""]]


def test_several_currencies_get_a_column_of_their_own() -> None:
    table = Table(
        "t",
        [TEXT, MONEY],
        [("a", Money.of("CNY", "1.00")), ("b", Money.of("HKD", "-2.50"))],
        totals=("all", None),
    )
    assert rows_of(table) == [
        ["Payee 收款人", "Amount: currency", "Amount"],
        ["a", "CNY", "1.00"],
        ["b", "HKD", "-2.50"],
        ["all", "", ""],
    ]


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers(-(10**15), 10**15))))
def test_every_row_comes_back_from_the_file(cells: list[tuple[str, int]]) -> None:
    table = Table("t", [TEXT, MONEY], [(text, Money("HKD", minor)) for text, minor in cells])
    read = rows_of(table)[1:]
    assert [(row[0], row[1]) for row in read] == [
        (harmless(text), Money("HKD", minor).plain) for text, minor in cells
    ]

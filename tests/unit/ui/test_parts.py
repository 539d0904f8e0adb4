"""Findings of three levels never stand in one list, and a table's cell knows its head and its link."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Quoted, Table, cell_text
from guohe.ui.parts import by_level, heads, shown_rows, shown_totals

TABLE = Table(
    "t",
    [Column("ref", "Ref"), Column("on", "On", Kind.DATE), Column("m", "M", Kind.MONEY), Column("s", "State")],
    [
        ("AP1", date(2018, 6, 15), Money.of("HKD", "-1250.00"), "held"),
        ("AP2", None, None, "nothing known"),
    ],
    totals=("Total", None, Money.of("HKD", "-1250.00"), None),
)


def test_levels_stand_apart_and_the_biggest_money_first() -> None:
    found = [
        Finding("B", Level.NOTE),
        Finding("A", Level.HOLD, minor=-900),
        Finding("C", Level.HOLD, minor=1000),
        Finding("D", Level.STOP),
    ]
    assert [(group.level, [f.code for f in group.findings]) for group in by_level(found)] == [
        (Level.STOP, ["D"]),
        (Level.HOLD, ["C", "A"]),
        (Level.NOTE, ["B"]),
    ]


def test_one_currency_stands_in_the_head_and_not_in_the_cells() -> None:
    assert [head.currency for head in heads(TABLE)] == [None, None, "HKD", None]
    first = shown_rows(TABLE, links=None, cell_links=None, status=None)[0]
    assert (first[2].head, first[2].text) == ("M HKD", "−1,250.00")


def test_two_currencies_stand_in_the_cells() -> None:
    mixed = Table(
        "t", [Column("m", "M", Kind.MONEY)], [(Money.of("HKD", "1.00"),), (Money.of("CNY", "2.00"),)]
    )
    shown = shown_rows(mixed, links=None, cell_links=None, status=None)
    assert [row[0].text for row in shown] == ["HKD 1.00", "CNY 2.00"]


def test_links_go_to_the_row_and_to_single_cells() -> None:
    rows = shown_rows(TABLE, links=["/1", None], cell_links={(1, "m"): "/trace"}, status="s")
    assert [[cell.url for cell in row] for row in rows] == [
        ["/1", None, None, None],
        [None, None, "/trace", None],
    ]


def test_only_a_known_word_becomes_a_status() -> None:
    rows = shown_rows(TABLE, links=None, cell_links=None, status="s")
    assert [row[3].status for row in rows] == ["held", None]
    assert rows[1][3].text == "nothing known"


def test_an_amount_that_is_not_there_is_a_dash_and_never_zero() -> None:
    assert shown_rows(TABLE, links=None, cell_links=None, status=None)[1][2].text == "–"
    totals = shown_totals(TABLE)
    assert totals is not None
    assert totals[2].text == "−1,250.00"


def test_a_head_that_names_its_currency_is_not_named_twice() -> None:
    table = Table("t", [Column("m", "Used CNY", Kind.MONEY)], [(Money.of("CNY", "1.00"),)])
    assert heads(table)[0].currency is None
    (cell,) = shown_rows(table, links=None, cell_links=None, status=None)[0]
    assert (cell.head, cell.text) == ("Used CNY", "1.00")


def test_a_reference_is_never_broken_and_a_sentence_may_be() -> None:
    rows = shown_rows(TABLE, links=None, cell_links=None, status=None)
    assert [cell.whole for cell in rows[0]] == [True, False, False, True]
    assert not rows[1][3].whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2019-09-30 16:00", True),
        ("2019-09-30 16:00 UTC+8", False),
        ("HKD −1,250.00", True),
        ("不符合", True),
        ("因假期提前", True),
        ("2019-09-30 and a day", False),
        ("由另一人確認後生效", False),
    ],
)
def test_a_moment_an_amount_and_a_short_state_stand_on_one_line(text: str, whole: bool) -> None:
    table = Table("t", [Column("s", "State")], [(text,)])
    (cell,) = shown_rows(table, links=None, cell_links=None, status=None)[0]
    assert cell.whole is whole


def test_a_quoted_cell_keeps_its_own_language_through_every_form() -> None:
    table = Table(
        "t", [Column("q", "Quote"), Column("w", "Words")], [(Quoted("第五条", "zh-hans"), "article 5")]
    )
    ((quoted, plain),) = shown_rows(table, links=None, cell_links=None, status=None)
    assert (quoted.text, quoted.tongue, plain.tongue) == ("第五条", "zh-hans", "")
    assert cell_text(table.rows[0][0]) == "第五条"

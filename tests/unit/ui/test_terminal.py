"""Han characters take two cells of a terminal, so columns line up in all three languages."""

from __future__ import annotations

from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Table
from guohe.ui.terminal import padded, table_text, text_width, written


def test_a_han_character_is_two_cells_wide_and_a_combining_sign_none() -> None:
    assert text_width("鋼steel") == 2 + 5
    assert text_width("１２") == 4
    assert text_width("e\u0301") == 1


def test_padding_fills_to_the_cell() -> None:
    assert padded("鋼", 4) == "鋼  "
    assert padded("鋼", 4, right=True) == "  鋼"


def test_amounts_end_in_one_column() -> None:
    table = Table(
        "t",
        [Column("a", "科目"), Column("b", "Amount", Kind.MONEY)],
        [("設備費", Money.of("HKD", "186000.00")), ("Testing", Money.of("HKD", "-62.00"))],
        totals=("合計", Money.of("HKD", "185938.00")),
    )
    lines = [line for line in table_text(table).splitlines() if line.endswith("00")]
    assert len(lines) == 3
    assert len({text_width(line) for line in lines}) == 1


def test_control_signs_of_a_file_never_reach_the_terminal() -> None:
    assert written("red \x1b[31m\n") == "red \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"


def test_an_ideographic_space_is_printed_as_it_was_read() -> None:
    assert written("Ａ　ＬＴＤ") == "Ａ　ＬＴＤ"
    assert text_width("　") == 2

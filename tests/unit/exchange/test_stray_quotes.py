"""Two stray quotation marks never join rows in silence; a cell that is quoted as it should be may hold anything."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.advice import advised
from guohe.exchange.domain.open_text import open_text
from tests.unit.exchange.demo import text_grid

LISTING = "Project,Account,Name,Date,Doc,Payee,Description,PO,Cur,Amount,Type\n"
STATEMENT = "Account,2101,CNY,\nDate,Description,Amount,Balance\n"


def numbered(*payees: str) -> str:
    """A line for each payee, its number the document and its hundreds the amount."""
    return LISTING + "".join(
        f"ZZ01-DEMO,6110,E,0{nth}/06/2018,A{nth},{payee},D,,HKD,{nth}00.00,ACT\n"
        for nth, payee in enumerate(payees, 1)
    )


# Of each: the row in which the mark opens, and the one in which the next mark closes it.
SWALLOWING = {
    "the second mark inside a cell": (numbered("P", '"Lab supplies', "P", "P", '"Tube 5"', "P"), 3, 6),
    "the second mark at the end of a cell": (numbered("P", '"Lab supplies', "P", 'Tube 4"', "P"), 3, 5),
    "both marks at the beginning": (numbered("P", '"Tube 2', "P", '"Tube 4', "P"), 3, 5),
    "rows beside each other": (numbered("P", '"Tube 2', 'Tube 3"', "P"), 3, 4),
    "marks in different columns": (
        numbered("P", '"Tube 2', "P", "P").replace("A4,P,D,", 'A4,P,D",'),
        3,
        5,
    ),
    "a statement": (
        STATEMENT + "16/04/2018,I,1000.00,9000.00\n17/04/2018,\"X,500.00,9500.00\n18/04/2018,Z\" last,200.00,9700.00\n",
        4,
        5,
    ),
    "within one row": (STATEMENT + '16/04/2018,"I 1,"1000.00,9000.00\n17/04/2018,X,500.00,9500.00\n', 3, 3),
}  # fmt: skip


@pytest.mark.parametrize("name", SWALLOWING)
def test_stray_marks_are_named_with_both_rows(name: str) -> None:
    text, row, last = SWALLOWING[name]
    opened = open_text(text.encode())
    assert opened.grid is None
    (found,) = opened.findings
    assert (found.code, found.level.value, found.place.row, found.values["last"]) == (
        "IMP-296", "stop", row, str(last),
    )  # fmt: skip
    (of_bank,) = advised(opened.findings, "statement")
    assert of_bank.sentence("en") != found.sentence("en")


def test_cell_of_many_lines_is_read_whole() -> None:
    words = 'Bolts, nuts,\nand "long" washers, 6" each,\n2 boxes'
    quoted = '"' + words.replace('"', '""') + '"'
    grid = text_grid(numbered("P", quoted, "P"))
    assert len(grid.rows) == 4
    assert grid.rows[2][5] == words


def test_words_behind_a_closed_quotation_in_one_row_are_still_read() -> None:
    assert text_grid(numbered("P", '"Lab, supplies" Co')).rows[2][5] == "Lab, supplies Co"


CELL = st.text(st.sampled_from('ab"\n 甲'), max_size=12)


@given(st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8))
def test_whatever_is_quoted_as_it_should_be_comes_back(cells: list[list[str]]) -> None:
    """Words with marks and line breaks, but without the table's own delimiter and figures, are never taken for rows."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["h"] * 4, *cells])
    assert list(text_grid(out.getvalue()).rows[1:]) == [tuple(row) for row in cells]

"""What a research officer writes wrong in a table is said once, at the cell to correct, with a repair that can be carried out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Finding
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.book_tables import read_table, table_bytes
from guohe.rules.domain.cells import scalar_cell, scalar_of, when_cell, when_of
from tests.unit.programmes.test_book_tables import Cells, changed, put
from tests.unit.rules.ground import UNHURRIED

BOOK = "demo-budgeted@1.1"


def only(change: Callable[[Cells], object], label: str = BOOK) -> Finding:
    """The one fault that a change makes: no other follows from it."""
    found = changed(label, change)
    assert len(found) == 1, [(fault.code, fault.sentence("en")) for fault in found]
    for lang, nothing in zip(
        LANGUAGES, ("Nothing was written.", "沒有寫入任何內容。", "未写入任何内容。"), strict=True
    ):
        assert found[0].sentence(lang).endswith(nothing)
    return found[0]


def cell(sheet: str, key: str, head: str, value: str, *, column: int = 0) -> tuple[Finding, str]:
    """The one fault of a changed cell, and the address of that cell."""
    places: list[str] = []
    fault = only(lambda lines: places.append(put(lines, sheet, key, head, value, column=column)))
    return fault, places[0]


@pytest.mark.parametrize(
    ("sheet", "key", "head", "value", "code", "expected"),
    [
        ("rules", "not-allowed", "document", "", "RUL-801", ""),
        ("rules", "not-allowed", "article", "", "RUL-801", ""),
        ("rules", "not-allowed", "evidence", "", "RUL-801", ""),
        ("rules", "not-allowed", "evidence", "S999", "RUL-815", ""),
        ("rules", "not-allowed", "article", "9.9", "RUL-805", "5 / 7 / 9 / 12 / 15 / not established"),
        ("book", "starts", "value", "soon", "RUL-805", "2019 / 2019-01 / 2019-01-31"),
        ("book", "money", "value", "丹", "RUL-805", "CNY / HKD / MOP / USD / EUR / 万元"),
        ("book", "funder", "value", "../Demo Agency", "RUL-805", "demo-agency"),
        ("book", "ends", "value", "2019-01-01", "RUL-879", ""),
        ("examples", "before-start", "value 1", "万元 1.5", "RUL-878", "CNY 15000.00"),
        ("examples", "before-start", "value 1", "15000 HKD", "RUL-878", "HKD 15000.00"),
        ("examples", "before-start", "value 1", "HK$15,000", "RUL-878", "HKD 15000.00"),
        ("examples", "before-start", "value 1", "2018-05-32", "RUL-805", "2027-01-31"),
        ("examples", "before-start", "value 1", "2018/5/2", "RUL-805", "2018-05-02"),
        ("examples", "before-start", "value 1", "2018年5月2日", "RUL-805", "2018-05-02"),
        ("examples", "before-start", "value 1", "2018.13.2", "RUL-805", "2027-01-31"),
        ("parameters", "not-allowed", "value", '"category', "RUL-805", '"…"'),
        ("parameters", "not-allowed", "value", "", "RUL-804", ""),
    ],
)
def test_a_fault_stands_alone_at_its_own_cell(
    sheet: str, key: str, head: str, value: str, code: str, expected: str
) -> None:
    fault, address = cell(sheet, key, head, value)
    assert (fault.code, fault.place.pointer) == (code, address)
    assert fault.values.get("expected", "") == expected
    for lang in LANGUAGES:
        assert fault.sentence(lang).startswith(address)
        assert "['" not in fault.sentence(lang)


def test_a_figure_without_its_unit_is_one_fault_at_the_cell_of_the_unit() -> None:
    fault, address = cell("parameters", "upto", "unit", "", column=3)
    assert (fault.code, fault.place.pointer) == ("RUL-877", address)
    assert (fault.values["seen"], fault.values["expected"]) == ("50000.00", "CNY")


@pytest.mark.parametrize(("written", "meant"), [("80%", "80"), ("1,5oo", "1250000.00 / 24")])
def test_a_figure_with_its_sign_is_told_as_the_figure_that_was_meant(written: str, meant: str) -> None:
    fault, address = cell("parameters", "at_least", "value", written, column=1)
    assert (fault.code, fault.place.pointer, fault.values["expected"]) == ("RUL-805", address, meant)


@pytest.mark.parametrize("text", ["2018/5/2", "2018.5.2", "2018年5月2日", "2018-5-2"])
def test_a_text_that_looks_like_a_day_comes_back_as_text(text: str) -> None:
    assert scalar_of(scalar_cell(text)) == text
    assert when_of(when_cell({"place": text})) == {"place": text}


@pytest.mark.parametrize(
    "written",
    [
        "place = HK, type = general",
        "place = HK and type = general",
        "place = HK | type = general",
        "place = HK；type = general",
        "place = HK, MO",
    ],
)
def test_conditions_parted_otherwise_are_refused_with_how_to_part_them(written: str) -> None:
    fault, address = cell("rules", "not-allowed", "when", written)
    assert (fault.code, fault.place.pointer) == ("RUL-805", address)
    assert "place = HK; type = general | key" in fault.sentence("zh-hant")


def test_yuan_is_the_chinese_name_of_the_unit() -> None:
    def in_yuan(lines: Cells) -> None:
        put(lines, "book", "money", "value", "元")
        put(lines, "parameters", "upto", "unit", "元", column=3)

    assert changed(BOOK, in_yuan) == ()


@pytest.mark.parametrize(
    ("label", "day"),
    # demo-budgeted@1.1 begins on 2021-01-01, demo-lump-sum@1.0 on 2019-01-01; neither states an end.
    [("demo-budgeted@1.1", "2021-01-02"), ("demo-lump-sum@1.0", "2019-01-02")],
)
def test_a_version_that_overlaps_a_published_one_gives_way_itself(label: str, day: str) -> None:
    places: list[str] = []

    def again(lines: Cells) -> None:
        put(lines, "book", "version", "value", "2.0")
        starts = next(line[1] for line in lines if line[:1] == ["starts"])
        places.append(put(lines, "book", "starts", "value", starts))

    fault = only(again, label)
    assert (fault.code, fault.place.pointer, fault.values["other"]) == ("RUL-876", places[0], label)
    assert fault.values["day"] == day

    def later(lines: Cells) -> None:
        again(lines)
        put(lines, "book", "starts", "value", day)

    assert changed(label, later) == ()


def test_a_version_that_begins_before_the_stated_end_of_a_published_one_gives_way_too() -> None:
    # demo-budgeted@1.0 states that it ends on 2021-01-01.
    def between(lines: Cells) -> None:
        put(lines, "book", "version", "value", "1.0.5")
        put(lines, "book", "starts", "value", "2020-06-01")
        put(lines, "book", "ends", "value", "2021-01-01")

    fault = only(between)
    assert (fault.code, fault.values["other"], fault.values["day"]) == (
        "RUL-876",
        "demo-budgeted@1.0",
        "2021-01-01",
    )


@pytest.mark.parametrize("parting", [";", "\t"])
def test_a_csv_of_a_spreadsheet_that_parts_cells_otherwise_is_read(parting: str) -> None:
    text = table_bytes(BOOK, ".csv").decode("utf-8-sig")
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=parting).writerows(csv.reader(io.StringIO(text, newline="")))
    said = read_table("book.csv", file.getvalue().encode("utf-8"))
    assert said.faults == ()
    assert said.content == read_table("book.csv", table_bytes(BOOK, ".csv")).content


def test_a_clause_later_than_its_version_is_noted_at_its_day() -> None:
    lines: list[Cells] = []

    def late(cells: Cells) -> None:
        put(cells, "rules", "not-allowed", "in_force", "2023-06-01")
        lines.append(cells)

    assert changed(BOOK, late) == ()

    def read() -> tuple[tuple[str, str], ...]:
        file = io.StringIO(newline="")
        csv.writer(file).writerows(lines[0])
        said = read_table("book.csv", file.getvalue().encode("utf-8"))
        return tuple((each.cell, each.day) for each in said.late)

    assert read() == ((put(lines[0], "rules", "not-allowed", "in_force", "2023-06-01"), "2023-06-01"),)
    put(lines[0], "rules", "not-allowed", "starts", "2023-06-01")
    assert read() == ()
    put(lines[0], "rules", "not-allowed", "starts", "")
    put(lines[0], "rules", "not-allowed", "dated_by", "reading")
    assert read() == ()


WORDS = st.text(min_size=1)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]+", fullmatch=True), WORDS | st.lists(WORDS, min_size=2), min_size=1, max_size=3
    )
)
@UNHURRIED
def test_conditions_come_back_from_their_cell_whatever_their_words(conditions: dict[str, object]) -> None:
    assert when_of(when_cell(conditions)) == conditions

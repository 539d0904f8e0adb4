"""Hostile, huge, cut off or simply other files get one clear refusal, within bounds, and never an exception."""

from __future__ import annotations

import csv
import io
import resource
import zipfile
from pathlib import Path
from typing import Final

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.exchange.domain import limits, open_text, workbooks
from guohe.exchange.domain.open_text import is_formula
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.domain.workbooks import trouble_in
from guohe.exchange.operations import open_file as operation
from guohe.exchange.operations.open_file import open_file, open_path
from guohe.exchange.operations.write_sheet import as_csv, as_xlsx
from guohe.kernel.findings import Level
from tests.unit.exchange.demo import DEMO, codes, line, rows
from tests.unit.exchange.hostile import bomb, package, sheets, workbook


def _opened(data: bytes) -> list[str]:
    return codes(open_file(data).findings)


def test_gigabyte_is_refused_by_its_size_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert codes(open_path(path).findings) == ["IMP-012"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_what_is_no_file_is_named_as_it_was_typed_and_for_what_it_is(tmp_path: Path) -> None:
    missing = tmp_path / "nothing.csv"
    for path, code in ((missing, "IMP-035"), (tmp_path, "IMP-036"), (Path("/dev/zero"), "IMP-037")):
        (found,) = open_path(path).findings
        assert found.code == code
        assert str(path) in found.sentence("en")


def test_zip_bomb_is_refused_before_it_is_opened() -> None:
    packed = bomb()
    assert len(packed) < 1024 * 1024
    assert _opened(packed) == ["IMP-016"]


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/extra/{number}.xml": b"<x/>" for number in range(limits.PARTS + 1)}
    assert _opened(package(workbook({"A1": "x"}), parts)) == ["IMP-016"]


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(workbook({"A1": "x"}))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert _opened(out.getvalue()) == ["IMP-016"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst/>'.encode(encoding)
    assert _opened(package(workbook({"A1": "x"}), {"xl/sharedStrings.xml": text})) == ["IMP-017"]


def test_entities_are_found_across_a_chunk_border() -> None:
    text = b"<sst>" + b" " * (256 * 1024 - 9) + b"<!DOCTYPE x></sst>"
    assert trouble_in(package(workbook({"A1": "x"}), {"xl/sharedStrings.xml": text})) == "entities"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "a\\..\\evil.xml", "c:evil.xml"])
def test_path_names_are_refused(name: str) -> None:
    assert _opened(package(workbook({"A1": "x"}), {name: b"<x/>"})) == ["IMP-018"]


def test_lying_size_is_found() -> None:
    data = bytearray(package(workbook({"A1": "x"}), {"xl/extra.xml": b"x" * 5000}))
    at = data.rfind(b"xl/extra.xml") - 46
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert _opened(bytes(data)) == ["IMP-019"]


def test_cell_in_the_last_corner_takes_no_memory_here() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert _opened(workbook({"A1": "x", "XFD1048576": "y"})) in (["IMP-033"], ["IMP-014"], ["IMP-013"])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


def test_shared_text_shown_by_many_cells_is_bounded() -> None:
    """30,000 letters once in the file, in 20,000 cells: 600 MB of text out of a few hundred kB."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(20_000):
            page.write_string(row, row % 2, "x" * 30_000)
    assert _opened(out.getvalue()) == ["IMP-033"]


def test_reader_that_does_not_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    # One cell far out makes a reader ask for the 140 million before it, at least a byte each.
    monkeypatch.setattr(operation, "READER_MEMORY", 128 * 1024 * 1024)
    assert _opened(workbook({"A1": "x", "EZ900000": "y"})) == ["IMP-033"]


def test_sheet_is_chosen_by_name_or_as_the_first_with_a_table() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Cover"  # type: ignore[union-attr]
    book.active["A1"] = "DEMO"  # type: ignore[index]
    second = book.create_sheet("Listing")
    second.append(["Project", "Amount"])
    second.append(["ZZ01-DEMO", 9872.5])
    book.create_sheet("Empty")
    out = io.BytesIO()
    book.save(out)
    opened = open_file(out.getvalue())
    assert opened.grid is not None
    assert (opened.grid.sheet, opened.grid.rows[1]) == ("Listing", ("ZZ01-DEMO", "9872.5"))
    named = open_file(out.getvalue(), sheet="Cover")
    assert named.grid is not None
    assert named.grid.rows == [("DEMO",)]
    wrong = open_file(out.getvalue(), sheet="Nothing").findings
    assert codes(wrong) == ["IMP-020"]
    assert wrong[0].values["seen"] == "Cover, Listing, Empty"


def test_empty_workbook_and_other_packages() -> None:
    assert _opened(workbook({})) == ["IMP-034"]
    assert _opened(package(workbook({}), {"xl/workbook.bin": b""})) == ["IMP-032"]


def test_numbers_of_a_workbook_are_the_fifteen_digits_it_shows() -> None:
    opened = open_file(
        workbook({"A1": 0.1 + 0.2, "B1": 6110, "C1": 1e15, "A2": True, "B2": 9872.50, "C2": 1234567.89})
    )
    assert opened.grid is not None
    assert opened.grid.rows == [("0.3", "6110", "1000000000000000"), ("TRUE", "9872.5", "1234567.89")]


def test_bounds_of_a_text_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from guohe.exchange.domain import delimited

    wide = ",".join("x" * 1 for _ in range(limits.COLUMNS + 1)) + "\n"
    assert _opened(("a,b\n" + wide).encode()) == ["IMP-014"]
    assert _opened(b'a,b\nc,"' + b"x" * (limits.CELL_CHARS + 1) + b'"\n') == ["IMP-015"]
    monkeypatch.setattr(delimited, "ROWS", 100)
    assert _opened(b"a,b\n" * 101) == ["IMP-013"]
    monkeypatch.setattr(open_text, "UPLOAD_BYTES", 10)
    assert _opened(b"a,b\n" * 101) == ["IMP-012"]


def test_stray_quotation_mark_is_text() -> None:
    opened = open_file(b'Project,Description,Amount\nZZ01,6" pipe,1.00\n')
    assert opened.grid is not None
    assert opened.grid.rows[1] == ("ZZ01", '6" pipe', "1.00")


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0", "\t=1", "+A1"])
def test_formula_is_text_on_the_way_in_and_harmless_on_the_way_out(cell: str) -> None:
    assert is_formula(cell)
    out = as_csv([("Project", "Description"), ("ZZ01", cell)])
    assert all(
        not line.split(",")[-1].startswith(("=", "@", "+", "-", "\t"))
        for line in out.decode("utf-8-sig").split("\r\n")
    )
    back = open_file(out)
    assert back.grid is not None
    assert back.grid.rows[1][1] == cell
    sheet = open_file(as_xlsx([("Project", "Description"), ("ZZ01", cell)]))
    assert sheet.grid is not None
    assert sheet.grid.rows[1][1] == cell
    with zipfile.ZipFile(io.BytesIO(as_xlsx([(cell,)]))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("cell", ["-1,250.00", "+5.00", "- refund", "", "-"])
def test_number_or_dash_is_no_formula(cell: str) -> None:
    assert cell == "- refund" or not is_formula(cell)
    assert (
        as_csv([(cell, "x")])
        .decode("utf-8-sig")
        .strip()
        .strip('"')
        .startswith((cell.strip(), "'- refund", ","))
    )


def test_formulas_are_said_once_with_their_count() -> None:
    opened = open_file(rows(*(line("1.00").replace("Bolts", "=A1") for _ in range(3))).encode())
    assert codes(opened.findings) == ["IMP-114"]
    assert opened.findings[0].values["count"] == "3"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 25_000), st.integers(1, 64), st.binary(max_size=64))
def test_damaged_workbook_is_opened_or_refused(at: int, length: int, noise: bytes) -> None:
    data = (DEMO / "erp.xlsx").read_bytes()
    damaged = data[:at] + noise + data[at + length :]
    assert trouble_in(damaged) in workbooks.Trouble.__args__  # type: ignore[attr-defined]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600))
def test_damaged_listing_is_read_or_refused(noise: bytes) -> None:
    data = (DEMO / "erp.csv").read_bytes()
    opened = open_file(data[:1500] + noise + data[1700:])
    if opened.grid is not None:
        read_listing(opened.grid)
    else:
        assert opened.findings


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=12), max_size=30))
def test_any_cells_are_read_or_refused(cells: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(cells)
    opened = open_file(out.getvalue().replace("\0", "").encode("utf-8", "ignore"))
    if opened.grid is not None:
        listing = read_listing(opened.grid)
        assert listing.refused == (not listing.lines and not listing.unread and listing.shape is None)


OLD: Final[list[tuple[object, ...]]] = [("Project", "Amount"), ("ZZ01", 11)]
NEW: Final[list[tuple[object, ...]]] = [("Project", "Amount"), ("ZZ01", 22)]


def test_a_hidden_sheet_is_read_only_when_it_is_named() -> None:
    data = sheets(("FY16 old", "hidden", OLD), ("FY18", "visible", NEW), ("Lists", "veryHidden", OLD))
    opened = open_file(data)
    assert opened.grid is not None
    assert (opened.grid.sheet, opened.grid.rows[1]) == ("FY18", ("ZZ01", "22"))
    assert [(each.code, each.values["seen"]) for each in opened.findings] == [("IMP-261", "FY16 old, Lists")]
    named = open_file(data, sheet="FY16 old")
    assert named.grid is not None
    assert (named.grid.rows[1], named.findings) == (("ZZ01", "11"), ())
    assert codes(open_file(sheets(("Cover", "visible", []), ("FY16 old", "hidden", OLD))).findings) == [
        "IMP-034",
        "IMP-261",
    ]


def test_of_several_sheets_with_rows_nobody_guesses() -> None:
    data = sheets(("Cover", "visible", [("DEMO",)]), ("Page 1", "visible", OLD), ("Page 2", "visible", NEW))
    (told,) = open_file(data).findings
    assert (told.code, told.values["seen"], told.level) == ("IMP-260", "Page 1, Page 2", Level.STOP)
    named = open_file(data, sheet="Page 2")
    assert named.grid is not None
    assert (named.grid.rows[1], named.findings) == (("ZZ01", "22"), ())

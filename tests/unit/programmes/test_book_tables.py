"""A book as a table gives back the same bytes, and what is wrong in a table is said at its cell, all at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from guohe.kernel.findings import Finding, Refused
from guohe.programmes.operations.add_book import add_book
from guohe.programmes.queries.book_tables import FORMS, file_of, read_table, table_bytes
from guohe.programmes.queries.rulebooks import all_books, read_folder

LABELS = tuple(each.label for each in all_books())
Cells = list[list[str]]


def test_there_are_books() -> None:
    assert len(LABELS) >= 28


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("label", LABELS)
def test_every_book_that_ships_comes_back_as_the_same_bytes(label: str, form: str) -> None:
    said = read_table(f"book{form}", table_bytes(label, form))
    assert [(fault.code, dict(fault.values)) for fault in said.faults] == []
    assert said.content == file_of(label).read_bytes()


def changed(label: str, change: Callable[[Cells], object]) -> tuple[Finding, ...]:
    """The faults of a book's table after a change to its lines."""
    lines = list(csv.reader(io.StringIO(table_bytes(label, ".csv").decode("utf-8-sig"), newline="")))
    change(lines)
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    return read_table("book.csv", file.getvalue().encode("utf-8")).faults


def put(lines: Cells, sheet: str, key: str, head: str, value: str, *, column: int = 0) -> str:
    """Writes a cell of the row with a key; gives its address, worked out here a second time."""
    start = next(at for at, line in enumerate(lines) if line[:1] == [f"[{sheet}]"])
    at = lines[start + 1].index(head)
    number = next(n for n in range(start + 2, len(lines)) if lines[n] and lines[n][column] == key)
    lines[number] += [""] * (at + 1 - len(lines[number]))
    lines[number][at] = value
    letter = chr(ord("A") + at) if at < 26 else "A" + chr(ord("A") + at - 26)
    return f"{sheet}!{letter}{number + 1}"


def test_every_fault_is_said_at_once_each_at_its_cell() -> None:
    places: dict[str, str] = {}

    def spoil(lines: Cells) -> None:
        places["RUL-813"] = put(lines, "rules", "budget-line", "in_force", "")
        places["RUL-801"] = put(lines, "rules", "before-start", "document", "")
        places["RUL-809"] = put(lines, "rules", "after-end", "after", "not-allowed")
        put(lines, "rules", "not-allowed", "after", "after-end")
        places["RUL-812"] = put(lines, "parameters", "upto", "value", "5", column=3)
        put(lines, "parameters", "upto", "unit", "万元", column=3)
        places["RUL-827"] = put(lines, "examples", "not-allowed", "rule", "never-heard-of")

    found = {fault.code: fault for fault in changed("demo-budgeted@1.1", spoil)}
    assert set(places) <= set(found)
    for code, address in places.items():
        assert found[code].place.pointer == address, code
        assert found[code].values["place"].startswith(address)
    for lang in ("en", "zh-hant", "zh-hans"):
        assert "50000.00 CNY" in found["RUL-812"].sentence(lang)
    assert "after-end" in found["RUL-809"].values["rules"]


def test_versions_that_overlap_or_leave_a_gap_are_said_at_the_days() -> None:
    def overlapping(lines: Cells) -> None:
        put(lines, "book", "version", "value", "1.0.5")
        put(lines, "book", "starts", "value", "2020-01-01")
        places.append(put(lines, "book", "ends", "value", "2021-06-01"))

    def apart(lines: Cells) -> None:
        places.append(put(lines, "book", "ends", "value", "2020-06-01"))

    places: list[str] = []
    overlap = [fault for fault in changed("demo-budgeted@1.1", overlapping) if fault.code == "RUL-807"]
    gap = [fault for fault in changed("demo-budgeted@1.0", apart) if fault.code == "RUL-808"]
    assert [fault.place.pointer for fault in (*overlap[-1:], *gap)] == places


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("book.xlsx", b"no workbook", "RUL-825"),
        ("book.csv", "[book]\nfield,價".encode("big5"), "RUL-825"),
        ("book.csv", b"", "RUL-826"),
        ("book.csv", b"x" * (5 * 1024 * 1024 + 1), "RUL-825"),
    ],
)
def test_what_is_no_table_is_refused(name: str, content: bytes, code: str) -> None:
    assert {fault.code for fault in read_table(name, content).faults} == {code}


def test_a_version_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    lines = table_bytes("demo-lump-sum@1.0", ".csv")
    first = add_book(read_table("a.csv", lines), tmp_path)
    assert first == tmp_path / "demo-agency/demo-lump-sum/1.0/book.toml"
    assert add_book(read_table("a.csv", lines), tmp_path) == first
    other = lines.replace(b"Demo funder", b"Another funder")
    assert other != lines
    with pytest.raises(Refused) as refused:
        add_book(read_table("a.csv", other), tmp_path)
    assert [fault.code for fault in refused.value.findings] == ["RUL-830"]
    assert first.read_bytes() == file_of("demo-lump-sum@1.0").read_bytes()
    assert [each.label for each in read_folder(tmp_path, published=False)[0]] == ["demo-lump-sum@1.0"]


def test_a_cell_starts_no_formula_in_a_spreadsheet() -> None:
    text = table_bytes("demo-budgeted@1.1", ".csv").decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert not [cell for cell in cells if re.match(r"[=+@\-]", cell)]

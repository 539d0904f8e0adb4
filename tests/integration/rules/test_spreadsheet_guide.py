"""The guide for a research officer with a spreadsheet is followed to the letter: its commands, its sheets, its cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from guohe.programmes.cli.rules import rules
from guohe.programmes.queries.rulebooks import read_folder

GUIDE = Path(__file__).resolve().parents[3] / "docs/guides/add-a-rulebook-with-a-spreadsheet.md"
TEXT = GUIDE.read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
Grid = list[list[str]]


def told_sheets() -> dict[str, Grid]:
    """The tables of the guide, by the sheet under whose name they stand."""
    found: dict[str, Grid] = {}
    for part in TEXT.split("### Sheet `")[1:]:
        name, rest = part.split("`", 1)
        rows = [line for line in rest.split("\n## ")[0].splitlines() if line.startswith("|")]
        cells = [
            [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows
        ]
        found[name] = [cells[0], *cells[2:]]
    return found


def fill(form: Path) -> None:
    """Types the guide's tables into the form, under the heads of the same name."""
    book = CalamineWorkbook.from_path(str(form))
    grids: dict[str, Grid] = {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }
    for name, (heads, *rows) in told_sheets().items():
        grid = grids[name]
        columns = [grid[0].index(head) for head in heads]
        for number, row in enumerate(rows, 1):
            line = next((each for each in grid[1:] if each[0] == row[0]), None) if name == "book" else None
            if line is None:
                assert name != "book", "a field that the form does not have"
                line = [""] * len(grid[0])
                grid.insert(number, line)
            for column, cell in zip(columns, row, strict=True):
                line[column] = cell
    with xlsxwriter.Workbook(str(form)) as workbook:
        for name, grid in grids.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(grid):
                sheet.write_row(number, 0, row)


def test_the_guide_makes_a_published_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    form, hand_in, check, publish = COMMANDS
    for command in (form, hand_in, check, publish):
        words = command.split()
        assert words[:2] == ["./guohe", "rules"]
        told = CliRunner().invoke(rules, words[2:])
        assert (told.exit_code, told.exception) == (0, None), (command, told.output)
        if command is form:
            fill(tmp_path / "my-scheme.xlsx")
    assert Path("mybooks/mycouncil/my-scheme/2027/book.toml").exists()
    books, faults = read_folder(Path("mybooks"))
    assert faults == ()
    assert [rule.id for rule in books[0].rules] == ["amount", "spent-here", "who-decides"]


def test_the_address_that_the_guide_prints_is_the_one_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(rules, COMMANDS[0].split()[2:])
    fill(tmp_path / "my-scheme.xlsx")
    book = CalamineWorkbook.from_path("my-scheme.xlsx")
    with xlsxwriter.Workbook("my-scheme.xlsx") as workbook:
        for name in book.sheet_names:
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(book.get_sheet_by_name(name).to_python()):
                spoilt = [
                    "soon" if cell == "2027-01-01" and name == "rules" and number == 1 else cell
                    for cell in row
                ]
                sheet.write_row(number, 0, spoilt)
    told = CliRunner().invoke(rules, COMMANDS[1].split()[2:])
    said = [fault.values["place"] for fault in told.exception.findings]  # type: ignore[union-attr]
    printed = re.search(r"`(rules![^`]*)`", TEXT)
    assert printed is not None
    assert said == [printed[1]]

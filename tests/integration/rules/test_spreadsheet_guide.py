"""The guide for a research officer with a spreadsheet is followed to the letter: its commands, its sheets, its cells."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.portal.domain.cost_check import Asked, GrantState, LineState, _facts
from guohe.programmes.cli.rules import rules
from guohe.programmes.queries.book_tables import read_table
from guohe.programmes.queries.rulebooks import read_folder
from guohe.rules.domain.book_sheets import EXAMPLE_HEADS, RULE_HEADS
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.judge import say_of
from guohe.rules.domain.values import Outcome
from guohe.rules.domain.write_book import BOOK_FIELDS, BOOK_NAMES

GUIDE = Path(__file__).resolve().parents[3] / "docs/guides/add-a-rulebook-with-a-spreadsheet.md"
TEXT = GUIDE.read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
Grid = list[list[str]]


def told_sheets() -> dict[str, Grid]:
    """The tables to type, by the sheet under whose name each stands first; further tables there explain."""
    found: dict[str, Grid] = {}
    for part in TEXT.split("### Sheet `")[1:]:
        name, rest = part.split("`", 1)
        rows = rest[rest.index("\n|") + 1 :].split("\n\n")[0].splitlines()
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
    assert [rule.id for rule in books[0].rules] == ["amount", "spent-here", "who-decides", "head-note"]


@pytest.mark.parametrize(
    ("cost", "head_note", "outcome"),
    # Above 15,000 the head's note is needed: at the edge, above it, above it with the note, and where nobody knows of a note.
    [
        ("15000.00", False, Outcome.MET),
        ("15000.01", False, Outcome.BROKEN),
        ("15000.01", True, Outcome.SILENT),
        ("15000.01", None, Outcome.UNKNOWN),
    ],
)
def test_the_threshold_of_the_guide_asks_for_the_note(
    cost: str,
    head_note: bool | None,
    outcome: Outcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(rules, COMMANDS[0].split()[2:])
    fill(tmp_path / "my-scheme.xlsx")
    book = read_table("my-scheme.xlsx", Path("my-scheme.xlsx").read_bytes()).book
    assert book is not None
    rule = book.rule("head-note")
    assert rule is not None
    facts: dict[str, Fact] = {"cost": Money.of("HKD", cost)}
    if head_note is not None:
        facts["head_note"] = head_note
    assert say_of(rule, facts, date(2027, 6, 1)).outcome is outcome


def test_the_guide_tells_every_field_and_column() -> None:
    def told(sheet: str) -> set[str]:
        part = TEXT.split(f"### Sheet `{sheet}`", 1)[1].split("\n##", 1)[0]
        named = set(re.findall(r"`([^`]+)`", part))
        typed = {row[0] for row in told_sheets()[sheet]} if sheet == "book" else set()
        return named | typed

    assert {*BOOK_FIELDS, *BOOK_NAMES} <= told("book")
    assert set(RULE_HEADS) <= told("rules")
    assert {*EXAMPLE_HEADS, "fact 1", "value 1"} <= told("examples")


def test_the_facts_that_the_guide_says_a_check_supplies_are_supplied() -> None:
    day, amount = date(2019, 7, 2), Money.of("CNY", "1.00")
    line = LineState("equipment", Name("E", "E", "E"), amount, amount, amount, True)
    supplied: set[str] = set()
    for lump_sum in (True, False):
        lines = () if lump_sum else (line,)
        grant = GrantState("G", lump_sum, amount, day, day, lines, ())
        supplied |= _facts(Asked(amount, "equipment", day), grant, amount, amount).keys()
    part = TEXT.split("### Names of facts", 1)[1].split("`./guohe can-apply`", 1)[0]
    named = {name for name in re.findall(r"`([a-z_]+)`", part)}
    assert len(named) == 9
    assert named <= supplied


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
    told = CliRunner().invoke(rules, [*COMMANDS[1].split()[2:], "--json"])
    said = [fault["values"]["place"] for fault in json.loads(told.output)["faults"]]
    printed = re.search(r"`(rules![^`]*)`", TEXT)
    assert printed is not None
    assert said == [printed[1]]
    assert told.exit_code == 1
    assert not Path("mybooks").exists()

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

from guohe.grants.domain.changes import CHANGE_FACTS
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.portal.domain.cost_check import Asked, GrantState, LineState, Piece, check_cost
from guohe.portal.domain.cost_price import LotState
from guohe.programmes.cli.rules import rules
from guohe.programmes.queries.book_tables import read_table
from guohe.programmes.queries.rulebooks import read_folder
from guohe.rules.domain.book_sheets import EXAMPLE_HEADS, RULE_HEADS
from guohe.rules.domain.values import Book
from guohe.rules.domain.write_book import BOOK_FIELDS, BOOK_NAMES
from tests.unit.rules.ground import HEAD, RULE, good

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
            fill(tmp_path / "my-purchases.xlsx")
    assert Path("mybooks/polyu/my-purchases/2018/book.toml").exists()
    books, faults = read_folder(Path("mybooks"))
    assert faults == ()
    assert [rule.id for rule in books[0].rules] == ["approval", "no-gifts", "nearly-used", "who-decides"]


def the_book(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The book of the guide, filled into its form."""
    monkeypatch.chdir(folder)
    CliRunner().invoke(rules, COMMANDS[0].split()[2:])
    fill(folder / "my-purchases.xlsx")
    book = read_table("my-purchases.xlsx", Path("my-purchases.xlsx").read_bytes()).book
    assert book is not None
    return book


@pytest.mark.parametrize(
    ("cost", "category", "told"),
    # Above 15,000 of equipment the office is asked: at the edge, above it, and for anything else.
    [
        ("15000.00", "equipment", []),
        ("15000.01", "equipment", [("RUL-101", "hold", "my-purchases@2018/approval")]),
        ("15000.01", "labour", []),
        # 90 % of the line of 100,000.00 is 90,000.00; a gift is never paid.
        ("90000.01", "labour", [("RUL-101", "note", "my-purchases@2018/nearly-used")]),
    ],
)
def test_a_cost_is_judged_by_the_book_of_the_guide(
    cost: str,
    category: str,
    told: list[tuple[str, str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book, day = the_book(tmp_path, monkeypatch), date(2019, 7, 1)
    zero, approved = Money("HKD", 0), Money.of("HKD", "100000.00")
    lines = tuple(
        LineState(code, Name(code, code, code), approved, zero, zero, True)
        for code in ("equipment", "labour")
    )
    grant = GrantState("G", False, approved, date(2018, 5, 1), date(2021, 5, 1), lines, ())
    found = check_cost(Asked(Money.of("HKD", cost), category, day), grant, [book])
    assert [(each.code, each.level.value, each.rule) for each in found.findings if each.rule] == told
    assert [each.rule.id for each in found.explanations] == [rule.rpartition("/")[2] for _, _, rule in told]


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
    lot = LotState("T1", "1.2400", Money("HKD", 124), Money("CNY", 100), Money("HKD", 124))
    dear = good(HEAD.replace('["CNY"]', '["HKD"]') + RULE.replace("cost", "this_cost").replace("CNY", "HKD"))
    supplied: set[str] = set()
    for lump_sum in (True, False):
        grant = GrantState("G", lump_sum, amount, day, day, () if lump_sum else (line,), (lot,))
        piece = Piece("A-1", "LC-200", amount, day, "annex 2")
        found = check_cost(Asked(amount, "equipment", day, piece), grant, [dear])
        supplied |= {name for each in found.decisions for name in each.facts}
    part = TEXT.split("supply:", 1)[1].split("A route that measures", 1)[0]
    heads = {
        name
        for row in part.splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    kept = set(re.findall(r"`(this_cost_\w+)`", part))
    assert heads | kept == supplied


def test_the_changes_that_the_guide_names_are_those_that_are_asked() -> None:
    part = TEXT.split("A route that measures `change`", 1)[1].split("; with", 1)[0]
    asked = {*CHANGE_FACTS.values(), "between_direct_lines", "indirect_line"}
    assert set(re.findall(r"`(\w+)`", part)) == asked


def test_the_address_that_the_guide_prints_is_the_one_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(rules, COMMANDS[0].split()[2:])
    fill(tmp_path / "my-purchases.xlsx")
    book = CalamineWorkbook.from_path("my-purchases.xlsx")
    with xlsxwriter.Workbook("my-purchases.xlsx") as workbook:
        for name in book.sheet_names:
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(book.get_sheet_by_name(name).to_python()):
                spoilt = [
                    "soon" if cell == "2018-01-01" and name == "rules" and number == 1 else cell
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


def test_what_the_guide_says_of_a_line_that_is_nearly_used_is_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HKD 186,000.00 of equipment at 1.2400 is used: 15,000.00 more of it is noted by one rule and asked about by none."""
    book, day = the_book(tmp_path, monkeypatch), date(2019, 7, 1)
    money = {figure: Money.of("CNY", figure) for figure in ("0.00", "150000.00", "180000.00")}
    lot = LotState(
        "G/T1",
        "1.2400",
        Money.of("HKD", "892614.00"),
        Money.of("CNY", "719850.00"),
        Money.of("HKD", "706614.00"),
    )
    name = Name("Equipment", "設備費", "设备费")
    line = LineState("equipment", name, money["180000.00"], money["150000.00"], money["0.00"], True)
    grant = GrantState("G", False, money["180000.00"], date(2018, 5, 1), date(2021, 5, 1), (line,), (lot,))
    found = check_cost(Asked(Money.of("HKD", "15000.00"), "equipment", day), grant, [book])
    assert [each.rule for each in found.findings if each.rule] == ["my-purchases@2018/nearly-used"]
    assert (str(found.cost), str(found.after)) == ("CNY 12,096.77", "CNY 162,096.77")
    told = " ".join(TEXT.split())
    assert (
        "CNY 150,000.00 used and 12,096.77 of this cost at 1.2400 are 162,096.77 of 180,000.00, more than 90 %"
        in told
    )

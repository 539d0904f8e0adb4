"""A mapping table is read whole: categories by code or name, each account once, each with its reason, all faults at once."""

from __future__ import annotations

from guohe.grants.domain.facts import MappingRowFacts
from guohe.imports.domain.mapping_file import MappingRead, read_mapping

KNOWN = {"travel": "travel", "差旅费": "travel", "labour": "labour"}


def read(*rows: tuple[str, ...], why: str = "") -> MappingRead:
    return read_mapping(rows, code_of=KNOWN.get, known=["travel", "labour"], why=why)


def codes(found: MappingRead) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.place.row) for finding in found.findings]


def test_the_demos_form_is_read_with_its_further_column_passed_over() -> None:
    found = read(
        ("account", "account_name", "category", "why", "decided_by"),
        ("6420", "Travel 差旅", "差旅费", "Travel for the project", "somebody"),
        ("", "", "", "", ""),
        ("6900", "Entertainment", "", "Ask each time", ""),
    )
    assert found == MappingRead(
        (
            MappingRowFacts("6420", "Travel 差旅", "travel", "Travel for the project"),
            MappingRowFacts("6900", "Entertainment", "", "Ask each time"),
        ),
        (),
    )


def test_chinese_heads_in_any_order_and_one_reason_for_all() -> None:
    found = read(("预算科目", "科目"), ("labour", "5210"), why="Meeting of 3 May")
    assert found.rows == (MappingRowFacts("5210", "", "labour", "Meeting of 3 May"),)
    assert codes(found) == []


def test_every_fault_is_found_in_one_pass_at_its_row() -> None:
    found = read(
        ("account", "category", "why"),
        ("", "travel", "x"),
        ("5210", "labour", ""),
        ("5210", "dinners", "x"),
    )
    assert codes(found) == [("BUD-232", 2), ("BUD-236", 3), ("BUD-233", 4), ("BUD-234", 4)]
    assert found.findings[2].values == {"row": "4", "account": "5210", "first": "3"}


def test_a_table_without_its_columns_or_rows_is_no_mapping() -> None:
    assert codes(read(("code", "category"), ("1", "travel"))) == [("BUD-231", None)]
    assert codes(read()) == [("BUD-231", None)]
    assert codes(read(("account", "category"))) == [("BUD-235", None)]

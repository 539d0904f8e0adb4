"""A book is refused with the place and the repair of every fault, in one pass; a good one has run its own examples."""

from __future__ import annotations

import pytest

from guohe.kernel.findings import Level
from tests.unit.rules.ground import HEAD, RULE, codes, good, loaded


def test_a_good_book_loads_with_its_rule() -> None:
    book = good(HEAD + RULE)
    rule = book.rule("cap")
    assert rule is not None
    assert (book.label, rule.level, rule.parameters["limit"]) == ("test@1.0", Level.STOP, "100.00 CNY")


@pytest.mark.parametrize(
    ("seen", "written", "found"),
    [
        ('clause = { document = "doc", article = "1", in_force = "2018-01-01", evidence = "S1" }\n', "", ["RUL-801"]),
        ('article = "1", ', "", ["RUL-801"]),
        (', evidence = "S1"', "", ["RUL-801"]),
        ('in_force = "2018-01-01", ', "", ["RUL-813"]),
        ('in_force = "2018-01-01"', 'in_force = "soon"', ["RUL-805"]),
        ('evidence = "S1"', 'evidence = "S99"', ["RUL-815"]),
        ('document = "doc"', 'document = "other"', ["RUL-805"]),
        ('unit = "CNY"', 'unit = "HKD"', ["RUL-811"]),
        ('unit = "CNY"', 'unit = "万元"', ["RUL-812"]),
        ('unit = "CNY"', 'unit = "percent"', ["RUL-811"]),
        ('{ value = "100.00", unit = "CNY" }', '"100.00"', ["RUL-877"]),
        ('"CNY 100.01"', '"100.01 CNY"', ["RUL-878"]),
        ('article = "1"', 'article = "9.9"', ["RUL-805"]),
        ('"CNY 100.01" }, outcome = "broken"', '"CNY 100.00" }, outcome = "broken"', ["RUL-814"]),
        ('outcome = "broken"', 'outcome = "met"', ["RUL-814", "RUL-817"]),
        ('outcome = "broken"', 'outcome = "perhaps"', ["RUL-805"]),
        ('decides = "finance"', 'decides = "nobody"', ["RUL-805"]),
        ('kind = "cap"', 'kind = "lambda"', ["RUL-805"]),
        ('level = "stop"', 'level = "stop"\nlevle = "note"', ["RUL-806"]),
        ('level = "stop"', 'level = "stop"\nafter = ["cap"]', ["RUL-809"]),
        ('level = "stop"', 'level = "stop"\nafter = ["gone"]', ["RUL-821"]),
        (', zh_hans = "最多一百。"', "", ["RUL-804"]),
    ],
)  # fmt: skip
def test_a_fault_is_found_with_its_code(seen: str, written: str, found: list[str]) -> None:
    assert seen in RULE
    assert codes(HEAD + RULE.replace(seen, written)) == found


def test_ten_thousand_yuan_in_a_book_of_yuan_names_the_same_amount_in_yuan() -> None:
    _, faults = loaded(HEAD + RULE.replace('"100.00", unit = "CNY"', '"500", unit = "万元"'))
    told = next(fault for fault in faults if fault.code == "RUL-812")
    assert told.values["repair"] == "5000000.00 CNY"
    assert "cap, parameters, limit" in told.values["place"]
    assert "5000000.00 CNY" in told.sentence("zh-hans")


def test_a_book_of_ten_thousand_yuan_reads_it() -> None:
    text = (
        (HEAD + RULE)
        .replace('money = ["CNY"]', 'money = ["万元"]')
        .replace('"100.00", unit = "CNY"', '"0.01", unit = "万元"')
    )
    assert good(text).rule("cap") is not None


def test_yuan_in_a_book_of_ten_thousand_yuan_is_caught_too() -> None:
    text = (HEAD + RULE).replace('money = ["CNY"]', 'money = ["万元"]')
    assert "RUL-812" in codes(text)


def test_all_faults_come_in_one_pass() -> None:
    second = RULE.replace('id = "cap"', 'id = "two"').replace(', evidence = "S1"', "")
    third = RULE.replace('id = "cap"', 'id = "three"').replace('in_force = "2018-01-01", ', "")
    assert codes(HEAD + second + third) == ["RUL-801", "RUL-813"]


def test_a_cycle_names_its_rules() -> None:
    one = RULE.replace('level = "stop"', 'level = "stop"\nafter = ["two"]')
    two = RULE.replace('id = "cap"', 'id = "two"\nafter = ["cap"]')
    _, faults = loaded(HEAD + one + two)
    assert [fault.code for fault in faults] == ["RUL-809"]
    assert set(faults[0].values["rules"].split(" → ")) == {"cap", "two"}


def test_a_rule_twice_is_refused() -> None:
    assert codes(HEAD + RULE + RULE) == ["RUL-816"]


def test_what_is_no_toml_is_refused_as_one_fault() -> None:
    assert codes("id = ") == ["RUL-820"]


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        ("S1", Level.STOP),
        ("S2", Level.STOP),
        ("S3", Level.HOLD),
        ("own high", Level.NOTE),
        ("own low S1", Level.NOTE),
    ],
)
def test_own_knowledge_never_blocks_and_a_weak_source_at_most_holds(evidence: str, level: Level) -> None:
    rule = good(HEAD + RULE.replace('evidence = "S1"', f'evidence = "{evidence}"')).rule("cap")
    assert rule is not None
    assert (rule.written, rule.level) == (Level.STOP, level)


@pytest.mark.parametrize(
    ("evidence", "verified"), [("S1", True), ("S2", False), ("S3", False), ("own high", False)]
)
def test_only_what_was_read_at_a_good_source_is_verified(evidence: str, verified: bool) -> None:
    rule = good(HEAD + RULE.replace('evidence = "S1"', f'evidence = "{evidence}"')).rule("cap")
    assert rule is not None
    assert rule.clause.grade.is_verified is verified

"""When a rule applies is said wherever the rule is shown, in words; and what is invented is called so everywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.rule_pages import (
    RulePage,
    dates_text,
    mark,
    rule_lines,
    rule_record,
    rules_table,
    standing_text,
)
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.compare_books import differences
from guohe.rules.domain.values import Book
from guohe.ui.plain import json_text
from tests.factories.rulebooks import ABROAD, TRAVEL, head
from tests.unit.rules.ground import good

ON = date(2019, 3, 29)
SAID = {
    "en": "Applies only if destination is outside China or Macao and note of the head of department is no"
    " and the day is 2018-03-01 or later.",
    "zh-hant": "只適用於以下情況：目的地：中國境外或澳門，且部門主管批示：否，且日期為 2018-03-01 或以後。",
    "zh-hans": "仅适用于以下情形：目的地：中国境外或澳门，且部门负责人批示：否，且日期为 2018-03-01 或以后。",
}


@pytest.fixture(scope="module")
def invented() -> Book:
    return good(
        head("own", '"host"') + ABROAD + TRAVEL.replace('id = "travel"', 'id = "travel"\nafter = ["cap"]')
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_the_terminal_and_the_note_say_when_a_rule_applies(invented: Book, lang: str) -> None:
    page = RulePage(invented, invented.rules[0], lang, ON)
    assert page.applies == SAID[lang]
    assert SAID[lang] in rule_lines(page)
    assert SAID[lang] in page.forward
    assert page.words in page.forward


def test_a_program_reads_the_conditions_as_the_book_writes_them(invented: Book) -> None:
    told = json.loads(json_text([rule_record(RulePage(invented, rule, "en", ON)) for rule in invented.rules]))
    cap, travel = told
    assert cap["when"] == {"destination": ["outside_china", "macao"], "head_note": [False]}
    assert (cap["applies"], cap["within"]) == (SAID["en"], {"starts": "2018-03-01", "ends": None})
    assert (travel["after"], travel["applies"]) == (["cap"], "Applies only if rule cap is met.")


def test_a_rule_that_always_applies_says_nothing_of_it() -> None:
    demo = book("demo-budgeted@1.0")
    page = RulePage(demo, demo.rules[0], "en", ON)
    assert (page.applies, rule_record(page)["when"]) == ("", {})
    assert "  " not in page.forward


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rule_of_an_invented_book_is_called_invented_whatever_its_evidence(
    invented: Book, lang: str
) -> None:
    own, real = invented.rules[0], replace(invented, invented=False)
    (wanted,) = {row[4] for row in rules_table(book("demo-budgeted@1.0"), lang).rows}
    assert mark(invented, own, lang) == RulePage(invented, own, lang, ON).mark == wanted
    assert {row[4] for row in rules_table(invented, lang).rows} == {wanted}
    assert mark(real, own, lang) != wanted


def test_conditions_that_change_are_differences(invented: Book) -> None:
    later = good(
        head("own", '"host"') + ABROAD.replace(', "macao"]', "]").replace("starts = 2018-03-01", "") + TRAVEL
    )
    assert [(each.rule, each.what, each.before, each.after) for each in differences(invented, later)] == [
        ("cap", "when.destination", "outside_china, macao", "outside_china"),
        ("cap", "rule.starts", "2018-03-01", ""),
        ("travel", "rule.after", "cap", ""),
    ]


def test_the_day_of_reading_is_not_told_as_the_first_day_of_a_version() -> None:
    """On 2019-03-29 the version read in 2026 may have held or not: no source says since when it does."""
    read, dated = book("mo-fdct@as-read"), book("nkrd-fund@2025")
    assert dates_text(read, "en") == "read on 2026-11-23; its first day is not established"
    assert standing_text(read, ON, "en") == "not established"
    assert dates_text(dated, "en") == "from 2025-01-20"
    assert standing_text(dated, ON, "en") == "not yet in force"

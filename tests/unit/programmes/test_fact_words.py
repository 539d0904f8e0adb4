"""No reader meets a machine's name: every fact, parameter and unit of the books that ship has words in three languages."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.kernel.texts import LANGUAGES, catalogue, say
from guohe.programmes.queries.rule_pages import RulePage
from guohe.programmes.queries.rulebooks import all_books
from guohe.rules.domain.judge import judge
from guohe.rules.domain.values import Outcome
from guohe.rules.domain.words import parameter_text

ON = date(2019, 7, 2)
BOOKS = all_books()
NAMES = {name for book in BOOKS for rule in book.rules for name in rule.reads} | {
    name for book in BOOKS for rule in book.rules for example in rule.examples for name in example.facts
}


def test_every_fact_and_parameter_that_ships_has_words() -> None:
    parameters = {name for book in BOOKS for rule in book.rules for name in rule.parameters}
    keys = {f"rules.fact.{name}" for name in NAMES} | {f"rules.parameter.{name}" for name in parameters}
    assert len(keys) > 100
    assert keys - set(catalogue()) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rule_page_and_a_finding_show_no_machine_name(lang: str) -> None:
    values = {
        fact
        for book in BOOKS
        for rule in book.rules
        for example in rule.examples
        for fact in example.facts.values()
        if isinstance(fact, str)
    }
    machine = {name for name in NAMES | values if "_" in name}
    assert machine
    for book in BOOKS:
        for rule in book.rules:
            page = RulePage(book, rule, lang, ON)
            shown = [
                str(cell) for table in (page.parameters, page.examples) for row in table.rows for cell in row
            ]
            assert [word for word in machine for cell in shown if word in cell] == [], f"{page.label}"
        for finding in judge(book, {}, book.starts.last).findings:
            assert [word for word in machine if word in finding.sentence(lang)] == []


@pytest.mark.parametrize(
    ("lang", "above"), [("en", "above that"), ("zh-hant", "超過部分"), ("zh-hans", "超过部分")]
)
def test_the_last_tier_says_above_what_it_is(lang: str, above: str) -> None:
    of = next(each for each in BOOKS if each.label == "demo-terms@1.0")
    tiers = next(rule.parameters["tiers"] for rule in of.rules if "tiers" in rule.parameters)
    first, last = parameter_text("tiers", tiers, of, lang).split(say("ui.semicolon", lang))
    assert (above in first, last.startswith(above)) == (False, True)


def test_a_figure_and_an_answer_are_read_as_words() -> None:
    book = next(each for each in BOOKS if each.label == "demo-budgeted@1.1")
    route = book.rule("move-between-lines")
    assert route is not None
    rows = RulePage(book, route, "zh-hans", ON).parameters.rows
    told = {str(row[0]): str(row[1]) for row in rows}
    ways = "如为 直接费用科目之间 · 不超过 CNY 50,000.00 · 决定者 刘测试先生"
    assert told["由谁决定"].startswith(ways)
    share = next(rule for each in BOOKS for rule in each.rules if rule.kind == "needed")
    owner = next(each for each in BOOKS if share in each.rules)
    given = [str(row[1]) for row in RulePage(owner, share, "en", ON).examples.rows]
    assert any(": yes" in cell or ": no" in cell for cell in given)


def test_what_is_asked_of_a_missing_fact_is_said_in_words() -> None:
    book = next(each for each in BOOKS if each.label == "demo-budgeted@1.1")
    said = [each for each in judge(book, {}, ON).explained(Outcome.UNKNOWN) if each.rule.id == "budget-line"]
    assert "批准数" in said[0].finding().sentence("zh-hans")
    assert said[0].plain()["lacking"] == ["line_after"] or "line_approved" in said[0].plain()["lacking"]

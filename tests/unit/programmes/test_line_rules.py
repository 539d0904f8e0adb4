"""The four questions of the demo's minute 2:00 come out of rulebooks: line by line what the import says, with the clause."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from guohe.exchange.domain.read_listing import read_listing
from guohe.imports.domain.judge import judge
from guohe.imports.domain.judgement import JudgedLine, Verdict
from guohe.programmes.queries.line_rules import (
    books_judging,
    listing_books,
    listing_left_out,
    rules_told_as,
)
from guohe.programmes.queries.rulebooks import book_on, rules_named
from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.judge import Explanation
from guohe.rules.domain.judge import judge as judge_rules
from guohe.rules.domain.values import Book, Outcome
from tests.factories.rulebooks import TRAVEL, head, loaded_beside
from tests.unit.exchange.demo import grid_of
from tests.unit.imports.facts_of_the_demo import STEEL, facts

AWARDED = STEEL.starts
QUESTIONS = {
    "AP18-01120": "IMP-121",
    "AP19-00188": "IMP-132",
    "AP18-00412": "BUD-403",
    "ST19-0107": "REP-702",
}


def judging(day: date) -> tuple[Book, ...]:
    """The host's own books for a line of that day, and those that judge the award, of the day of which they count."""
    award = (book_on(each, AWARDED) for each in books_judging("DEMO-1", "polyu"))
    return (*listing_books("polyu", day), *award)


def line_reasons(books: tuple[Book, ...], told: Facts, on: date) -> tuple[Explanation, ...]:
    """The rules that a line breaks and that are told under a code; what is not known of it is not judged."""
    broken = (each for book in books for each in judge_rules(book, told, on).explained(Outcome.BROKEN))
    return tuple(each for each in broken if each.rule.finding)


def told_of(judged: JudgedLine, seen: Counter[tuple[object, ...]]) -> dict[str, Fact]:
    """What is known of one line, as facts: the demo's own files say all of it."""
    known, line = facts(), judged.line
    assert line is not None
    assert STEEL.ends is not None
    same = (line.project, line.doc_ref, line.post_date, line.amount)
    seen[same] += 1
    told: dict[str, Fact] = {
        "times_seen": seen[same],
        "has_category": known.mapping.get(line.account) is not None,
        "date": line.post_date,
        "project_starts": STEEL.starts,
        "project_ends": STEEL.ends - timedelta(days=1),
    }
    if line.order_no in known.orders:
        told |= {"project": judged.project, "order_project": known.orders[line.order_no]}
    return told


def test_each_of_the_four_questions_has_its_rule_and_no_other_line_has_one() -> None:
    listing = judge(read_listing(grid_of("erp.csv")), facts())
    seen: Counter[tuple[object, ...]] = Counter()
    asked: dict[str, list[str]] = {}
    for judged in listing.lines:
        if judged.line is None or judged.verdict is Verdict.COMMITMENT:
            continue
        day = judged.line.post_date
        books = judging(day)
        said = line_reasons(books, told_of(judged, seen), day)
        if said:
            asked[judged.line.doc_ref] = [each.rule.finding for each in said]
            assert all(each.rule.clause.document.title for each in said)
            assert [rule for each in said for _, rule in rules_told_as(each.rule.finding, books)] == [
                each.rule for each in said
            ]
            assert [f.code for f in judged.findings if f.code in QUESTIONS.values()] == asked[
                judged.line.doc_ref
            ]
    assert asked == {reference: [code] for reference, code in QUESTIONS.items()}


@pytest.mark.parametrize("code", sorted(QUESTIONS.values()))
def test_why_leads_from_each_code_to_its_clause(code: str) -> None:
    assert rules_named(code), code


def test_a_host_is_judged_by_its_own_books_only_and_a_listing_by_those_for_it() -> None:
    scheme = ("demo-budgeted", "demo-equipment", "demo-terms")
    assert books_judging("DEMO-1", "polyu") == (*scheme, "demo-host")
    assert books_judging("DEMO-1", "harbour") == scheme
    assert books_judging("no-pack", "polyu") == ("demo-host",)
    assert [each.label for each in listing_books("polyu", date(2022, 1, 1))] == ["demo-listing@1.0"]
    assert listing_books("polyu", date(2017, 1, 1)) == listing_books("nobody", date(2022, 1, 1)) == ()


def test_what_is_not_known_of_a_line_is_not_judged() -> None:
    books = judging(AWARDED)
    assert line_reasons(books, {}, AWARDED) == ()


def test_a_book_for_lines_of_which_no_version_is_established_is_named(tmp_path: Path) -> None:
    first, second = (head("lines", '"listing"', "polyu", name) + TRAVEL for name in ("1.0", "2.0"))
    first = first.replace('starts = "2018-01-01"', 'starts = "2018-01-01"\nends = "2019"')
    second = second.replace('"2019-01-01"', '"2019"', 1)
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, first, second):
        told = {
            day: (
                [each.label for each in listing_books("polyu", day) if each.id == "lines"],
                [each.values["books"] for each in listing_left_out("polyu", day)],
            )
            for day in (date(2017, 1, 1), date(2018, 5, 1), date(2019, 5, 1), date(2020, 5, 1))
        }
    # One that had not begun is no rulebook of that day and is not told.
    assert list(told.values()) == [
        ([], []),
        (["lines@1.0"], []),
        ([], ["lines@1.0, lines@2.0"]),
        (["lines@2.0"], []),
    ]

"""What a difference asks for is what the rulebook says on a day, with its clause and its last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guohe.equipment.domain.compared import Compared, compare
from guohe.equipment.domain.route import Routed, Way, finding, route
from guohe.kernel.findings import Level
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.values import Book, Outcome, Seen

FOUND = date(2019, 7, 2)
DEMO = book("demo-equipment@1.0")
# A book that says nothing of equipment.
OTHER = book("demo-budgeted@1.0")


def routed(
    seen: str, *books: Book, on: date = FOUND, noticed_on: date | None = None, approved: str = "LC-200"
) -> Routed:
    compared = compare(approved, seen)
    assert isinstance(compared, Compared)
    return route(
        compared,
        found_on=FOUND,
        delivered_on=date(2018, 8, 15),
        noticed_on=noticed_on,
        books=books or (OTHER, DEMO),
        on=on,
    )


@pytest.mark.parametrize(
    ("approved", "seen", "way", "rule"),
    [
        ("LC-200", "LC200", Way.NONE, "demo-equipment@1.0/written-otherwise"),
        ("LC-200", "LC-200B", Way.NOTICE, "demo-equipment@1.0/variant-notice"),
        ("LC-200", "LC-300", Way.NOTICE, "demo-equipment@1.0/variant-notice"),
        ("LC-200", "DL-9", Way.APPROVAL, "demo-equipment@1.0/another-model"),
        ("", "DL-9", Way.APPROVAL, "demo-equipment@1.0/another-model"),
    ],
)
def test_the_way_comes_out_of_the_book(approved: str, seen: str, way: Way, rule: str) -> None:
    found = routed(seen, approved=approved)
    assert (found.way, finding(found, code="E-1", happened="delivered").rule) == (way, rule)


def test_without_a_rule_nothing_is_invented() -> None:
    found = routed("LC-200B", OTHER)
    said = finding(found, code="E-1", happened="delivered")
    assert (found.way, said.code, said.level, said.rule) == (Way.UNKNOWN, "RUL-865", Level.HOLD, None)
    assert "demo-budgeted@1.0" in said.sentence("en")


def test_a_general_route_for_changes_of_equipment_holds_where_no_rule_speaks_of_differences() -> None:
    general = replace(DEMO, rules=tuple(rule for rule in DEMO.rules if rule.id == "change-of-equipment"))
    assert routed("LC-200B", general).way is Way.APPROVAL


def test_of_two_rules_the_stricter_holds() -> None:
    """A book whose route decides on every difference, beside its notice: the approval is asked for."""
    decided = Seen(Outcome.DECIDED, "model_longer", who="officer")
    strict = replace(
        DEMO,
        rules=tuple(
            replace(rule, check=lambda facts, on: decided) if rule.id == "another-model" else rule
            for rule in DEMO.rules
        ),
    )
    assert routed("LC-200B", strict).way is Way.APPROVAL


@pytest.mark.parametrize(
    ("days", "code", "level"),
    [(0, "RUL-861", Level.HOLD), (30, "RUL-861", Level.HOLD), (31, "RUL-862", Level.HOLD)],
)
def test_the_last_day_of_a_notice_is_the_thirtieth_after_the_finding(
    days: int, code: str, level: Level
) -> None:
    found = routed("LC-200B", on=FOUND + timedelta(days=days))
    said = finding(found, code="E-1", happened="delivered")
    assert (found.days, found.until) == (30, date(2019, 8, 1))
    assert (said.code, said.level) == (code, level)


def test_a_notice_that_was_sent_and_a_change_that_was_granted_wait_for_nobody() -> None:
    sent = routed("LC-200B", on=date(2020, 1, 1), noticed_on=date(2019, 7, 20))
    said = finding(sent, code="E-1", happened="delivered")
    assert (said.code, said.level, sent.late) == ("RUL-866", Level.NOTE, False)
    granted = finding(routed("DL-9"), code="E-1", happened="delivered", granted="C-2")
    assert (granted.code, granted.level) == ("RUL-867", Level.NOTE)
    assert "C-2" in granted.sentence("en")


def test_the_sentence_of_the_user_story() -> None:
    said = finding(routed("LC-200B"), code="E-1", happened="delivered").sentence("en")
    assert said == (
        'E-1: approved "LC-200", delivered "LC-200B" (it begins with the approved model and adds "B"). Under '
        '"Demo funder: equipment as approved", rule 5.3, a notice within 30 days of finding it is enough, until 2019-08-01 (invented demo rule). '
        "Nothing has been changed. Send the notice that the equipment page drafts, then record it."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("seen", ["LC200", "LC-200B", "DL-9"])
def test_every_way_has_words_with_its_clause(lang: str, seen: str) -> None:
    found = finding(routed(seen), code="E-1", happened="delivered")
    clause = {"LC200": "5.2", "LC-200B": "5.3", "DL-9": "5.4"}[seen]
    assert clause in found.sentence(lang)


@pytest.mark.parametrize("shorter", ["aaa", "zzz"])
def test_of_two_notices_the_one_due_first_holds_whatever_the_books_are_called(shorter: str) -> None:
    lead = next(rule for rule in DEMO.rules if rule.id == "variant-notice")
    ten = replace(lead, check=lambda facts, on: Seen(Outcome.MET, 0, 10))
    for books in (
        (DEMO, replace(DEMO, id=shorter, rules=(ten,))),
        (replace(DEMO, id=shorter, rules=(ten,)), DEMO),
    ):
        found = routed("LC-200B", *books)
        assert (found.days, found.until) == (10, date(2019, 7, 12))
        assert found.said is not None
        assert found.said.book.id == shorter

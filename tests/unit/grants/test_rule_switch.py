"""Which version judges a day, and everything that stands against a switch at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.rule_switch import (
    Switch,
    Switched,
    approved,
    check_switch,
    earliest,
    stale,
    transition_note,
    version_on,
)
from guohe.kernel.findings import Finding
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.rulebooks import book

TODAY = date(2019, 7, 2)
NAME = Name("Ng", "吳", "吴")
OLD, NEW = book("demo-terms@1.0"), book("demo-terms@1.1")
# As if nobody had read what the version says of earlier awards.
UNREAD = replace(NEW, invented=False, transition_grade=None)


def against(
    later: object = NEW, starts: date = TODAY, clause: str = "letter 7", rules_it: bool = True
) -> tuple[Finding, ...]:
    assert isinstance(later, type(NEW))
    first = earliest(later, (), TODAY)
    return check_switch("G-1", OLD, later, rules_it=rules_it, starts=starts, first=first, clause=clause)


def test_a_switch_that_is_dated_and_has_its_clause_is_not_refused() -> None:
    assert against() == ()


def test_everything_that_stands_against_it_is_said_at_once() -> None:
    found = against(OLD, date(2019, 7, 1), "  ")
    assert [(each.code, each.place.pointer) for each in found] == [
        ("RUL-853", "label"),
        ("RUL-854", "starts"),
        ("RUL-855", "clause"),
    ]
    for lang in LANGUAGES:
        told = [each.sentence(lang) for each in found]
        assert "2019-07-02" in told[1]
        assert OLD.transition.in_language(lang) in told[2]
    assert [each.code for each in against(rules_it=False)] == ["RUL-852"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_transitional_rule_is_said(lang: str) -> None:
    (found,) = against(UNREAD, clause="")
    assert found.code == "RUL-856"
    assert UNREAD.transition.in_language(lang) in found.sentence(lang)
    note = transition_note(UNREAD)
    assert note is not None
    assert (note.code, note.level.value) == ("RUL-856", "note")
    assert transition_note(NEW) is None


def test_a_switch_holds_neither_before_its_version_nor_before_the_last_one() -> None:
    assert earliest(book("demo-budgeted@1.1"), (), TODAY) == date(2021, 1, 1)
    before = (Switched("demo-terms", "1.1", date(2019, 8, 1)), Switched("other", "2", date(2030, 1, 1)))
    assert earliest(OLD, before, TODAY) == date(2019, 8, 2)


def switch(**other: object) -> Switch:
    moment = datetime(2019, 7, 2, 9, tzinfo=UTC)
    made = Switch(1, 1, "demo-terms", "1.0", "1.1", TODAY, "c", "d", 1, NAME, moment, None, None)
    return replace(made, **other)  # type: ignore[arg-type]


def test_a_switch_that_another_one_overtook_is_stale() -> None:
    assert stale("G-1", switch(), OLD, TODAY) == ()
    assert [each.code for each in stale("G-1", switch(), NEW, date(2019, 7, 3))] == ["RUL-857", "RUL-854"]
    assert [each.code for each in stale("G-1", switch(), None, TODAY)] == ["RUL-857"]


def test_only_what_was_approved_counts() -> None:
    done = switch(approver=NAME, approved_at=datetime(2019, 7, 2, 10, tzinfo=UTC))
    assert approved([switch(), done]) == (Switched("demo-terms", "1.1", TODAY),)


SWITCHES = st.lists(
    st.builds(
        Switched,
        st.sampled_from(["a", "b"]),
        st.sampled_from(["1.0", "1.1", "2.0"]),
        st.dates(date(2019, 1, 1), date(2021, 12, 31)),
    ),
    unique_by=lambda each: (each.book, each.starts),
    max_size=6,
)


@given(
    SWITCHES, st.dates(date(2019, 1, 1), date(2021, 12, 31)), st.dates(date(2019, 1, 1), date(2021, 12, 31))
)
def test_a_later_switch_changes_nothing_before_its_day(
    switches: list[Switched], starts: date, on: date
) -> None:
    """What was judged is judged the same, whatever is switched afterwards."""
    added = [
        *(each for each in switches if (each.book, each.starts) != ("a", starts)),
        Switched("a", "9", starts),
    ]
    if on < starts:
        assert version_on(added, "a", on) == version_on(switches, "a", on)
    assert version_on(added, "b", on) == version_on(switches, "b", on)
    assert version_on(added, "a", starts) == "9"

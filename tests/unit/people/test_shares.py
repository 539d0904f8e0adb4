"""Shares in basis points never lose a unit, and a month above 100 % is always found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Level
from guohe.kernel.money import round_half_up
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.people.domain.facts import PersonFacts
from guohe.people.domain.months import month_text, months_from, notice_by, read_month, shifted
from guohe.people.domain.shares import (
    WHOLE,
    Part,
    PersonMonth,
    above,
    months_of,
    part_of,
    percent,
    read_share,
    runs,
    shares_text,
)

JAN = date(2019, 1, 1)
STAFF = PersonFacts(7, 1, 1, Name("DEMO STAFF A", "示範職員甲", "示例职员甲"))
POINTS = st.lists(st.integers(0, WHOLE), min_size=1, max_size=8)
MONTHS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def parts(points: list[int]) -> list[Part]:
    return [Part(f"G{at}", each, sum(points[:at])) for at, each in enumerate(points)]


@given(st.integers(0, 10**12), POINTS)
def test_the_parts_of_a_cost_add_up_to_the_whole_of_all_shares(cost: int, points: list[int]) -> None:
    found = [part_of(cost, part) for part in parts(points)]
    assert sum(found) == round_half_up(cost * sum(points), WHOLE)
    # No part is more than one minor unit away from its exact value, and none is negative.
    assert all(abs(got * WHOLE - cost * each) <= WHOLE for got, each in zip(found, points, strict=True))
    assert min(found) >= 0


@given(st.integers(0, 10**12), POINTS, st.data())
def test_a_part_is_the_same_for_every_reader(cost: int, points: list[int], data: st.DataObject) -> None:
    """Whoever sees only some of the shares computes the same cost for them: what is hidden counts in ``before``."""
    seen = data.draw(st.sets(st.sampled_from(range(len(points)))))
    rows = [
        (7, JAN, part.ref, part.points, part.before) for at, part in enumerate(parts(points)) if at in seen
    ]
    hidden = sum(each for at, each in enumerate(points) if at not in seen)
    months = months_of([*rows, *([(7, JAN, "", hidden, 0)] if hidden else [])])
    for month in months:
        assert month.total == sum(points)
        for part in month.parts:
            assert part_of(cost, part) == part_of(cost, parts(points)[int(part.ref[1:])])


@given(st.dictionaries(st.tuples(st.integers(1, 3), st.integers(0, 23)), POINTS, max_size=20), st.data())
def test_a_month_above_the_whole_is_always_found_and_no_other(
    told: dict[tuple[int, int], list[int]], data: st.DataObject
) -> None:
    rows = []
    for (person, at), points in told.items():
        month = shifted(JAN, at)
        for part in parts(points):
            hidden = data.draw(st.booleans())
            rows.append((person, month, "" if hidden else part.ref, part.points, part.before))
    people = {number: PersonFacts(number, number, 1, Name("x", "x", "x")) for number in (1, 2, 3)}
    found = {
        (int(each.values["code"][2:]), month.month)
        for each in above(months_of(rows), people=people)
        for month in each.months
    }
    assert found == {
        (person, shifted(JAN, at)) for (person, at), points in told.items() if sum(points) > WHOLE
    }


@pytest.mark.parametrize("total", [WHOLE, WHOLE + 1])
def test_the_edge_is_one_basis_point(total: int) -> None:
    found = above([PersonMonth(7, JAN, (Part("A", total - 4000), Part("B", 4000)))], people={7: STAFF})
    assert len(found) == (total > WHOLE)


def test_the_sentence_of_the_user_story() -> None:
    month = PersonMonth(7, JAN, (Part("DEMO-NKP-2018-001", 8000), Part("DEMO-RAIL-2018-002", 4000, 8000)))
    (found,) = above([month], people={7: STAFF}, here="DEMO-NKP-2018-001")
    assert (found.code, found.level) == ("BUD-451", Level.HOLD)
    assert found.sentence("en") == (
        "DEMO STAFF A (P-1) is above 100% in 2019-01 at 120% (80% here, 40% DEMO-RAIL-2018-002). "
        "Which month or share is wrong? The shares are kept as they were told."
    )
    (nameless,) = above([month], people={7: STAFF}, named=False)
    for lang in LANGUAGES:
        assert STAFF.name.in_language(lang) in found.sentence(lang)
        assert STAFF.name.in_language(lang) not in nameless.sentence(lang)


def test_what_one_may_not_see_is_one_sum() -> None:
    month = PersonMonth(7, JAN, (Part("A", 8000),), elsewhere=4000)
    assert shares_text(month, "A", "en") == "80% here, 40% elsewhere"
    assert (month.total, month.over) == (12_000, True)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("80", 8000), ("33.33", 3333), ("0", 0), ("100", 10_000), (" 5.5 % ", 550), ("100.01", None),
        ("101", None), ("-1", None), ("33.333", None), ("", None), ("eighty", None), ("1e2", None),
    ],
)  # fmt: skip
def test_a_share_is_read_exactly_or_not_at_all(text: str, points: int | None) -> None:
    assert read_share(text) == points


@given(st.integers(0, WHOLE))
def test_a_share_is_written_as_it_is_read(points: int) -> None:
    assert read_share(percent(points)) == points


@given(MONTHS, st.integers(-300, 300))
def test_months_are_counted_without_losing_one(day: date, count: int) -> None:
    first = day.replace(day=1)
    assert shifted(shifted(first, count), -count) == first
    assert read_month(month_text(first)) == first
    if count > 0:
        assert len(list(months_from(first, shifted(first, count - 1)))) == count


@pytest.mark.parametrize(
    ("ends", "months", "by"),
    [
        # The contract's last day is the one before ``ends``.
        (date(2020, 5, 1), 3, date(2020, 1, 31)),
        (date(2020, 1, 1), 1, date(2019, 11, 30)),
        (date(2019, 5, 31), 3, date(2019, 2, 27)),
        (date(2020, 5, 1), 0, date(2020, 4, 30)),
    ],
)
def test_notice_is_given_so_many_months_before_the_end(ends: date, months: int, by: date) -> None:
    assert notice_by(ends, months) == by


@pytest.mark.parametrize("text", ["2019-13", "2019-1", "2019", "soon", "", "2019-01-01"])
def test_a_month_that_is_none(text: str) -> None:
    assert read_month(text) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, WHOLE)), unique_by=lambda each: each[0], max_size=30
    )
)
def test_runs_hold_every_month_once(told: list[tuple[int, int]]) -> None:
    months = months_of((7, shifted(JAN, at), "A", points, 0) for at, points in told)
    found = [month for run in runs(months) for month in months_from(run.first, run.last)]
    assert found == [month.month for month in months]
    for run in runs(months):
        assert {each.total for each in months if run.first <= each.month <= run.last} == {run.like.total}

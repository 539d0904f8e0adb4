"""The days that a correction may name are those that the effect could have had; whatever it names, the order of its kind stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.changes import Change, Draft, Kind, State, Step
from guohe.grants.domain.effect_corrections import (
    Correction,
    check_approval,
    check_correction,
    days_of,
    may_approve,
)
from guohe.grants.domain.effects import Effect
from guohe.kernel.names import Name

NOBODY, NOW = Name("N", "N", "N"), datetime(2019, 7, 2, tzinfo=UTC)
FIRST, ENDS = date(2019, 6, 28), date(2021, 5, 1)
DECIDED = Step(State.GRANTED, FIRST, "R-1", "", 2, NOBODY, NOW)
DRAFT = Draft(1, None, {}, {"to": "x"}, "why", 1, NOW)


def change(number: int, kind: Kind) -> Change:
    return Change("G", 1, number, kind, 1, NOBODY, NOW, (DRAFT,), (DECIDED,))


def against(effects: list[Effect], place: int, day: date) -> list[str]:
    effect = effects[place]
    found = check_correction(
        change(effect.change, effect.kind),
        effect,
        effects,
        since=day.isoformat(),
        reason="why",
        evidence="R-1",
        agreed_end=ENDS,
    )
    return [each.code for each in found]


@given(st.lists(st.integers(0, 600), min_size=1, max_size=6), st.data())
def test_a_correction_that_is_taken_keeps_the_order_of_its_kind(
    offsets: list[int], data: st.DataObject
) -> None:
    days = [FIRST + timedelta(days=each) for each in sorted(offsets)]
    kinds = [data.draw(st.sampled_from((Kind.PARTNER, Kind.INVESTIGATOR))) for _ in days]
    effects = [Effect(at + 1, kind, day) for at, (kind, day) in enumerate(zip(kinds, days, strict=True))]
    place = data.draw(st.integers(0, len(effects) - 1))
    day = FIRST + timedelta(days=data.draw(st.integers(-5, 700)))
    moved = [day if at == place else each.since for at, each in enumerate(effects)]
    alike = [when for when, kind in zip(moved, kinds, strict=True) if kind is kinds[place]]
    fits = alike == sorted(alike) and FIRST <= day < ENDS
    expected = [] if fits else ["BUD-493"]
    if fits and day == effects[place].since:
        expected = ["BUD-494"]
    assert against(effects, place, day) == expected


def test_an_extension_may_begin_by_the_end_that_it_brings() -> None:
    longer = Effect(1, Kind.EXTENSION, FIRST, ends=date(2021, 11, 1))
    assert days_of(change(1, Kind.EXTENSION), longer, [longer], ENDS) == (FIRST, date(2021, 10, 31))
    partner = Effect(2, Kind.PARTNER, FIRST)
    assert days_of(change(2, Kind.PARTNER), partner, [longer, partner], ENDS) == (FIRST, date(2021, 10, 31))


def test_a_correction_of_a_day_that_is_another_by_now_is_not_approved() -> None:
    effect = Effect(1, Kind.PARTNER, date(2020, 7, 1))
    own = change(1, Kind.PARTNER)
    waiting = Correction(1, 1, date(2020, 7, 1), date(2019, 7, 1), "why", "R-1", 1, NOBODY, NOW)
    stale = Correction(1, 1, date(2020, 8, 1), date(2019, 7, 1), "why", "R-1", 1, NOBODY, NOW)
    done = Correction(1, 1, date(2020, 7, 1), date(2019, 7, 1), "why", "R-1", 1, NOBODY, NOW, NOBODY, NOW)
    told = [
        [each.code for each in check_approval(own, one, effect, [effect], agreed_end=ENDS, actor=9)]
        for one in (waiting, stale, done)
    ]
    assert told == [[], ["BUD-496"], ["BUD-496"]]


def test_nobody_moves_the_day_from_which_they_lead() -> None:
    day, own = date(2020, 7, 1), change(1, Kind.INVESTIGATOR)
    effect = Effect(1, Kind.INVESTIGATOR, day, leads=7)
    waiting = Correction(1, 1, day, date(2019, 7, 1), "why", "R-1", 8, NOBODY, NOW)
    told = [
        [each.code for each in check_approval(own, waiting, effect, [effect], agreed_end=ENDS, actor=actor)]
        for actor in (7, 9)
    ]
    assert told == [["BUD-499"], []]
    people = {7, 8, 9, *own.authors}
    assert {each for each in people if may_approve(own, waiting, effect, each)} == {9}

"""Each cause has its ready answers, each answer its effect, and every cent of a file its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.imports.domain.questions import (
    ASKED,
    COUNTING,
    KIND_OF_CODE,
    READY_ANSWERS,
    Answer,
    Effect,
    ask_for,
    effect_of,
)  # fmt: skip
from guohe.imports.domain.standing import Count, Standing
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES, say

NOTHING = Count(0, Money("HKD", 0))
PARTS = (
    "ready",
    "tick",
    "question",
    "held",
    "posted",
    "rejected",
    "taken_back",
    "already",
    "already_waits",
    "unread",
)


@pytest.mark.parametrize("kind", sorted(READY_ANSWERS))
def test_every_kind_of_question_has_two_to_four_ready_answers_one_of_which_decides_nothing(kind: str) -> None:
    ready = READY_ANSWERS[kind]
    assert 2 <= len(ready) <= 4
    assert Answer.WAIT in ready


def test_every_cause_has_a_kind_and_every_kind_its_words() -> None:
    assert set(KIND_OF_CODE.values()) <= set(READY_ANSWERS)
    for lang in LANGUAGES:
        for kind in READY_ANSWERS:
            assert say(f"imports.asks.{kind}", lang)
        for answer in Answer:
            assert say(f"imports.answer.{answer}", lang)
        for effect in Effect:
            assert say(f"imports.effect.{effect}", lang)


def test_an_unknown_cause_is_asked_in_a_persons_own_words() -> None:
    assert ask_for(None, on=date(2019, 7, 2)).kind == ASKED
    assert ask_for("IMP-999", on=date(2019, 7, 2)).kind == ASKED
    assert ask_for("IMP-121", on=date(2019, 7, 2)).due_date == date(2019, 7, 9)


def test_only_answers_that_count_a_cost_in_make_it_ready() -> None:
    assert all(effect_of(answer) is Effect.READY for answer in COUNTING)
    assert effect_of(Answer.DUPLICATE) is effect_of(Answer.NOT_OURS) is Effect.LEFT_OUT
    assert (effect_of(Answer.WAIT), effect_of(Answer.NOTE)) == (Effect.WAITING, Effect.NOTED)


def standing(**parts: Count) -> Standing:
    counts = dict.fromkeys(PARTS, NOTHING) | parts
    return Standing(stated=None, orders=NOTHING, orders_posted=NOTHING, orders_held=NOTHING, **counts)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=len(PARTS), max_size=len(PARTS)), st.integers(-5, 5))
def test_the_difference_is_what_the_files_own_total_has_more(amounts: list[int], more: int) -> None:
    told = standing(
        **{part: Count(1, Money("HKD", minor)) for part, minor in zip(PARTS, amounts, strict=True)}
    )
    assert told.read.amount.minor == sum(amounts)
    assert not told.difference
    stated = replace(told, stated=Money("HKD", sum(amounts) + more))
    assert stated.difference == Money("HKD", more)

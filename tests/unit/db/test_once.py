"""While a page is read one question is asked once; who acts anew asks anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guohe.db.once import asking_anew, asking_once, keep, once


@pytest.fixture
def asked() -> list[tuple[int, int]]:
    return []


@pytest.fixture
def ask(asked: list[tuple[int, int]]) -> Callable[..., int]:
    @once
    def ask(host: int, *, on: int = 1) -> int:
        asked.append((host, on))
        if host < 0:
            raise LookupError(host)
        return host + len(asked)

    return ask


def test_the_same_question_is_asked_once_and_another_one_too(
    ask: Callable[..., int], asked: list[tuple[int, int]]
) -> None:
    with asking_once():
        assert (ask(1), ask(1), ask(2), ask(1, on=2), ask(1, on=2)) == (2, 2, 4, 4, 4)
    assert asked == [(1, 1), (2, 1), (1, 2)]


def test_nothing_is_kept_outside_or_for_the_next_page(
    ask: Callable[..., int], asked: list[tuple[int, int]]
) -> None:
    ask(1)
    ask(1)
    for _ in range(2):
        with asking_once():
            ask(1)
            ask(1)
    assert len(asked) == 4


def test_whoever_acts_inside_is_told_nothing_that_was_kept(
    ask: Callable[..., int], asked: list[tuple[int, int]]
) -> None:
    with asking_once():
        first = ask(1)
        with asking_anew():
            assert ask(1) != first
        assert ask(1) == first
    assert len(asked) == 2


def test_a_refusal_is_not_kept(ask: Callable[..., int], asked: list[tuple[int, int]]) -> None:
    with asking_once():
        for _ in range(2):
            with pytest.raises(LookupError):
                ask(-1)
    assert len(asked) == 2


def test_an_answer_that_another_question_was_told_is_kept_for_its_arguments_alone(
    ask: Callable[..., int], asked: list[tuple[int, int]]
) -> None:
    keep(ask, 70, 7)
    with asking_once():
        keep(ask, 50, 5)
        assert (ask(5), ask(7), ask(5, on=2)) == (50, 8, 7)
    assert asked == [(7, 1), (5, 2)]

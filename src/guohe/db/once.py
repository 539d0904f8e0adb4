"""While a page is read, the same question is put to the database once: its answer is kept until the page is made.

Only a request that reads opens such a time (``asking_once``); whoever begins to act anew, or writes, asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("guohe_answers", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Inside the block every question marked ``once`` is asked once for the same arguments."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


@contextmanager
def asking_anew() -> Iterator[None]:
    """Inside the block nothing is kept and nothing kept is used: another person acts, who may see other rows."""
    token = _answers.set(None)
    try:
        yield
    finally:
        _answers.reset(token)


def once(question: Callable[P, T]) -> Callable[P, T]:
    """Marks a question whose arguments can be compared and whose answer nobody changes; a refusal is never kept."""

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        kept = _answers.get()
        if kept is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = question(*args, **kwargs)
        answer: T = kept[key]
        return answer

    return asked


def keep(question: Callable[P, T], answer: T, *args: P.args, **kwargs: P.kwargs) -> None:
    """The answer to a question marked ``once``, where a wider question was told it; nothing is kept where nothing is."""
    kept = _answers.get()
    if kept is not None:
        kept[(getattr(question, "__wrapped__", question), args, tuple(sorted(kwargs.items())))] = answer


def answered(question: Callable[[], T]) -> T | None:
    """The kept answer to a question without arguments, None if nobody asked it while this page is read."""
    kept = _answers.get() or {}
    answer: T | None = kept.get((getattr(question, "__wrapped__", question), (), ()))
    return answer

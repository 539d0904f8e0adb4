"""Who acts and on which day, as the door that opened the transaction said it; the database is told the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

_acting: ContextVar[tuple[int, date] | None] = ContextVar("guohe_acting", default=None)


@contextmanager
def known_as(account: int, on: date) -> Iterator[None]:
    """Inside the block ``who_acts`` gives this account and day."""
    token = _acting.set((account, on))
    try:
        yield
    finally:
        _acting.reset(token)


def who_acts() -> tuple[int, date] | None:
    """The acting account and its day; None where nobody acts through a door."""
    return _acting.get()

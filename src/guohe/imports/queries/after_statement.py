"""What a higher context can say about the entries of a statement that was just read, without imports knowing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

# Gives lines of text about one import of a host, on a day, in a language.
Teller = Callable[[int, int, date, str], Iterable[str]]

_tellers: list[Teller] = []


def tell_after_statement(teller: Teller) -> None:
    """Adds what is said after a statement was read; called once, at start-up."""
    _tellers.append(teller)


def told_after_statement(host: int, job: int, on: date, lang: str) -> tuple[str, ...]:
    """Everything that is to be said about the entries of one import."""
    return tuple(line for teller in _tellers for line in teller(host, job, on, lang))

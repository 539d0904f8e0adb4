"""What waits and what a search finds is told by higher contexts (``guohe.project`` lists who): notices never learns what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from guohe.notices.domain.letter import Waiting
from guohe.notices.domain.searches import Hit

_waiting: list[Callable[[str, date], Sequence[Waiting]]] = []
_searches: list[Callable[[str, str], Sequence[Hit]]] = []


def provide_waiting(source: Callable[[str, date], Sequence[Waiting]]) -> None:
    """From now on ``source(lang, on)`` is asked what waits for the one who acts."""
    if source not in _waiting:
        _waiting.append(source)


def provide_search(source: Callable[[str, str], Sequence[Hit]]) -> None:
    """From now on ``source(words, lang)`` is asked what the one who acts would find."""
    if source not in _searches:
        _searches.append(source)


def what_waits(lang: str, on: date) -> tuple[Waiting, ...]:
    """Everything that waits for the one who acts, as each source orders it."""
    return tuple(each for source in _waiting for each in source(lang, on))


def what_is_found(words: str, lang: str) -> tuple[Hit, ...]:
    """Everything the one who acts finds under these words."""
    return tuple(hit for source in _searches for hit in source(words, lang))

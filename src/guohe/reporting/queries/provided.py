"""Higher contexts know two things a report shows: which lines wait outside the books, and figures in capitals.

They hand them in here (``guohe.project`` lists who does); reporting asks and never learns who answered.
"""

from __future__ import annotations

from collections.abc import Callable

from guohe.kernel.money import Money
from guohe.reporting.domain.report import Waiting

_waiting: list[Callable[[str], Waiting]] = []
_capitals: list[Callable[[Money, str], str]] = []


def provide_waiting(source: Callable[[str], Waiting]) -> None:
    """From now on ``source(grant_ref)`` is asked for held lines and for the day the listings were read to."""
    if source not in _waiting:
        _waiting.append(source)


def provide_capitals(writer: Callable[[Money, str], str]) -> None:
    """From now on ``writer(amount, lang)`` writes totals in capital numerals (壹貳叁) on printed reports."""
    _capitals[:] = [writer]


def waiting(grant_ref: str) -> Waiting:
    """Everything that waits for a grant; the books count as read to the latest day anyone names."""
    answers = [source(grant_ref) for source in _waiting]
    days = [answer.read_to for answer in answers if answer.read_to is not None]
    return Waiting(tuple(line for answer in answers for line in answer.lines), max(days, default=None))


def in_capitals(amount: Money, lang: str) -> str | None:
    """An amount in capital numerals, if anyone here can write them."""
    return _capitals[0](amount, lang) if _capitals else None

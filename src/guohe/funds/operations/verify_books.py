"""Proves every law of the books over every row, from the first entry on, and names one example of what breaks it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final

from django.db import connection

from guohe.funds.operations.refusals import said_in_words
from guohe.funds.queries.replay import replay_lots

# The name of each law, and whether it is asked in ranges of entries.
LAWS: Final[tuple[tuple[str, bool], ...]] = (
    ("guards", False),
    ("entries", True),
    ("heads", True),
    ("accounts", True),
    ("balances", False),
    ("money", True),
    ("lots", False),
    ("conversions", False),
    ("budget", False),
    ("orders", False),
    ("reversals", False),
    ("periods", False),
    ("seals", True),
)
JOURNALS_A_RANGE: Final = 200_000
# The lots are traced again line by line up to this size unless asked for.
REPLAYED: Final = 200_000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """One law: how many things were checked, how many break it, and one of them."""

    name: str
    count: int
    broken: int
    example: str | None
    seconds: float

    @property
    def law(self) -> str:
        """The key of the law's words."""
        return f"funds.law.{self.name}"


def _ask(law: str, low: int, high: int) -> tuple[int, int, str | None]:
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT checked, broken, example FROM funds_prove(%s, %s, %s)", [law, low, high])
        checked, broken, example = cursor.fetchone()
        return checked or 0, broken or 0, example


def _ranges(first: int, last: int) -> list[tuple[int, int]]:
    return [(low, min(low + JOURNALS_A_RANGE - 1, last)) for low in range(first, last + 1, JOURNALS_A_RANGE)]


def verify(
    progress: Progress | None = None,
    *,
    replay: bool | None = None,
    workers: int = 1,
    acting_in_worker: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> list[Proof]:
    """A proof of every law. The books hold when no proof is broken.

    ``replay`` also traces every lot again from the first entry with the pure model (by default in books of moderate
    size). With ``workers`` above one, ranges are proved side by side on connections of their own, each opened by
    ``acting_in_worker``; they then see only what is committed.
    """
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT first_journal, last_journal FROM funds_extent()")
        first, last = (number or 0 for number in cursor.fetchone())
    questions: list[tuple[str, int, int]] = []
    for law, ranged in LAWS:
        spans = _ranges(first, last) if ranged else [(first, last)]
        questions += [(law, low, high) for low, high in spans]

    def answer(question: tuple[str, int, int]) -> tuple[str, int, int, str | None, float]:
        begun = time.perf_counter()
        checked, broken, example = _ask(*question)
        return question[0], checked, broken, example, time.perf_counter() - begun

    def answer_apart(share: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int, str | None, float]]:
        try:
            with acting_in_worker():
                return [answer(question) for question in share]
        finally:
            connection.close()

    answers: list[tuple[str, int, int, str | None, float]] = []
    if workers == 1:
        for done, question in enumerate(questions, start=1):
            answers.append(answer(question))
            if progress is not None:
                progress(question[0], done, len(questions))
    else:
        with ThreadPoolExecutor(workers) as pool:
            for share in pool.map(answer_apart, ([question] for question in questions)):
                answers += share
                if progress is not None:
                    progress(share[-1][0], len(answers), len(questions))
    proofs = [_gathered(law, answers) for law, _ in LAWS]
    if replay or (replay is None and last - first < REPLAYED):
        begun = time.perf_counter()
        checked, broken, example = replay_lots()
        proofs.append(Proof("replay", checked, broken, example, time.perf_counter() - begun))
    return proofs


def _gathered(law: str, answers: Sequence[tuple[str, int, int, str | None, float]]) -> Proof:
    own = [each for each in answers if each[0] == law]
    return Proof(
        name=law,
        count=sum(each[1] for each in own),
        broken=sum(each[2] for each in own),
        example=next((each[3] for each in own if each[3]), None),
        seconds=sum(each[4] for each in own),
    )

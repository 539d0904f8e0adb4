"""Proves every law of the books over every row, from the first entry on, and names one example of what breaks it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final

from django.db import connection

from guohe.funds.operations.refusals import said_in_words
from guohe.funds.queries.replay import replay_lots

# The laws in the order in which they are told.
LAWS: Final[tuple[str, ...]] = (
    "guards", "entries", "heads", "accounts", "balances", "money", "lots", "conversions", "budget", "orders",
    "reversals", "periods", "seals",
)  # fmt: skip
# What is asked of all books at once, the longest first, and what is asked in ranges of entries. A question has the name
# of its first law and proves all its laws in one pass over the rows.
OF_ALL: Final[tuple[str, ...]] = (
    "money",
    "accounts",
    "conversions",
    "orders",
    "reversals",
    "periods",
    "chain",
    "guards",
)
OF_A_RANGE: Final[tuple[str, ...]] = ("entries", "seals")
TOGETHER: Final = {
    "money": ("money", "lots", "budget"),
    "accounts": ("accounts", "balances"),
    "entries": ("entries", "heads"),
    "chain": ("seals",),
}
JOURNALS_A_RANGE: Final = 100_000
# The lots are traced again line by line up to this size unless asked for.
REPLAYED: Final = 200_000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """One law: how many things were checked, how many break it, and one of them.

    Laws that are proved in one pass share its seconds evenly.
    """

    name: str
    count: int
    broken: int
    example: str | None
    seconds: float

    @property
    def law(self) -> str:
        """The key of the law's words."""
        return f"funds.law.{self.name}"


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The entries that no seal covers yet, and the first of them: of these the seals prove nothing."""

    entries: int
    first: str | None


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    low: int
    high: int


def _answers(question: _Question) -> list[Proof]:
    begun = time.perf_counter()
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT law, checked, broken, example FROM funds_prove(%s, %s, %s)",
            [question.name, question.low, question.high],
        )
        rows = cursor.fetchall()
    told = {law: (checked or 0, broken or 0, example) for law, checked, broken, example in rows}
    laws = TOGETHER.get(question.name, (question.name,))
    seconds = (time.perf_counter() - begun) / len(laws)
    return [Proof(law, *told[law], seconds) for law in laws]


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
        cursor.execute("SELECT low, high FROM funds_ranges(%s)", [JOURNALS_A_RANGE])
        ranges = cursor.fetchall()
    questions = [_Question(name, 0, 0) for name in OF_ALL]
    # A range's rows are asked for one after the other, while they are in memory.
    questions += [_Question(name, low, high) for low, high in ranges for name in OF_A_RANGE]
    answers: list[Proof] = []

    def tell(question: _Question, answered: list[Proof], done: int) -> None:
        answers.extend(answered)
        if progress is not None:
            progress(TOGETHER.get(question.name, (question.name,))[0], done, len(questions))

    if workers == 1:
        for done, question in enumerate(questions, start=1):
            tell(question, _answers(question), done)
    else:
        for done, (question, answered) in enumerate(
            _side_by_side(questions, workers, acting_in_worker), start=1
        ):
            tell(question, answered, done)
    proofs = [_gathered(law, answers) for law in LAWS]
    if replay or (replay is None and len(ranges) * JOURNALS_A_RANGE <= REPLAYED):
        begun = time.perf_counter()
        checked, broken, example = replay_lots()
        proofs.append(Proof("replay", checked, broken, example, time.perf_counter() - begun))
    return proofs


def unsealed() -> Unsealed:
    """What the seals do not prove: who posted these entries, when, and in which words, may have been rewritten."""
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT checked, example FROM funds_prove('unsealed', 0, 0)")
        entries, first = cursor.fetchone()
    return Unsealed(entries or 0, first)


def _side_by_side(
    questions: Sequence[_Question], workers: int, acting_in_worker: Callable[[], AbstractContextManager[None]]
) -> Iterator[tuple[_Question, list[Proof]]]:
    """Each worker has one connection and takes the next question when it has answered one."""
    waiting: SimpleQueue[_Question] = SimpleQueue()
    for question in questions:
        waiting.put(question)
    answered: SimpleQueue[tuple[_Question, list[Proof]] | None] = SimpleQueue()

    def work() -> None:
        try:
            with acting_in_worker():
                while True:
                    question = waiting.get_nowait()
                    answered.put((question, _answers(question)))
        except Empty:
            pass
        finally:
            answered.put(None)
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        working = [pool.submit(work) for _ in range(workers)]
        for _ in working:
            yield from iter(answered.get, None)
    for each in working:
        each.result()


def _gathered(law: str, answers: Sequence[Proof]) -> Proof:
    own = [each for each in answers if each.name == law]
    return Proof(
        name=law,
        count=sum(each.count for each in own),
        broken=sum(each.broken for each in own),
        example=next((each.example for each in own if each.example), None),
        seconds=sum(each.seconds for each in own),
    )

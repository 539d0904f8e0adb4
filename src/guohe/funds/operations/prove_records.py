"""What is proved beside the laws of the books: the chain of the log, and what higher contexts keep as a record.

Higher contexts hand in their proofs here (``guohe.project`` lists who does); funds never learns who answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from guohe.audit.queries.chain import verify_chain
from guohe.funds.operations.refusals import said_in_words
from guohe.funds.operations.verify_books import Proof


class Found(NamedTuple):
    """How many records were computed again, how many are not as they were written, and one of these."""

    checked: int
    broken: int
    example: str | None


_records: dict[str, Callable[[], Found]] = {}


def provide_proof(name: str, prove: Callable[[], Found]) -> None:
    """From now on ``prove`` is asked whenever the books are proved; ``funds.law.NAME`` says what it proves."""
    _records[name] = prove


def prove_records() -> list[Proof]:
    """One proof for the log and for each kind of record, as ``verify`` gives them for the laws of the books."""
    return [_proved(name, prove) for name, prove in {"log": _log, **_records}.items()]


def _proved(name: str, prove: Callable[[], Found]) -> Proof:
    begun = time.perf_counter()
    with said_in_words():
        found = prove()
    return Proof(name, *found, time.perf_counter() - begun)


def _log() -> Found:
    """Every fact has its digest, and its link follows from the one before: of a chain the first break is named."""
    facts, first = verify_chain()
    return Found(facts, int(first is not None), None if first is None else f"fact {first}")

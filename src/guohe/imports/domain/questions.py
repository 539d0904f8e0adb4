"""A line waits for one answer at a time; each cause has its ready answers, and each answer its effect.

Who decides must have standing; counting a cost in is never decided by whoever asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Answer(StrEnum):
    """What can be said about a line that waits."""

    COUNT = "count"
    DUPLICATE = "duplicate"
    NOT_OURS = "not_ours"
    MOVE = "move"
    CATEGORY = "category"
    WAIT = "wait"
    NOTE = "note"


class Effect(StrEnum):
    """What an answer does to the line: it becomes ready, stays out, goes on waiting, or nothing changes."""

    READY = "ready"
    LEFT_OUT = "left_out"
    WAITING = "waiting"
    NOTED = "noted"


# The cause of a question, by the code of the finding that raised it; anything else was asked by a person.
KIND_OF_CODE: Final = {
    "IMP-121": "duplicate",
    "IMP-127": "duplicate",
    "IMP-207": "bank_charge",
    "IMP-340": "corrected",
    "IMP-341": "corrected",
    "IMP-342": "reversed",
    "IMP-132": "other_project",
    "BUD-403": "outside_period",
    "BUD-404": "outside_period",
    "BUD-472": "outside_period",
    "IMP-135": "outside_period",
    "IMP-111": "unknown_project",
    "IMP-131": "unknown_project",
    "IMP-134": "unknown_project",
    "IMP-336": "unknown_project",
    "REP-702": "no_category",
    "IMP-242": "other_currency",
}
ASKED: Final = "asked"

READY_ANSWERS: Final[dict[str, tuple[Answer, ...]]] = {
    "duplicate": (Answer.DUPLICATE, Answer.COUNT, Answer.WAIT),
    "bank_charge": (Answer.DUPLICATE, Answer.COUNT, Answer.WAIT),
    "reversed": (Answer.NOT_OURS, Answer.COUNT, Answer.WAIT),
    "corrected": (Answer.DUPLICATE, Answer.COUNT, Answer.WAIT),
    "other_project": (Answer.MOVE, Answer.NOT_OURS, Answer.COUNT, Answer.WAIT),
    "outside_period": (Answer.NOT_OURS, Answer.COUNT, Answer.WAIT),
    "unknown_project": (Answer.NOT_OURS, Answer.MOVE, Answer.WAIT),
    "no_category": (Answer.CATEGORY, Answer.NOT_OURS, Answer.WAIT),
    "other_currency": (Answer.NOT_OURS, Answer.COUNT, Answer.WAIT),
    ASKED: (Answer.COUNT, Answer.NOT_OURS, Answer.MOVE, Answer.WAIT),
}

# These make the line ready and count a doubtful cost in, the last under another grant, so whoever asked does not give them.
MAKES_READY: Final = (Answer.COUNT, Answer.CATEGORY, Answer.MOVE)
COUNTING: Final = MAKES_READY
NEEDS_REASON: Final = (Answer.COUNT,)
DAYS_TO_ANSWER: Final = 7


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about to be written: its kind, its ready answers and the day by which it wants one."""

    kind: str
    ready: tuple[Answer, ...]
    due_date: date


def ask_for(code: str | None, *, on: date) -> Ask:
    """The question that a finding raises; without a code, one that a person asks in own words."""
    kind = KIND_OF_CODE.get(code or "", ASKED)
    return Ask(kind, READY_ANSWERS[kind], on + timedelta(days=DAYS_TO_ANSWER))


def effect_of(answer: Answer) -> Effect:
    """What the answer does."""
    if answer in MAKES_READY:
        return Effect.READY
    if answer in (Answer.DUPLICATE, Answer.NOT_OURS):
        return Effect.LEFT_OUT
    return Effect.WAITING if answer is Answer.WAIT else Effect.NOTED

"""A digest is handed over at most once a day: only a clear no of the mail server is followed by another try.

``handed`` is written before the mail leaves. Whoever finds it without an answer (the process was killed, the line broke)
cannot know whether the mail went, and does not send it again: the things it told of stand in the next digest.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """What became of one day's digest; ``empty`` had nothing to tell and was not sent."""

    HANDED = "handed"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EMPTY = "empty"


# What may follow what; the database holds the same table (migrations/sql).
FOLLOWS: Final[dict[State | None, frozenset[State]]] = {
    None: frozenset({State.HANDED, State.EMPTY}),
    State.REFUSED: frozenset({State.HANDED, State.EMPTY}),
    State.HANDED: frozenset({State.SENT, State.REFUSED, State.UNKNOWN}),
    State.SENT: frozenset(),
    State.UNKNOWN: frozenset(),
    State.EMPTY: frozenset({State.HANDED}),
}


def may_hand_over(last: State | None) -> bool:
    """Whether the mail of the day may leave after this state."""
    return State.HANDED in FOLLOWS[last]

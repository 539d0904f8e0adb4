"""A piece of equipment is where its acts have brought it: ordered, delivered, tagged, lent, disposed of or transferred.

Nothing is edited: an act that was wrong is taken back by another act, and both stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from guohe.kernel.money import Money
from guohe.kernel.names import Name


class Act(StrEnum):
    """What can happen to a piece."""

    ORDERED = "ordered"
    DELIVERED = "delivered"
    TAGGED = "tagged"
    MOVED = "moved"
    COUNTED = "counted"
    LENT = "lent"
    RETURNED = "returned"
    NOTIFIED = "notified"
    DISPOSED = "disposed"
    TRANSFERRED = "transferred"
    TAKEN_BACK = "taken_back"


class State(StrEnum):
    """Where a piece stands."""

    ORDERED = "ordered"
    DELIVERED = "delivered"
    TAGGED = "tagged"
    LENT = "lent"
    DISPOSED = "disposed"
    TRANSFERRED = "transferred"


_HERE: Final = (
    Act.TAGGED, Act.MOVED, Act.COUNTED, Act.LENT, Act.NOTIFIED, Act.DISPOSED, Act.TRANSFERRED, Act.TAKEN_BACK,
)  # fmt: skip
# What may be recorded next; None is a piece that is not there yet.
FOLLOWS: Final[Mapping[State | None, tuple[Act, ...]]] = {
    None: (Act.ORDERED, Act.DELIVERED),
    State.ORDERED: (Act.DELIVERED, Act.NOTIFIED, Act.TAKEN_BACK),
    State.DELIVERED: _HERE,
    State.TAGGED: _HERE,
    State.LENT: (Act.RETURNED, Act.COUNTED, Act.NOTIFIED, Act.DISPOSED, Act.TAKEN_BACK),
    State.DISPOSED: (Act.TAKEN_BACK,),
    State.TRANSFERRED: (Act.TAKEN_BACK,),
}
FIRST: Final = (Act.ORDERED, Act.DELIVERED)
_LEADS_TO: Final[Mapping[Act, State]] = {Act(state.value): state for state in State}


@dataclass(frozen=True, slots=True)
class Approved:
    """A line of the list: ``number`` as A-1, its price with the day it was stated, what it is for, who shares it.

    It is what is approved until ``until``, where a granted request put another model in its place; ``by`` are such requests.
    """

    id: int
    number: int
    model: str
    description: str
    price: Money | None = None
    priced_on: date | None = None
    purpose: str = ""
    sharing: str = ""
    source: str = ""
    until: date | None = None
    by: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """How people name it: A-1."""
        return f"A-{self.number}"


@dataclass(frozen=True, slots=True)
class Event:
    """One act as it was recorded."""

    item: int
    number: int
    act: Act
    on: date
    who: Name
    at: datetime
    approved: Approved | None = None
    model: str = ""
    amount: Money | None = None
    reference: str = ""
    tag: str = ""
    place: str = ""
    custodian: str = ""
    across: bool = False
    customs: str = ""
    evidence: str = ""
    note: str = ""
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece with everything that was ever recorded of it; ``standing`` leaves out what was taken back."""

    item: int
    events: tuple[Event, ...]

    @property
    def code(self) -> str:
        """How people name it: E-1."""
        return f"E-{self.item}"

    @property
    def standing(self) -> tuple[Event, ...]:
        """The acts that nobody has taken back, in order."""
        gone = {event.takes_back for event in self.events}
        return tuple(
            event for event in self.events if event.act is not Act.TAKEN_BACK and event.number not in gone
        )

    @property
    def state(self) -> State | None:
        """Where it stands; None when everything was taken back."""
        state: State | None = None
        tagged = False
        for event in self.standing:
            tagged = tagged or event.act is Act.TAGGED
            if event.act is Act.RETURNED:
                state = State.TAGGED if tagged else State.DELIVERED
            elif event.act in _LEADS_TO:
                state = _LEADS_TO[event.act]
        return state

    @property
    def approved(self) -> Approved | None:
        """The line of the list that it was bought for."""
        return next((event.approved for event in self.events if event.approved is not None), None)

    @property
    def ordered(self) -> Event | None:
        """Its order, if it was recorded."""
        return self.last(Act.ORDERED)

    @property
    def delivered(self) -> Event | None:
        """Its delivery, if it was recorded."""
        return self.last(Act.DELIVERED)

    @property
    def model_event(self) -> Event | None:
        """The act that says which model it is: the delivery, or the order until then."""
        return self.delivered or self.ordered

    @property
    def tag(self) -> str:
        """The host's tag on it."""
        return next((event.tag for event in reversed(self.standing) if event.tag), "")

    @property
    def place(self) -> str:
        """Where it is, by the last act that says so."""
        return next((event.place for event in reversed(self.standing) if event.place), "")

    @property
    def custodian(self) -> str:
        """Who answers for it, by the last act that says so."""
        return next((event.custodian for event in reversed(self.standing) if event.custodian), "")

    @property
    def loan(self) -> Event | None:
        """The loan that it is out on."""
        return self.last(Act.LENT) if self.state is State.LENT else None

    def last(self, act: Act) -> Event | None:
        """The last standing act of a kind."""
        return next((event for event in reversed(self.standing) if event.act is act), None)


def pieces_of(events: Iterable[Event]) -> tuple[Piece, ...]:
    """The pieces of a grant, by number."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.item, []).append(event)
    return tuple(
        Piece(item, tuple(sorted(acts, key=lambda each: each.number))) for item, acts in sorted(found.items())
    )

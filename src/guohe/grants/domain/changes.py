"""A change of what was approved is prepared, sent, decided by somebody else, and only then in force; its history stays.

Days are those of the letters; what was granted comes into force by a step of its own: a budget as the next version, by two
people, anything else by its effect (``effects``). Until then what was approved stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from guohe.grants.domain.typed import day_of, says
from guohe.kernel.findings import Finding, Level
from guohe.kernel.names import Name
from guohe.kernel.texts import say


class Kind(StrEnum):
    """What is to change."""

    BUDGET = "budget"
    EXTENSION = "extension"
    PARTNER = "partner"
    INVESTIGATOR = "investigator"
    EQUIPMENT = "equipment"


class State(StrEnum):
    """Where a request stands; every state but the first is a recorded step."""

    PREPARED = "prepared"
    SENT = "sent"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    IN_FORCE = "in_force"


FOLLOWS: Final[Mapping[State, tuple[State, ...]]] = {
    State.PREPARED: (State.SENT, State.WITHDRAWN),
    State.SENT: (State.GRANTED, State.REFUSED, State.WITHDRAWN),
    State.GRANTED: (State.IN_FORCE,),
    State.REFUSED: (),
    State.WITHDRAWN: (),
    State.IN_FORCE: (),
}
DECISIONS: Final = (State.GRANTED, State.REFUSED)
# The fact that a rulebook's route measures, for what has no lines.
CHANGE_FACTS: Final[Mapping[Kind, str]] = {
    Kind.EXTENSION: "duration",
    Kind.PARTNER: "unit_added",
    Kind.INVESTIGATOR: "change_of_pi",
    Kind.EQUIPMENT: "equipment_model",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was asked, as it was typed. ``version`` is the budget it starts from; ``asked`` has a text for each line, or ``to``."""

    number: int
    version: int | None
    before: Mapping[str, str]
    asked: Mapping[str, str]
    reason: str
    written_by: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One dated act on a request, with its evidence and who recorded it."""

    state: State
    on: date
    evidence: str
    note: str
    by: int
    who: Name
    at: datetime
    version: int | None = None
    route: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A request with everything that was ever written of it."""

    ref: str
    host_id: int
    number: int
    kind: Kind
    prepared_by: int
    preparer: Name
    prepared_at: datetime
    drafts: tuple[Draft, ...]
    steps: tuple[Step, ...]

    @property
    def code(self) -> str:
        """How people name it: C-3."""
        return f"C-{self.number}"

    @property
    def state(self) -> State:
        """The last step, or prepared."""
        return self.steps[-1].state if self.steps else State.PREPARED

    @property
    def draft(self) -> Draft:
        """What is asked now."""
        return self.drafts[-1]

    @property
    def authors(self) -> frozenset[int]:
        """Everyone who wrote any of it: none of them decides."""
        return frozenset((self.prepared_by, *(draft.written_by for draft in self.drafts)))

    @property
    def decision(self) -> Step | None:
        """The step by which it was granted or refused."""
        return next((step for step in self.steps if step.state in DECISIONS), None)

    @property
    def next_states(self) -> tuple[State, ...]:
        """What may be recorded next."""
        return FOLLOWS[self.state]


@dataclass(frozen=True, slots=True)
class StepFinding(Finding):
    """A step that does not follow; the sentence says where the request stands in the reader's words."""

    state: State = State.PREPARED

    def sentence(self, lang: str) -> str:
        """The request, where it stands, and what to look at."""
        return say(self.code, lang, **self.values, state=say(f"grants.change.state.{self.state}", lang))


def does_not_follow(change: Change) -> StepFinding:
    """The request is where this step cannot follow, also because somebody else was first (BUD-307)."""
    return StepFinding("BUD-307", Level.STOP, values={"code": change.code}, state=change.state)


def check_step(change: Change, to: State, *, on: date, evidence: str, today: date) -> tuple[Finding, ...]:
    """Everything that stands against a step, in one pass: its order, its day and its evidence."""
    found: list[Finding] = []
    if to not in change.next_states:
        found.append(does_not_follow(change))
    earliest = max((step.on for step in change.steps), default=None)
    if on > today or (earliest is not None and on < earliest):
        since = earliest.isoformat() if earliest is not None else "-"
        found.append(_stop("BUD-308", seen=on.isoformat(), earliest=since, today=today.isoformat()))
    if to in (State.SENT, *DECISIONS) and not evidence.strip():
        found.append(_stop("BUD-309"))
    return tuple(found)


def check_wish(kind: Kind, asked: Mapping[str, str], before: Mapping[str, str]) -> tuple[Finding, ...]:
    """What is wanted instead is said, and differs; a new last day is a day after the agreed one (BUD-310, BUD-316)."""
    wanted = asked.get("to", "")
    if kind is Kind.EXTENSION:
        day = day_of(wanted)
        later = day is not None and day > date.fromisoformat(before["to"])
        return () if later else (_stop("BUD-310", seen=wanted.strip()[:40] or "-", last=before["to"]),)
    wanted = wanted.strip()
    return () if says(wanted) and wanted != before.get("to") else (_stop("BUD-316"),)


def check_reason(reason: str) -> tuple[Finding, ...]:
    """A request says why (BUD-305)."""
    return () if reason.strip() else (_stop("BUD-305"),)


def _stop(code: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, values=values)

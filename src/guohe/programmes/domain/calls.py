"""A call names the books that rule it and the day by which their versions are chosen; a question stands for one fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guohe.calendars.domain.days import Region
from guohe.kernel.names import Name
from guohe.registry.domain.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the funder closes: a day, an hour at UTC+8 (empty where no source gives one), and whose calendar it is of."""

    day: date
    hour: str
    place: Region


@dataclass(frozen=True, slots=True)
class Call:
    """One round of one line of funding. ``on`` chooses the versions of its ``books`` and is the day judged on.

    ``later`` are rules asked only when the application is handed in. ``type`` is what the application would be among a
    person's projects, and ``counts_as`` the standing it would count with. Without books there are dates alone.
    """

    code: str
    names: Name
    books: tuple[str, ...]
    later: tuple[str, ...]
    on: date | None
    type: str
    counts_as: str
    deadline: Deadline | None
    plan: str
    evidence: Evidence


class Answering(StrEnum):
    """How a question is answered. ``listed`` offers the values of the rule itself."""

    CHOICE = "choice"
    LISTED = "listed"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    HOLDINGS = "holdings"


@dataclass(frozen=True, slots=True)
class Option:
    """One ready answer; ``where_named``: offered only where a rule of the call names its value."""

    value: str
    words: Name
    where_named: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one fact. A ``private`` answer is judged and then left out of what is kept."""

    fact: str
    kind: Answering
    words: Name
    hint: Name | None
    private: bool
    currency: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done ``before`` another step (or ``deadline``), by as many days as ``rule`` (``book/rule``) asks."""

    step: str
    before: str
    rule: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How one office plans back from the funder's hour, the last step first."""

    code: str
    steps: tuple[Step, ...]

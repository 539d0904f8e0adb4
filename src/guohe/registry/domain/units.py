"""A unit and an institution are made of dated facts, each with its evidence; a name belongs to days, a code to ever.

Periods end before the day they name. What nobody established is listed by name, so that absence is a statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate
from guohe.registry.domain.dates import Standing, standing
from guohe.registry.domain.evidence import Evidence


class Role(StrEnum):
    """The part an institution has in a unit."""

    HOST = "host"
    CO_HOST = "co_host"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and its days. ``zh_of_later_name``: the Chinese form of these days is not established, a later one stands."""

    name: Name
    starts: StatedDate | None
    ends: StatedDate | None
    evidence: Evidence
    zh_hant_evidence: Evidence
    zh_hans_evidence: Evidence
    zh_of_later_name: bool = False
    short: str = ""
    note: Name | None = None

    def evidence_in(self, lang: str) -> Evidence:
        """The evidence of the form that a reader of ``lang`` sees."""
        by_language = {
            "en": self.evidence,
            "zh-hant": self.zh_hant_evidence,
            "zh-hans": self.zh_hans_evidence,
        }
        return by_language[lang]


@dataclass(frozen=True, slots=True)
class DatedKind:
    """What kind of unit it is, and when."""

    kind: str
    starts: StatedDate | None
    ends: StatedDate | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Hosting:
    """An institution's part in a unit, and when."""

    host: str
    role: Role
    starts: StatedDate | None
    ends: StatedDate | None
    evidence: Evidence
    note: Name | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A date of approval as one source states it; sources may differ, then each is listed."""

    date: StatedDate
    in_operation: StatedDate | None
    evidence: Evidence
    note: Name | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """The Mainland laboratory or parent centre, in the form it was read; ``translated`` are words of ours, by language."""

    name: str
    evidence: Evidence
    translated: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Director:
    """A person as stated by a source at a time; shown only with that citation."""

    name: str
    role: str
    stated: StatedDate | None
    at: str
    evidence: Evidence
    note: Name | None = None


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The unit that this one was made of."""

    unit: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a unit: restructured into a successor, or not carried forward."""

    fate: str
    date: StatedDate
    evidence: Evidence
    note: Name | None = None


class Dated(Protocol):
    """Anything with a first day and a day it ended before, both as stated."""

    @property
    def starts(self) -> StatedDate | None:
        """From when, or None for as long as its owner exists."""

    @property
    def ends(self) -> StatedDate | None:
        """Until before when, or None for no stated end."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class OnDay(Generic[D]):
    """What holds on a day; not ``certain`` when the sources leave the day of a change open."""

    fact: D
    certain: bool


def on_day(facts: Sequence[D], day: date) -> OnDay[D]:
    """The one of successive facts that holds on a day.

    Where the day of a change is open, the earlier one stands until the later one surely holds. Before the first and
    after the last, those two are given: a unit that has ended keeps the name it ended with.
    """
    standings = [standing(day, fact.starts, fact.ends) for fact in facts]
    for fact, now in zip(facts, standings, strict=True):
        if now is Standing.HOLDS:
            return OnDay(fact, True)
    for fact, now in zip(facts, standings, strict=True):
        if now is Standing.UNCLEAR:
            return OnDay(fact, False)
    ended = [fact for fact, now in zip(facts, standings, strict=True) if now is Standing.ENDED]
    return OnDay(ended[-1] if ended else facts[0], True)


@dataclass(frozen=True, slots=True)
class Unit:
    """A laboratory or centre. ``not_established`` names the facts that no source gave."""

    code: str
    register: str
    number: int
    names: tuple[DatedName, ...]
    kinds: tuple[DatedKind, ...]
    hosts: tuple[Hosting, ...]
    approvals: tuple[Approval, ...]
    partners: tuple[Partner, ...]
    directors: tuple[Director, ...]
    predecessors: tuple[Predecessor, ...]
    fate: Fate | None
    not_established: tuple[str, ...]

    @property
    def begins(self) -> StatedDate:
        """The first approval, or the day of operation where a source states one."""
        first = self.approvals[0]
        return first.in_operation or first.date

    @property
    def ends(self) -> StatedDate | None:
        """The day before which it ended."""
        return self.fate.date if self.fate else None

    def standing_on(self, day: date) -> Standing:
        """Whether the unit stood on a day."""
        return standing(day, self.begins, self.ends)

    def name_on(self, day: date) -> OnDay[DatedName]:
        """The name of a day; before the approval the first name, after the end the last."""
        return on_day(self.names, day)

    def kind_on(self, day: date) -> OnDay[DatedKind]:
        """The kind of a day, in the same way as the name."""
        return on_day(self.kinds, day)

    def host_codes(self, *roles: Role) -> tuple[str, ...]:
        """Institutions with one of the roles (all roles when none is given), in the order of the data."""
        return tuple(hosting.host for hosting in self.hosts if not roles or hosting.role in roles)


@dataclass(frozen=True, slots=True)
class Institution:
    """A university or research institution of one of the two regions, with its dated names."""

    code: str
    region: str
    ugc_funded: bool
    names: tuple[DatedName, ...]

    def name_on(self, day: date) -> OnDay[DatedName]:
        """The name of a day."""
        return on_day(self.names, day)

    def answers_to(self, code: str) -> bool:
        """True for the code and for every short name it ever had, in any letter case."""
        return code.casefold() in {self.code.casefold(), *(name.short.casefold() for name in self.names)}

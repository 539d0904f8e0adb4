"""What the host knows on the day of an import, handed in once as frozen values; judging reads nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from guohe.imports.domain.same_charge import BookedCharge
from guohe.kernel.money import Money

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """One grant behind a project code. Its days are [starts, ends): ``ends`` is the first day after it.

    ``closed_on`` is the day on which two people closed it; from then on its fund takes no entry.
    """

    ref: str
    starts: date
    ends: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ApprovedModel:
    """Equipment as the agreement names it: ``name`` for people, ``model`` as it must be invoiced."""

    name: str
    model: str


class Before(StrEnum):
    """What became of a line that an earlier file brought.

    POSTED is in the books. WAITS stands in an import that nobody has confirmed. LEFT stands in a confirmed import, out of
    the books. STOPPED stands in an import whose lines do not add up to its own total: it keeps no other file's line out. GONE was in
    the books, and its entry was reversed there by itself.
    """

    POSTED = "posted"
    WAITS = "waits"
    LEFT = "left"
    STOPPED = "stopped"
    GONE = "gone"


class Turned(NamedTuple):
    """The entry that a line had, and the reversal that took it out of the books: its number, its day and whose it is."""

    journal: int
    by: int
    on: date
    who: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where a line came before: ``where`` in words for a person, ``number`` of the import, and what became of it there."""

    where: str
    number: int
    became: Before = Before.POSTED
    turned: Turned | None = None


class Stood(NamedTuple):
    """A cost of an earlier import, in the books by ``journal`` or waiting there."""

    number: int
    file: str
    row: int
    job: int
    grant: str
    account: str
    doc_ref: str
    on: date
    amount: Money
    journal: int | None


class CameBefore(NamedTuple):
    """A line of an earlier import, by its ``number``; ``left_out`` by a person's word."""

    number: int
    fingerprint: str
    file: str
    row: int
    project: str
    grant: str | None
    account: str
    left_out: bool
    earlier: Earlier


@dataclass(frozen=True, slots=True)
class HostFacts:
    """Everything that a verdict can depend on.

    ``projects``: the host's project codes and the grant each belongs to.
    ``mapping``: host account to the funder's category; None means that a person said "ask each time". An account
    that is absent was never mapped. Both make REP-702. ``account_names`` gives names where the file has none.
    ``orders``: order number to the project code that raised it.
    ``models``: grant ref to its approved equipment; looked at only for accounts in ``equipment_accounts``
    (empty means every line).
    ``earlier``: fingerprint of a line that an earlier file brought to what became of it there.
    ``asked``: fingerprint of a line whose cost an earlier file brought under another grant or account to that line.
    ``corrected``: fingerprint of a line whose document stands with another amount or day to the line that stands.
    ``charges``: fingerprint of a line that may be a bank's charge to the charge that the books hold from a bank line.
    ``restated``: fingerprint of an open order that came before to that under which it says anew what is open.
    ``currency`` is that of the book the lines would go to; ``on`` the day of reading; ``pack`` the rule pack's name.
    """

    host: str
    currency: str
    on: date
    projects: Mapping[str, GrantFacts]
    mapping: Mapping[str, str | None]
    pack: str
    orders: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    models: Mapping[str, tuple[ApprovedModel, ...]] = field(default_factory=lambda: MappingProxyType({}))
    equipment_accounts: frozenset[str] = frozenset()
    account_names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    earlier: Mapping[str, Earlier] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[str, CameBefore] = field(default_factory=lambda: MappingProxyType({}))
    corrected: Mapping[str, Stood] = field(default_factory=lambda: MappingProxyType({}))
    restated: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    charges: Mapping[str, BookedCharge] = field(default_factory=lambda: MappingProxyType({}))

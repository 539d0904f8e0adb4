"""What the host knows on the day of an import, handed in once as frozen values; judging reads nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """One grant behind a project code. Its days are [starts, ends): ``ends`` is the first day after it."""

    ref: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class ApprovedModel:
    """Equipment as the agreement names it: ``name`` for people, ``model`` as it must be invoiced."""

    name: str
    model: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """Everything that a verdict can depend on.

    ``projects``: the host's project codes and the grant each belongs to.
    ``mapping``: host account to the funder's category; None means that a person said "ask each time". An account
    that is absent was never mapped. Both make REP-702. ``account_names`` gives names where the file has none.
    ``orders``: order number to the project code that raised it.
    ``models``: grant ref to its approved equipment; looked at only for accounts in ``equipment_accounts``
    (empty means every line).
    ``posted``: fingerprint of a line that an earlier file brought to where it came from, in words for a person.
    ``waiting``: those of them that are not in the books: they wait in that earlier import, or were left out there.
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
    posted: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    waiting: frozenset[str] = frozenset()

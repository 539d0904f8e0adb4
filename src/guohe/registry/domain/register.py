"""The register is one frozen value: lists, units, institutions, printed eligibility, timeline and the sources of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate
from guohe.registry.domain.evidence import Evidence, Source
from guohe.registry.domain.units import Institution, Unit


class UnitUnknown(KeyError):
    """The register has no unit of that code."""


class InstitutionUnknown(KeyError):
    """The register has no institution of that code or short name."""


@dataclass(frozen=True, slots=True)
class UnitList:
    """A list of units, and what its sources say it adds up to: in all, by host, by fate."""

    code: str
    names: Name
    count: int
    hosts: Mapping[str, int]
    fates: Mapping[str, int]
    evidence: Evidence
    note: Name | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A printed list of eligible institutions. ``members`` is None where the source gives only their number."""

    code: str
    programme: str
    printed: StatedDate
    count: int
    evidence: Evidence
    members: tuple[str, ...] | None
    members_evidence: Evidence | None
    note: Name


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. ``date_is``: on that date, before it, or stated then as a hope."""

    code: str
    date: StatedDate
    date_is: str
    group: str
    text: Name
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MoneyStep:
    """A cumulative figure as one text states it: about or at least, of money granted, crossed or first paid."""

    as_of: StatedDate
    amount: Money
    relation: str
    counts: str
    evidence: Evidence
    caveat: Name


@dataclass(frozen=True, slots=True)
class Body:
    """A body that the arrangements name, and its part; a topology is described in the same way."""

    code: str
    names: Name
    role: Name
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Register:
    """Everything the register holds, in one version of its data files."""

    version: str
    sources: Mapping[str, Source]
    lists: tuple[UnitList, ...]
    units: tuple[Unit, ...]
    institutions: tuple[Institution, ...]
    listings: tuple[Listing, ...]
    entries: tuple[Entry, ...]
    money: tuple[MoneyStep, ...]
    bodies: tuple[Body, ...]
    topologies: tuple[Body, ...]

    def unit(self, code: str) -> Unit:
        """The unit of a code, in any letter case. Raises UnitUnknown."""
        for unit in self.units:
            if unit.code.casefold() == code.casefold():
                return unit
        raise UnitUnknown(code)

    def institution(self, code: str) -> Institution:
        """The institution of a code or of a short name it once had. Raises InstitutionUnknown."""
        for institution in self.institutions:
            if institution.answers_to(code):
                return institution
        raise InstitutionUnknown(code)

    def successors(self, code: str) -> tuple[Unit, ...]:
        """The units made of this one."""
        return tuple(unit for unit in self.units if code in {before.unit for before in unit.predecessors})

    def units_of(self, institution: str) -> tuple[Unit, ...]:
        """The units in which an institution has any part."""
        return tuple(unit for unit in self.units if institution in unit.host_codes())

    def named_in(self, institution: str) -> tuple[Listing, ...]:
        """The printed lists that name an institution."""
        return tuple(
            listing for listing in self.listings if listing.members and institution in listing.members
        )

    def timeline_until(self, day: date) -> tuple[Entry, ...]:
        """What had happened by a day, in order; a month or a year counts from its first day, a hope comes last in it."""

        def order(entry: Entry) -> tuple[date, date]:
            return (entry.date.last if entry.date_is == "hope" else entry.date.first, entry.date.last)

        return tuple(sorted((entry for entry in self.entries if entry.date.first <= day), key=order))

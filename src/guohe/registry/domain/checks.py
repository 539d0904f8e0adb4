"""The register says nothing it cannot add up: every check returns all its findings, at load and in the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from guohe.kernel.findings import Finding, Level, Place
from guohe.registry.domain.register import Register, UnitList
from guohe.registry.domain.units import Dated, Role, Unit

# What every unit must either state or declare as not established.
_OWED = ("partner", "director")


def check(register: Register) -> list[Finding]:
    """Every fault of the register."""
    return [
        *_codes(register),
        *_sums(register),
        *_succession(register),
        *_hosts(register),
        *_periods(register),
        *_absence(register),
        *_listings(register),
    ]


def _stop(code: str, where: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=where), {"where": where, **values})


def _codes(register: Register) -> Iterator[Finding]:
    counted = Counter(
        [unit.code for unit in register.units]
        + [institution.code for institution in register.institutions]
        + [entry.code for entry in register.entries]
    )
    for code, times in counted.items():
        if times > 1:
            yield _stop("UNT-101", code, times=str(times))


def _sums(register: Register) -> Iterator[Finding]:
    for unit_list in register.lists:
        units = [unit for unit in register.units if unit.register == unit_list.code]
        yield from _same(unit_list, {"": unit_list.count}, {"": len(units)})
        yield from _same(unit_list, unit_list.hosts, Counter(_counted_at(unit) for unit in units))
        yield from _same(unit_list, unit_list.fates, Counter(unit.fate.fate for unit in units if unit.fate))


def _same(unit_list: UnitList, stated: Mapping[str, int], seen: Mapping[str, int]) -> Iterator[Finding]:
    for key in sorted({*stated, *seen}):
        if stated.get(key, 0) != seen.get(key, 0):
            where = f"{unit_list.code} {key}".strip()
            yield _stop("UNT-102", where, seen=str(seen.get(key, 0)), stated=str(stated.get(key, 0)))


def _counted_at(unit: Unit) -> str:
    """Hosts proper, in one key; a co-host or a member is not counted, as in the sources' own sums."""
    return "+".join(sorted(unit.host_codes(Role.HOST)))


def _succession(register: Register) -> Iterator[Finding]:
    known = {unit.code: unit for unit in register.units}
    for unit in register.units:
        for before in unit.predecessors:
            if before.unit not in known:
                yield _stop("UNT-103", unit.code, seen=before.unit)
                continue
            ended = known[before.unit].ends
            if ended is None or ended.last > unit.begins.first:
                yield _stop("UNT-104", unit.code, seen=before.unit)
        expected = unit.fate is not None and unit.fate.fate == "restructured"
        if expected != bool(register.successors(unit.code)):
            yield _stop("UNT-105", unit.code, seen=unit.fate.fate if unit.fate else "-")


def _hosts(register: Register) -> Iterator[Finding]:
    known = {institution.code for institution in register.institutions}
    for unit in register.units:
        for host in unit.host_codes():
            if host not in known:
                yield _stop("UNT-106", unit.code, seen=host)
        if not unit.host_codes(Role.HOST):
            yield _stop("UNT-106", unit.code, seen="-")


def _periods(register: Register) -> Iterator[Finding]:
    for unit in register.units:
        yield from _joined(unit.code, unit.names)
        yield from _joined(unit.code, unit.kinds)
    for institution in register.institutions:
        yield from _joined(institution.code, institution.names)


def _joined(where: str, facts: tuple[Dated, ...]) -> Iterator[Finding]:
    """Successive names leave no day without one and no day with two."""
    for earlier, later in pairwise(facts):
        if earlier.ends is None or later.starts is None or earlier.ends != later.starts:
            yield _stop(
                "UNT-107",
                where,
                seen=earlier.ends.text if earlier.ends else "-",
                stated=later.starts.text if later.starts else "-",
            )


def _absence(register: Register) -> Iterator[Finding]:
    for unit in register.units:
        given = {"partner": bool(unit.partners), "director": bool(unit.directors)}
        for fact in _OWED:
            if given[fact] == (fact in unit.not_established):
                yield _stop("UNT-108", unit.code, fact=fact)


def _listings(register: Register) -> Iterator[Finding]:
    known = {institution.code for institution in register.institutions}
    for listing in register.listings:
        if listing.members is None:
            continue
        if len(set(listing.members)) != listing.count:
            seen = str(len(set(listing.members)))
            yield _stop("UNT-102", listing.code, seen=seen, stated=str(listing.count))
        for member in listing.members:
            if member not in known:
                yield _stop("UNT-106", listing.code, seen=member)

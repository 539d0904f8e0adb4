"""Routes are data files, read once and completely; a scheme has at most one route, and a parallel scheme none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path as FilePath
from typing import Final

from guohe.kernel.names import Name
from guohe.programmes.domain.catalogue import Topology
from guohe.programmes.domain.routes import Holder, NoRoute, Path, Route, Rule, Stop
from guohe.programmes.queries.catalogue import scheme, schemes
from guohe.registry.domain.evidence import read_evidence
from guohe.registry.domain.records import Record, RecordNotReadable
from guohe.registry.queries.register import sources

FOLDER: Final = FilePath(__file__).resolve().parent.parent / "data" / "routes"
# Every route passes these: without a sending and a credit there is nothing to follow.
ALWAYS: Final = ("approved", "sent", "credited", "spendable")


@cache
def all_routes() -> tuple[Route, ...]:
    """Every route in the order of its code. Raises RecordNotReadable."""
    found = tuple(read(path) for path in sorted(FOLDER.glob("*.toml")))
    check(found)
    return found


def route_of(pack: str) -> Route | NoRoute:
    """The route of the grants that report under a pack, or why they have none."""
    taking = [each for each in schemes() if pack in each.packs]
    if taking and all(each.topology is Topology.PARALLEL for each in taking):
        return NoRoute.PARALLEL
    codes = {each.code for each in taking}
    return next((route for route in all_routes() if codes & set(route.schemes)), NoRoute.UNKNOWN)


def invented_scheme(pack: str) -> Name | None:
    """The invented scheme of the grants that report under a pack: no source says how its money crosses, so a route that it
    takes is assumed. None of a real scheme."""
    return next((each.names for each in schemes() if pack in each.packs and each.invented), None)


def check(routes: Iterable[Route]) -> None:
    """Raises RecordNotReadable when a scheme has two routes or its money never crosses."""
    taken: set[str] = set()
    for route in routes:
        for code in route.schemes:
            if code in taken:
                raise RecordNotReadable(f"route {route.code}: {code} has a route already")
            if scheme(code).topology is Topology.PARALLEL:
                raise RecordNotReadable(f"route {route.code}: the money of {code} does not cross")
            taken.add(code)


def read(path: FilePath) -> Route:
    """The route of one file. Raises RecordNotReadable."""
    with path.open("rb") as file:
        record = Record(path.name, tomllib.load(file))
    route = Route(
        code=record.text("code"),
        version=record.text("version"),
        names=record.name("names"),
        path=Path(record.text("path")),
        path_evidence=read_evidence(record.text("path_evidence"), sources()),
        stations_evidence=read_evidence(record.text("stations_evidence"), sources()),
        schemes=record.texts("schemes"),
        stops=tuple(_stop(each) for each in record.records("stations")),
        rules=tuple(_rule(each) for each in record.records("rules")),
        note=record.name("note"),
    )
    record.finish()
    codes = route.codes
    missing = set(ALWAYS) - set(codes)
    unknown = {code for rule in route.rules for code in (rule.earlier, rule.later)} - set(codes)
    if missing or unknown or len(set(codes)) != len(codes):
        raise RecordNotReadable(
            f"{path.name}: lacks {sorted(missing)}, names unknown {sorted(unknown)}, or a station twice"
        )
    return route


def _stop(record: Record) -> Stop:
    of = record.text("of", "every")
    if of not in ("every", "first", "later"):
        raise RecordNotReadable(f"{record.place}: of is every, first or later, not {of}")
    stop = Stop(
        code=record.text("code"),
        names=record.name("names"),
        holder=Holder(record.text("holder")),
        inner=record.truth("inner", False),
        first=of != "later",
        later=of != "first",
    )
    record.finish()
    return stop


def _rule(record: Record) -> Rule:
    rule = Rule(
        number=record.number("number"),
        earlier=record.text("earlier"),
        later=record.text("later"),
        words=record.name("words"),
        evidence=read_evidence(record.text("evidence"), sources()),
    )
    record.finish()
    return rule

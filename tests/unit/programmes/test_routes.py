"""Stations are data: each route says how well its parts are known, and money that does not cross has no stations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guohe.programmes.domain.catalogue import Topology
from guohe.programmes.domain.routes import Holder, NoRoute, Route
from guohe.programmes.queries import routes
from guohe.programmes.queries.catalogue import schemes
from guohe.programmes.queries.routes import FOLDER, all_routes, check, read, route_of
from guohe.registry.domain.evidence import Basis
from guohe.registry.domain.records import RecordNotReadable


def guangdong() -> Route:
    return next(route for route in all_routes() if route.code == "guangdong")


def test_guangdong_has_the_eight_stations_of_its_green_channel() -> None:
    # users.md US-01, after policy.md 4.2.
    first = ("approved", "agreement", "tax_filing", "sent", "credited", "converted", "posted", "spendable")
    assert tuple(stop.code for stop in guangdong().stops_of(1)) == first
    later = tuple(stop.code for stop in guangdong().stops_of(2))
    assert later == ("approved", "conditions_met", *first[2:])
    assert guangdong().stops_of(3) == guangdong().stops_of(2)


def test_the_bank_holds_only_the_way_to_the_credit_and_the_host_what_follows() -> None:
    for route in all_routes():
        holders = {stop.code: stop.holder for stop in route.stops}
        assert [code for code, holder in holders.items() if holder is Holder.BANK] == ["credited"]
        assert [stop.code for stop in route.stops if stop.inner] == ["converted", "posted", "spendable"]
        assert {holders[stop.code] for stop in route.stops if stop.inner} == {Holder.HOST}


def test_only_through_a_lead_does_a_partner_hold_money() -> None:
    holding = {route.code for route in all_routes() if any(s.holder is Holder.PARTNER for s in route.stops)}
    assert holding == {"nkrd-mainland-lead"}


def test_the_paths_are_known_as_well_as_the_facts_say() -> None:
    # policy.md 4.1: A for the talent lines and C are sourced; B and the key programme are own knowledge, medium.
    grades = {route.code: (route.path.value, route.path_evidence.basis.value) for route in all_routes()}
    assert grades == {
        "guangdong": ("C", "sourced"),
        "nkrd-mainland-lead": ("B", "own"),
        "nkrd-sar-lead": ("A", "own"),
        "nsfc-direct": ("A", "sourced"),
        "shenzhen-c": ("C", "sourced"),
    }
    assert {r.path_evidence.grade for r in all_routes() if r.path_evidence.basis is Basis.OWN} == {"medium"}


def test_every_scheme_whose_money_crosses_has_one_route_and_no_other() -> None:
    routed = [code for route in all_routes() for code in route.schemes]
    crossing = {each.code for each in schemes() if each.topology is Topology.CROSS_BOUNDARY}
    assert set(routed) == crossing
    assert len(routed) == len(set(routed))


def test_a_pack_leads_to_its_route() -> None:
    assert {route_of(pack) for pack in ("DEMO-1", "DEMO-2", "DEMO-3")} == {guangdong()}
    assert route_of("NOBODYS-1") is NoRoute.UNKNOWN


def test_a_pack_of_a_parallel_scheme_has_no_stations(monkeypatch: pytest.MonkeyPatch) -> None:
    parallel = next(each for each in schemes() if each.topology is Topology.PARALLEL)
    monkeypatch.setattr(routes, "schemes", lambda: (replace(parallel, packs=("TWO-SIDES-1",)),))
    assert route_of("TWO-SIDES-1") is NoRoute.PARALLEL


def test_a_route_for_a_parallel_scheme_or_a_second_route_is_not_read() -> None:
    with pytest.raises(RecordNotReadable, match="does not cross"):
        check([replace(guangdong(), schemes=("nsfc-rgc-jrs",))])
    with pytest.raises(RecordNotReadable, match="has a route already"):
        check([guangdong(), guangdong()])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "credited"', 'code = "arrived"'),
        ('later = "sent"', 'later = "posted_twice"'),
        ('of = "later"', 'of = "second"'),
        ('code = "converted"', 'code = "posted"'),
        ("inner = true", "hidden = true"),
    ],
)
def test_a_slip_in_a_route_file_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = (FOLDER / "guangdong.toml").read_text(encoding="utf-8")
    assert old in text
    bent = tmp_path / "guangdong.toml"
    bent.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RecordNotReadable):
        read(bent)

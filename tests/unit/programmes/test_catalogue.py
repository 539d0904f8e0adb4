"""Funders and schemes: real ones are sourced, invented ones say so, and the two ways money is arranged stay apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from guohe.programmes.domain.catalogue import Topology
from guohe.programmes.domain.packs import Mode
from guohe.programmes.queries.catalogue import FunderUnknown, SchemeUnknown, funder, funders, scheme, schemes
from guohe.programmes.queries.packs import all_packs, pack
from guohe.registry.domain.evidence import Basis, Evidence
from guohe.registry.queries.register import register


def test_what_is_invented_says_so_and_nothing_else_does() -> None:
    for each in (*funders(), *schemes()):
        assert each.invented == (each.evidence.basis is Basis.INVENTED) == each.code.startswith("demo-")


def test_no_scheme_mixes_an_invented_funder_with_a_real_one() -> None:
    for each in schemes():
        assert {funder(code).invented for code in each.funders} == {each.invented}


def test_a_parallel_scheme_of_two_regions_has_a_payer_on_each_side() -> None:
    mainland = {"MOST", "NSFC", "GDSTC", "SZSTI", "demo-agency"}
    for each in schemes():
        sides = {code in mainland for code in each.funders}
        if each.topology is Topology.CROSS_BOUNDARY:
            assert sides == {True}
        elif each.code != "sz-a":  # the source names only Shenzhen's share
            assert sides == {True, False}


def test_young_talent_lines_are_lump_sums() -> None:
    # S15: the Young Scientist Fund A, B and C need no budget.
    assert {each.mode for each in schemes() if each.code.startswith("nsfc-ysf-")} == {Mode.LUMP_SUM}


def test_a_scheme_and_its_packs_agree() -> None:
    for each in schemes():
        for pack_id in each.packs:
            assert pack(pack_id).mode is each.mode
            assert pack(pack_id).funder in each.funders
    assert {pack_id for each in schemes() for pack_id in each.packs} == {
        each.id for each in all_packs() if each.funder
    }


def test_real_funders_bear_the_names_of_the_register() -> None:
    bodies = {body.code: body.names for body in register().bodies}
    shared = [each for each in funders() if each.code in bodies]
    assert len(shared) >= 5
    assert all(each.names == bodies[each.code] for each in shared)


def test_unknown_codes_are_refused() -> None:
    assert scheme("mhkjfs").topology is Topology.PARALLEL
    with pytest.raises(SchemeUnknown):
        scheme("none")
    with pytest.raises(FunderUnknown):
        funder("none")


def _evidence_in(value: object) -> Iterator[Evidence]:
    if isinstance(value, Evidence):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _evidence_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _evidence_in(item)


def test_every_stored_source_is_used_by_some_fact() -> None:
    used = {
        key
        for fact in (register(), funders(), schemes())
        for each in _evidence_in(fact)
        for key in each.sources
    }
    assert used == set(register().sources)

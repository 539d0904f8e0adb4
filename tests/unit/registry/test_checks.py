"""Each check finds its planted fault, and the register as shipped has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from guohe.kernel.stated import read_date
from guohe.kernel.texts import LANGUAGES
from guohe.registry.domain.checks import check
from guohe.registry.domain.register import Register
from guohe.registry.domain.units import Unit
from guohe.registry.queries.register import FOLDER, read_register


@pytest.fixture(scope="module")
def shipped() -> Register:
    return read_register(FOLDER)


def changed(register: Register, code: str, change: Callable[[Unit], Unit]) -> Register:
    return replace(
        register, units=tuple(change(unit) if unit.code == code else unit for unit in register.units)
    )


def codes(register: Register) -> set[str]:
    return {finding.code for finding in check(register)}


def test_the_register_as_shipped_has_no_fault(shipped: Register) -> None:
    assert check(shipped) == []


def test_a_unit_listed_twice_breaks_the_codes_and_the_sums(shipped: Register) -> None:
    assert codes(replace(shipped, units=(*shipped.units, shipped.unit("CNERC-02")))) == {"UNT-101", "UNT-102"}


def test_a_unit_moved_to_another_host_breaks_the_sum_by_host(shipped: Register) -> None:
    def move(unit: Unit) -> Unit:
        return replace(unit, hosts=(replace(unit.hosts[0], host="HKU"),))

    assert codes(changed(shipped, "SKL-16", move)) == {"UNT-102"}


def test_a_predecessor_that_does_not_exist_is_found(shipped: Register) -> None:
    def lose(unit: Unit) -> Unit:
        return replace(unit, predecessors=(replace(unit.predecessors[0], unit="SKL-99"),))

    assert codes(changed(shipped, "NKL-01", lose)) == {"UNT-103", "UNT-105"}


def test_a_successor_that_begins_before_the_end_is_found(shipped: Register) -> None:
    def earlier(unit: Unit) -> Unit:
        return replace(unit, approvals=(replace(unit.approvals[0], in_operation=read_date("2025-01")),))

    assert codes(changed(shipped, "NKL-01", earlier)) == {"UNT-104"}


def test_a_unit_carried_forward_without_a_successor_is_found(shipped: Register) -> None:
    def orphan(unit: Unit) -> Unit:
        return replace(unit, predecessors=())

    assert codes(changed(shipped, "NKL-01", orphan)) == {"UNT-105"}


def test_an_unknown_host_is_found(shipped: Register) -> None:
    def elsewhere(unit: Unit) -> Unit:
        return replace(unit, hosts=(*unit.hosts, replace(unit.hosts[1], host="ZZU")))

    assert codes(changed(shipped, "SKL-06", elsewhere)) == {"UNT-106"}


def test_a_gap_between_two_names_is_found(shipped: Register) -> None:
    def gap(unit: Unit) -> Unit:
        return replace(unit, names=(unit.names[0], replace(unit.names[1], starts=read_date("2018-09-21"))))

    assert codes(changed(shipped, "SKL-01", gap)) == {"UNT-107"}


@pytest.mark.parametrize("silent", [True, False])
def test_an_absent_fact_is_declared_and_a_present_one_is_not(shipped: Register, silent: bool) -> None:
    def director(unit: Unit) -> Unit:
        return replace(unit, directors=()) if silent else replace(unit, not_established=("director",))

    assert codes(changed(shipped, "SKL-08", director)) == {"UNT-108"}


def test_a_listing_that_does_not_add_up_is_found(shipped: Register) -> None:
    listings = tuple(replace(each, count=each.count + 1) for each in shipped.listings)
    assert codes(replace(shipped, listings=listings)) == {"UNT-102"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_sentence(shipped: Register, lang: str) -> None:
    broken = replace(
        shipped, units=shipped.units[:-1], listings=tuple(replace(e, count=1) for e in shipped.listings)
    )
    sentences = [finding.sentence(lang) for finding in check(broken)]
    assert sentences
    assert any("skl-mo" in sentence and "3" in sentence and "4" in sentence for sentence in sentences)

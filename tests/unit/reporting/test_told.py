"""Whatever was spent, taken back, reported as booked or corrected, and corrected again: each side is told each figure once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from guohe.kernel.money import Money
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.told import SIDES, OneSide
from tests.unit.reporting.desk import HOST, MAINLAND, STEPS, Desk, each_once, worked


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_all_reports_in_force_of_a_side_add_to_the_books(steps: list[tuple[object, ...]]) -> None:
    desk = worked(steps)
    # Every year that is still untold is told now, to one side at a time; what is refused as booked is told as corrected.
    for side, all_years in (("funder", MAINLAND), ("host", HOST)):
        for year in all_years:
            mine = ((year,), HOST[:1]) if side == "funder" else (MAINLAND[:1], (year,))
            desk.settle()
            codes: list[str] = []
            for basis in Basis:
                codes = desk.sign(desk.prepared(side, *mine, basis))  # type: ignore[arg-type]
                if not codes or "REP-760" in codes:
                    break
            assert not codes or "REP-760" in codes, (year, codes)
            each_once(desk)
    desk.settle()
    for side in SIDES:
        assert desk.sums(side) == desk.books(side)


def test_a_reversal_that_a_correction_told_the_host_is_not_told_it_again_next_year() -> None:
    desk = Desk()
    for on, minor in (
        (date(2018, 5, 28), 43_600_00),
        (date(2018, 6, 15), 48_650_00),
        (date(2018, 8, 20), 10_000_00),
    ):
        desk.spend(on, minor)
    first = desk.prepared("both", (2018,), (2017,), Basis.BOOKED)
    assert desk.sign(first) == []
    desk.reverse(2, date(2018, 9, 10))
    again = desk.correction(first)
    assert again is not None
    assert desk.sign(again, first) == []
    later = desk.prepared("host", (2019,), (2018,), Basis.BOOKED)
    assert desk.sign(later) == ["REP-723"]
    assert desk.sign(desk.prepared("host", (2019,), (2018,), Basis.CORRECTED)) == []
    # 43,600.00 of FY2017/18 and 10,000.00 of FY2018/19: what was taken back is in neither.
    assert desk.sums("host") == desk.books("host") == Money.of("HKD", "53,600.00")


def test_a_year_is_told_once_whatever_is_told_the_other_side() -> None:
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    assert desk.sign(desk.prepared("both", (2018,), (2018,), Basis.BOOKED)) == []
    assert desk.sign(desk.prepared("both", (2018,), (2017,), Basis.BOOKED)) == ["REP-760"]
    assert desk.sign(desk.prepared("both", (2018, 2019), (2017, 2018), Basis.BOOKED)) == ["REP-760"] * 2
    assert desk.sign(desk.prepared("host", (2018,), (2017,), Basis.BOOKED)) == []


def test_a_reversal_that_a_corrected_report_left_to_an_earlier_year_is_told_there() -> None:
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    desk.reverse(1, date(2019, 2, 2))
    assert desk.sign(desk.prepared("funder", (2019,), (2018,), Basis.CORRECTED)) == []
    assert desk.sign(desk.prepared("funder", (2018,), (2018,), Basis.BOOKED)) == ["REP-761"]
    assert desk.sign(desk.prepared("funder", (2018,), (2018,), Basis.CORRECTED)) == []
    assert desk.sums("funder") == desk.books("funder") == Money("CNY", 0)


@pytest.mark.parametrize("side", SIDES)
def test_a_report_tells_a_side_the_years_asked_for_and_no_other(side: OneSide) -> None:
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    desk.spend(date(2018, 8, 20), 10_000_00)
    told = desk.prepared(side, (2018,), (2018,), Basis.BOOKED)
    # FY2017/18 stands beside FY2018/19, so that the bridge can be read; it is told by its own report.
    assert [period.label for period in told.report.host.columns] == ["FY2017/18", "FY2018/19"]
    expected = {"funder": {(1, 1), (2, 1)}, "host": {(2, 1)}}
    assert {one: told.keys(one) for one in SIDES} == {
        one: expected[one] if one == side else set() for one in SIDES
    }

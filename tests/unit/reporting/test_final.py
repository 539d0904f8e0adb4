"""Whatever happens to the books and the reports: yearly reports in force add up to the final report beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from guohe.kernel.money import Money
from guohe.reporting.domain import final
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.told import SIDES, Kind, Told
from tests.unit.reporting.desk import (
    EVERY_YEAR,
    HOST,
    MAINLAND,
    WITH_FINALS,
    Desk,
    each_once,
    worked,
)


@given(WITH_FINALS)
@settings(max_examples=100, deadline=None)
def test_yearly_reports_in_force_add_up_to_the_final_report(steps: list[tuple[object, ...]]) -> None:
    desk = worked(steps)
    desk.settle()
    for each in desk.in_force:
        if each.kind is Kind.FINAL:
            assert final.apart(each, desk.in_force) == ()
    # Every year that no report tells yet is told now, and then all of them together.
    for side, all_years in (("funder", MAINLAND), ("host", HOST)):
        for year in all_years:
            mine = ((year,), HOST[:1]) if side == "funder" else (MAINLAND[:1], (year,))
            desk.settle()
            codes: list[str] = []
            for basis in Basis:
                codes = desk.sign(desk.prepared(side, *mine, basis))  # type: ignore[arg-type]
                if not codes or {"REP-760", "REP-774"} & set(codes):
                    break
            assert not codes or {"REP-760", "REP-774"} & set(codes), (year, codes)
            each_once(desk)
    desk.settle()
    for side in SIDES:
        standing = [each for each in desk.in_force if each.kind is Kind.FINAL and each.tells(side)]
        if not standing or not final.contains(side, standing[0].years, EVERY_YEAR):
            told_to = standing[0].side if standing else side
            assert desk.tell_finally(told_to, len(MAINLAND), Basis.CORRECTED) == []  # type: ignore[arg-type]
            desk.settle()
    each_once(desk)
    for side in SIDES:
        [whole] = [each for each in desk.in_force if each.kind is Kind.FINAL and each.tells(side)]
        assert desk.told_by(side, whole) == desk.books(side)
        # To the cent as the yearly reports in force told it; where they tell every year, they add up to it.
        assert final.apart(whole, desk.in_force) == ()
        yearly = {
            period for each in desk.in_force if each.kind is Kind.YEARLY for period in each.periods(side)
        }
        if yearly == set(whole.periods(side)):
            assert desk.sums(side) == desk.told_by(side, whole)


def final_desk() -> tuple[Desk, Told]:
    """2018 and 2019 told by yearly reports, and both together by a final one."""
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    desk.spend(date(2019, 2, 2), 10_000_00)
    for year in (2018, 2019):
        assert desk.sign(desk.prepared("funder", (year,), (2018,), Basis.BOOKED)) == []
    assert desk.tell_finally("funder", 2, Basis.BOOKED) == []
    return desk, desk.in_force[-1]


def test_a_final_report_stands_beside_the_yearly_ones_and_after_it_come_only_corrections() -> None:
    desk, last = final_desk()
    # (48,650.00 + 10,000.00) / 1.24 = 47,298.39
    assert desk.told_by("funder", last) == desk.sums("funder") == Money.of("CNY", "47298.39")
    assert desk.sign(desk.prepared("funder", (2018, 2019), (2018,), Basis.BOOKED, Kind.FINAL)) == ["REP-770"]
    assert desk.sign(desk.prepared("both", (2019,), (2017,), Basis.BOOKED)) == ["REP-760", "REP-774"]
    # The next year is told by its yearly report, and then by a wider final one, in the place of the first.
    assert desk.sign(desk.prepared("funder", (2020,), (2018,), Basis.BOOKED)) == []
    assert desk.tell_finally("funder", 3, Basis.BOOKED) == []
    assert [each.kind for each in desk.in_force] == [Kind.YEARLY] * 3 + [Kind.FINAL]


def test_a_final_report_leaves_out_no_year_that_was_told() -> None:
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    assert desk.sign(desk.prepared("both", (2019,), (2020,), Basis.BOOKED)) == []
    assert desk.tell_finally("both", 1, Basis.BOOKED) == ["REP-773", "REP-773"]
    assert desk.tell_finally("funder", 1, Basis.BOOKED) == ["REP-773"]


def test_a_late_cost_is_told_by_the_correction_of_its_year_before_the_final_report() -> None:
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    first = desk.prepared("funder", (2018,), (2018,), Basis.BOOKED)
    assert desk.sign(first) == []
    desk.spend(date(2018, 12, 20), 12_400_00)
    assert desk.tell_finally("funder", 2, Basis.BOOKED) == ["REP-771"]
    [difference] = final.apart(
        desk.prepared("funder", (2018, 2019), (2018,), Basis.BOOKED, Kind.FINAL), desk.in_force
    )
    # 12,400.00 / 1.24
    assert difference.finding.values["by"] == "CNY 10,000.00"
    again = desk.correction(first)
    assert again is not None
    assert desk.sign(again, first) == []
    assert desk.tell_finally("funder", 2, Basis.BOOKED) == []


def test_what_is_taken_back_after_the_final_report_corrects_the_year_first_and_then_the_final_one() -> None:
    desk, last = final_desk()
    desk.reverse(2, date(2019, 8, 1))
    yearly = next(each for each in desk.in_force if each.years.startswith("2019"))
    again = desk.correction(last)
    assert again is not None
    assert desk.sign(again, last) == ["REP-771"]
    corrected = desk.correction(yearly)
    assert corrected is not None
    assert desk.sign(corrected, yearly) == []
    again = desk.correction(last)
    assert again is not None
    assert desk.sign(again, last) == []
    # 48,650.00 / 1.24
    assert desk.told_by("funder", again) == desk.sums("funder") == Money.of("CNY", "39233.87")


def test_another_policy_s_figures_of_the_same_lines_are_named_and_not_corrected() -> None:
    desk, last = final_desk()
    side = last.report.funder
    moved = tuple(
        replace(row, cells=tuple(replace(cell, amount=cell.amount + Money("CNY", 5)) if cell.lines else cell
                                 for cell in row.cells))
        for row in side.rows
    )  # fmt: skip
    other = replace(last, report=replace(last.report, funder=replace(side, rows=moved)))
    differences = final.apart(other, desk.in_force)
    assert [each.finding.code for each in differences] == ["REP-772", "REP-772"]
    assert {each.finding.values["by"] for each in differences} == {"CNY 0.05"}
    assert final.unnamed(differences, other.report) == differences
    naming = replace(other.report, findings=tuple(each.finding for each in differences))
    assert final.unnamed(differences, naming) == ()


def test_the_correction_of_a_year_waits_for_no_final_report_and_the_final_one_follows() -> None:
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    desk.spend(date(2018, 8, 20), 10_000_00)
    yearly = desk.prepared("both", (2018,), (2018,), Basis.BOOKED)
    assert desk.sign(yearly) == []
    assert desk.tell_finally("both", 1, Basis.BOOKED) == []
    # Of the host's FY2017/18, which the final report alone tells, taken back in FY2018/19.
    desk.reverse(1, date(2018, 9, 10))
    last = desk.in_force[-1]
    again, after = desk.correction(yearly), desk.correction(last)
    assert again is not None
    assert after is not None
    assert desk.sign(after, last) == ["REP-771"]
    assert desk.sign(again, yearly) == []
    assert desk.sign(after, last) == []
    assert desk.told_by("host", after) == desk.books("host") == Money.of("HKD", "10,000.00")

"""Whatever was spent, taken back, reported as booked or corrected, and corrected again: each side is told each figure once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.reporting.domain import final, freeze
from guohe.reporting.domain.lines import Basis, Lot, SpendLine
from guohe.reporting.domain.told import (
    SIDES,
    Kind,
    OneSide,
    SideOf,
    Standing,
    Told,
    told_days,
    told_nowhere,
    told_twice,
)
from tests.unit.reporting.ledger import ACCOUNTS, allocate, report_of

LOT = Lot(1, "G/T1", Money("HKD", 100_000_000), Money("CNY", 80_645_161))
MAINLAND, HOST = (2018, 2019, 2020), (2017, 2018, 2019, 2020)
EVERY_YEAR = "2018+2019+2020-FY2017-18+FY2018-19+FY2019-20+FY2020-21"
FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2020, 12, 31)


def spent(
    journal: int, on: date, minor: int, reverses: int | None = None, account: str = "6110"
) -> SpendLine:
    return SpendLine(
        journal, 1, on, f"D{journal}", "", account, ACCOUNTS[account][1], Money("HKD", minor), Money("CNY", 0),
        reverses=reverses,
    )  # fmt: skip


@dataclass
class Desk:
    """Books that grow, and the reports that two people make of them; what is refused is not in force."""

    rows: list[SpendLine] = field(default_factory=list)
    in_force: list[Told] = field(default_factory=list)
    number: int = 0

    @property
    def lines(self) -> tuple[SpendLine, ...]:
        return allocate(self.rows, (LOT,))

    def spend(self, on: date, minor: int) -> None:
        self.rows.append(spent(len(self.rows) + 1, on, minor))

    def reverse(self, journal: int, on: date) -> None:
        first = self.rows[journal - 1]
        if not any(row.reverses == journal for row in self.rows):
            self.rows.append(
                spent(len(self.rows) + 1, max(on, first.on), -first.amount.minor, journal, first.account)
            )

    def prepared(
        self,
        side: SideOf,
        mainland: tuple[int, ...],
        host: tuple[int, ...],
        basis: Basis,
        kind: Kind = Kind.YEARLY,
    ) -> Told:
        self.number += 1
        years = "+".join(map(str, mainland)) + "-" + "+".join(f"FY{y}-{(y + 1) % 100:02d}" for y in host)
        told_on = told_days(self.in_force) if basis is Basis.CORRECTED else {}
        report = report_of(self.lines, (LOT,), mainland=mainland, host=host, basis=basis, told_on=told_on)
        return Told(self.number, side, years, report, kind)

    def standing(self, but: Told | None = None) -> list[Standing]:
        return [
            Standing(each.number, each.kind, each.side, each.years)
            for each in self.in_force
            if each is not but
        ]

    def against(self, told: Told, corrects: Told | None = None) -> list[str]:
        others = [each for each in self.in_force if each is not corrects]
        room = final.no_room(
            told.kind, told.side, told.years, self.standing(corrects), corrects=corrects is not None
        )
        codes = [code for code, _, _, _ in room]
        if told.kind is Kind.FINAL:
            differences = final.apart(told, others)
            # One policy and one pack: whatever differs is of other lines.
            assert not [each for each in differences if each.same_lines]
            codes += ["REP-771"] * len(differences)
        codes += ["REP-723"] * len(told_twice(told, others))
        return codes + [
            "REP-724" if each.left_here else "REP-761"
            for each in told_nowhere(
                told, self.lines, final.neighbours(told, others, corrects=corrects is not None)
            )
        ]

    def tell_finally(self, side: SideOf, years: int, basis: Basis) -> list[str]:
        """A final report over the first years, in the place of a narrower one of the same side, if it has one."""
        told = self.prepared(side, MAINLAND[:years], HOST[: years + 1], basis, Kind.FINAL)
        narrower = [
            each for each in self.in_force
            if (each.kind, each.side) == (Kind.FINAL, side) and each.years != told.years
            and final.contains(side, told.years, each.years)
        ]  # fmt: skip
        return self.sign(told, *narrower[:1])

    def sign(self, told: Told, corrects: Told | None = None) -> list[str]:
        codes = self.against(told, corrects)
        if not codes:
            self.in_force = [*(each for each in self.in_force if each is not corrects), told]
        return codes

    def correction(self, told: Told) -> Told | None:
        """The correction of a report in force, if any figure that it told is another today."""
        years = [tuple(int(p.label[2:6] if p.label.startswith("FY") else p.label) for p in periods)
                 for periods in (told.report.terms.funder_years, told.report.terms.host_years)]  # fmt: skip
        asked = tuple(y for y in years[1] if f"FY{y}-" in told.years)
        again = self.prepared(told.side, years[0], asked, Basis.CORRECTED, told.kind)  # type: ignore[arg-type]
        again = replace(again, years=told.years)
        same = again.report
        if told.kind is Kind.FINAL:
            slug = final.widened(told.side, told.years, self.standing())
            funder, _, host = slug.partition("-")
            wide = (
                tuple(map(int, funder.split("+"))),
                tuple(int(year[2:6]) for year in host.split("+")),
            )
            again = self.prepared(told.side, *wide, Basis.CORRECTED, told.kind)  # type: ignore[arg-type]
            assert again.years == slug
        changed = [
            each for each in freeze.changes(told.report, same)
            for side in SIDES if each.side == side and each.period in told.periods(side)
        ]  # fmt: skip
        return again if changed else None

    def settle(self) -> None:
        """Issues and signs corrections until none is asked for."""
        for _ in range(20):
            asked = [(told, again) for told in self.in_force if (again := self.correction(told)) is not None]
            if not asked:
                return
            done = [not self.sign(again, told) for told, again in asked[:1]]
            if not done[0]:
                # The one that stands in the way is corrected first.
                assert any(not self.sign(again, told) for told, again in asked[1:]), "nobody can go on"
        raise AssertionError("corrections without end")

    def sums(self, side: OneSide) -> Money:
        """What the yearly reports in force tell a side, all years together."""
        found = [self.told_by(side, told) for told in self.in_force if told.kind is Kind.YEARLY]
        return Money("CNY" if side == "funder" else "HKD", sum(amount.minor for amount in found))

    @staticmethod
    def told_by(side: OneSide, told: Told) -> Money:
        """What one report tells a side, all its years together."""
        table = told.report.funder if side == "funder" else told.report.host
        mine = set(told.periods(side))
        amounts = [
            amount.minor for period, amount in zip(table.columns, table.totals, strict=True) if period in mine
        ]
        return Money(table.currency, sum(amounts))

    def books(self, side: OneSide) -> Money:
        if side == "funder":
            return Money("CNY", sum(line.carried.minor for line in self.lines))
        return Money("HKD", sum(line.amount.minor for line in self.lines))


DAYS = st.integers(0, (LAST_DAY - FIRST_DAY).days).map(lambda days: FIRST_DAY + timedelta(days=days))
SPEND = st.tuples(st.just("spend"), DAYS, st.integers(1, 90_000))
REVERSE = st.tuples(st.just("reverse"), st.integers(0, 10**6), DAYS)
REPORT = st.tuples(
    st.just("report"), st.sampled_from(("both", "funder", "host")), st.sampled_from(MAINLAND), st.sampled_from(HOST),
    st.sampled_from(Basis),
)  # fmt: skip
FINAL = st.tuples(
    st.just("final"), st.sampled_from(("both", "funder", "host")), st.integers(1, 3), st.sampled_from(Basis)
)
CORRECT = st.tuples(st.just("correct"), st.integers(0, 10**6))
STEPS = st.lists(SPEND | REVERSE | REVERSE | REPORT | REPORT | CORRECT, min_size=4, max_size=22)
WITH_FINALS = st.lists(SPEND | REVERSE | REVERSE | REPORT | REPORT | FINAL | CORRECT, min_size=6, max_size=24)


def each_once(desk: Desk) -> None:
    for side in SIDES:
        for kind in Kind:
            keys = [key for told in desk.in_force if told.kind is kind for key in told.keys(side)]
            assert len(keys) == len(set(keys))
    # And on one day, so that the bridge between two reports of two sides is of the same lines.
    days: dict[int, date] = {}
    for told in desk.in_force:
        for journal, day in told.entries().items():
            assert days.setdefault(journal, day) == day


def worked(steps: list[tuple[object, ...]]) -> Desk:
    """A desk after these steps, each line told once after each of them."""
    desk = Desk()
    desk.spend(date(2018, 6, 15), 48_650_00)
    for step in steps:
        match step:
            case ("spend", date() as on, int() as minor):
                desk.spend(on, minor)
            case ("reverse", int() as which, date() as on):
                desk.reverse(1 + which % len(desk.rows), on)
            case ("report", str() as side, int() as year, int() as first, Basis() as basis):
                desk.sign(desk.prepared(side, (year,), (first,), basis))  # type: ignore[arg-type]
            case ("final", str() as side, int() as years, Basis() as basis):
                desk.tell_finally(side, years, basis)  # type: ignore[arg-type]
            case ("correct", int() as which) if desk.in_force:
                told = desk.in_force[which % len(desk.in_force)]
                again = desk.correction(told)
                if again is not None:
                    desk.sign(again, told)
        each_once(desk)
    return desk


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

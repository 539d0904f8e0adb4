"""Whatever was spent, taken back, reported as booked or corrected, and corrected again: each side is told each figure once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.reporting.domain import freeze
from guohe.reporting.domain.lines import Basis, Lot, SpendLine
from guohe.reporting.domain.told import (
    SIDES,
    OneSide,
    SideOf,
    Told,
    shared,
    told_days,
    told_nowhere,
    told_twice,
)
from tests.unit.reporting.ledger import ACCOUNTS, allocate, report_of

LOT = Lot(1, "G/T1", Money("HKD", 100_000_000), Money("CNY", 80_645_161))
MAINLAND, HOST = (2018, 2019, 2020), (2017, 2018, 2019, 2020)
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

    def prepared(self, side: SideOf, mainland: tuple[int, ...], host: tuple[int, ...], basis: Basis) -> Told:
        self.number += 1
        years = "+".join(map(str, mainland)) + "-" + "+".join(f"FY{y}-{(y + 1) % 100:02d}" for y in host)
        told_on = told_days(self.in_force) if basis is Basis.CORRECTED else {}
        report = report_of(self.lines, (LOT,), mainland=mainland, host=host, basis=basis, told_on=told_on)
        return Told(self.number, side, years, report)

    def against(self, told: Told, corrects: Told | None = None) -> list[str]:
        others = [each for each in self.in_force if each is not corrects]
        codes = ["REP-760"] * len(
            shared(told.side, told.years, [(each.number, each.side, each.years) for each in others])
        )
        codes += ["REP-723"] * len(told_twice(told, others))
        return codes + [
            "REP-724" if each.left_here else "REP-761" for each in told_nowhere(told, self.lines, others)
        ]

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
        again = self.prepared(told.side, years[0], asked, Basis.CORRECTED)  # type: ignore[arg-type]
        again = replace(again, years=told.years)
        changed = [
            each for each in freeze.changes(told.report, again.report)
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
        currency = "CNY" if side == "funder" else "HKD"
        found = 0
        for told in self.in_force:
            table = told.report.funder if side == "funder" else told.report.host
            mine = set(told.periods(side))
            found += sum(
                amount.minor
                for period, amount in zip(table.columns, table.totals, strict=True)
                if period in mine
            )
        return Money(currency, found)

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
CORRECT = st.tuples(st.just("correct"), st.integers(0, 10**6))
STEPS = st.lists(SPEND | REVERSE | REVERSE | REPORT | REPORT | CORRECT, min_size=4, max_size=22)


def each_once(desk: Desk) -> None:
    for side in SIDES:
        keys = [key for told in desk.in_force for key in told.keys(side)]
        assert len(keys) == len(set(keys))
    # And on one day, so that the bridge between two reports of two sides is of the same lines.
    days: dict[int, date] = {}
    for told in desk.in_force:
        for journal, day in told.entries().items():
            assert days.setdefault(journal, day) == day


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_all_reports_in_force_of_a_side_add_to_the_books(steps: list[tuple[object, ...]]) -> None:
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
            case ("correct", int() as which) if desk.in_force:
                told = desk.in_force[which % len(desk.in_force)]
                again = desk.correction(told)
                if again is not None:
                    desk.sign(again, told)
        each_once(desk)
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

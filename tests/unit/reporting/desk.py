"""A desk of reports: books that grow, reports that two people make of them, and the random histories that tests play on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

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

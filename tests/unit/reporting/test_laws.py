"""Whatever was spent, returned and taken back, from however many lots: tables add, the bridge ties, copies stand."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guohe.kernel.money import Money, round_half_up
from guohe.reporting.domain import freeze
from guohe.reporting.domain.lines import Basis, Lot, SpendLine, rate_text, summed
from guohe.reporting.domain.report import TwinReport, Waiting
from guohe.reporting.domain.units import rounded_to
from tests.unit.reporting.ledger import ACCOUNTS, allocate, demo_lines, report_of

FIRST_DAY = date(2017, 5, 1)
SPENDABLE = sorted(set(ACCOUNTS) - {"bank"})


@st.composite
def histories(draw: st.DrawFn) -> tuple[tuple[SpendLine, ...], tuple[Lot, ...]]:
    """Lots at several rates from several instalments; spending, returns, reversals and costs paid in CNY."""
    lots = []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        cost = draw(st.integers(100, 5_000_000))
        bought = max(1, cost * draw(st.integers(900, 1400)) // 1000)
        lots.append(Lot(key, f"G/T{key}", Money("HKD", bought), Money("CNY", cost)))
    money = sum(lot.amount.minor for lot in lots)
    used, lines, day = 0, [], FIRST_DAY
    open_lines: list[SpendLine] = []
    for journal in range(1, draw(st.integers(1, 25)) + 1):
        day += timedelta(days=draw(st.integers(0, 70)))
        kind = draw(st.sampled_from(["spend", "spend", "spend", "return", "reverse", "direct"]))
        account = draw(st.sampled_from(SPENDABLE))
        plain = SpendLine(
            journal,
            1,
            day,
            f"D{journal}",
            "",
            account,
            ACCOUNTS[account][1],
            Money("HKD", 0),
            Money("CNY", 0),
        )
        if kind == "direct":
            amount = Money("CNY", draw(st.integers(1, 50_000)))
            line = replace(plain, amount=amount, carried=amount)
        elif kind == "reverse" and open_lines and open_lines[-1].amount.minor <= used:
            first = open_lines.pop()
            line = replace(
                plain,
                amount=-first.amount,
                account=first.account,
                category=first.category,
                reverses=first.journal,
            )
        else:
            most = used if kind == "return" else money - used
            if most <= 0:
                continue
            figure = draw(st.integers(1, most))
            line = replace(plain, amount=Money("HKD", -figure if kind == "return" else figure))
            if kind != "return":
                open_lines.append(line)
            else:
                open_lines.clear()
        if line.amount.currency == "HKD":
            used += line.amount.minor
        lines.append(line)
    return allocate(lines, lots), tuple(lots)


YEARS = st.lists(st.sampled_from([2017, 2018, 2019, 2020, 2021]), min_size=1, max_size=3, unique=True).map(
    sorted
)


@given(histories(), YEARS, YEARS, st.sampled_from(Basis))
@settings(max_examples=250, deadline=None)
def test_rows_add_to_totals_and_the_bridge_ties_for_any_history(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]], mainland: list[int], host: list[int], basis: Basis
) -> None:
    lines, lots = history
    report = report_of(lines, lots, mainland=mainland, host=host, basis=basis)
    for side in (report.funder, report.host):
        assert sum(row.total.minor for row in side.rows) == side.total.minor
        assert sum(amount.minor for amount in side.totals) == side.total.minor
        for row in side.rows:
            assert sum(cell.amount.minor for cell in row.cells) == row.total.minor
    bridge = report.bridge
    assert bridge.ties
    assert report.may_be_signed
    # The printed steps give the printed sums: nothing but what the page shows is needed to follow it.
    assert bridge.host_total.minor == (
        sum(part.amount.minor for part in bridge.years)
        - sum(part.amount.minor for part in bridge.outside)
        + sum(part.amount.minor for part in bridge.beyond)
    )
    assert sum(at.amount.minor for at in bridge.at_rates) == bridge.host_total.minor
    assert bridge.reached.minor == (
        sum(at.plain.minor + at.rounding.minor for at in bridge.at_rates)
        + sum(item.carried.minor for item in bridge.unconverted)
    )


def figures(report: TwinReport) -> list[object]:
    """Everything that a page shows of a report, without the numbers of lines."""
    bridge = report.bridge
    sides = [
        (side.columns, [(row.code, [cell.amount for cell in row.cells], row.total) for row in side.rows])
        for side in (report.funder, report.host)
    ]
    parts = [
        [(part.period, part.amount) for part in each]
        for each in (bridge.years, bridge.outside, bridge.beyond)
    ]
    shown = [[bool(cell.lines) for cell in row.cells] for row in (*report.funder.rows, *report.host.rows)]
    rest = (bridge.at_rates, bridge.unconverted, bridge.host_total, bridge.difference, bridge.host_difference)
    return [sides, parts, shown, rest, report.findings, report.terms]


@given(histories(), YEARS, YEARS, st.sampled_from(Basis), st.dates(date(2017, 6, 1), date(2021, 12, 31)))
@settings(max_examples=250, deadline=None)
def test_sums_give_the_report_that_their_lines_give(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]],
    mainland: list[int],
    host: list[int],
    basis: Basis,
    read_to: date,
) -> None:
    lines, lots = history
    years, waiting = {"mainland": mainland, "host": host}, Waiting(read_to=read_to)
    in_lines = report_of(lines, lots, basis=basis, waiting=waiting, **years)
    in_sums = report_of(summed(lines), lots, basis=basis, waiting=waiting, **years)
    assert figures(in_sums) == figures(in_lines)
    assert sum(line.uses for line in summed(lines)) == sum(len(line.shares) or 1 for line in lines)


def test_a_report_of_sums_is_never_written_down() -> None:
    with pytest.raises(ValueError, match="names no lines"):
        freeze.canonical(report_of(summed(demo_lines())))


@given(histories())
@settings(max_examples=100, deadline=None)
def test_years_reported_one_by_one_add_to_the_years_reported_together(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]],
) -> None:
    lines, lots = history
    years = range(2017, 2023)
    together = report_of(lines, lots, mainland=years)
    alone = [report_of(lines, lots, mainland=(year,)) for year in years]
    for row in together.funder.rows:
        parts = [one.funder.row(row.code) for one in alone]
        assert row.total.minor == sum(part.total.minor for part in parts if part)
    # All of a lot that is used up has cost exactly what the lot cost.
    for at in together.bridge.at_rates:
        lot = lots[at.lot - 1]
        assert at.rounding.minor == 0
        if at.amount == lot.amount:
            assert at.carried == lot.cost


@given(histories(), YEARS)
@settings(max_examples=100, deadline=None)
def test_a_frozen_report_thaws_to_itself_and_today_shows_every_change_since(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]], mainland: list[int]
) -> None:
    lines, lots = history
    signed = report_of(lines, lots, mainland=mainland)
    frozen = freeze.canonical(signed)
    assert freeze.thaw(frozen) == signed
    assert freeze.canonical(freeze.thaw(frozen)) == frozen
    assert freeze.changes(signed, report_of(lines, lots, mainland=mainland)) == ()
    today = report_of(lines[:-1], lots, mainland=mainland)
    by = sum(change.by.minor for change in freeze.changes(signed, today) if change.side == "funder")
    assert by == today.funder.total.minor - signed.funder.total.minor
    assert (freeze.digest(freeze.canonical(today)) == freeze.digest(frozen)) == (today == signed)


def test_one_changed_figure_gives_another_digest() -> None:
    frozen = freeze.canonical(report_of((), ()))
    other = json.loads(frozen)
    other["terms"]["grant"] = "DEMO-RAIL-2018-002"
    assert freeze.digest(json.dumps(other, sort_keys=True).encode()) != freeze.digest(frozen)


TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(
            st.one_of(
                st.just(0), st.integers(-(10**9), 10**10), st.integers(-99, 99).map(lambda half: half * 5000)
            ),
            min_size=width,
            max_size=width,
        ),
        min_size=1,
        max_size=8,
    )
)


@given(TABLES, st.sampled_from([1_000_000, 100_000, 10_000, 1_000]))
# A half below nothing, and then a whole unit: the sum goes from 0 to 1 by that unit.
@example([[-5_000, 10_000]], 10_000)
@settings(max_examples=300, deadline=None)
def test_in_any_unit_years_add_and_each_is_shown_as_in_its_own_report(
    table: list[list[int]], unit: int
) -> None:
    shown = rounded_to(table, unit)
    # The cumulative total is rounded once, however many years there are; a half goes up.
    assert shown.total == math.floor(Fraction(sum(map(sum, table)), unit) + Fraction(1, 2))
    assert sum(shown.row_totals) == sum(shown.column_totals) == shown.total
    for values, cells, total in zip(table, shown.cells, shown.row_totals, strict=True):
        assert sum(cells) == total
        for value, cell in zip(values, cells, strict=True):
            assert abs(cell * unit - value) < unit
    for at, total in enumerate(shown.column_totals):
        assert sum(cells[at] for cells in shown.cells) == total
        assert abs(total * unit - sum(values[at] for values in table)) < unit
        # What comes later changes nothing that was shown before.
        before = rounded_to([values[: at + 1] for values in table], unit)
        assert [cells[: at + 1] for cells in shown.cells] == list(before.cells)
    # Every figure that is not its own rounding is named.
    named = {(each.row, each.column): each.shown for each in shown.adjusted}
    for row, (values, cells) in enumerate(zip(table, shown.cells, strict=True)):
        for at, (value, cell) in enumerate(zip(values, cells, strict=True)):
            assert named.get((row, at), round_half_up(value, unit)) == cell


@given(st.lists(st.integers(-(10**9), 10**10), min_size=1, max_size=12), st.sampled_from([10_000, 1_000]))
@settings(max_examples=300, deadline=None)
def test_one_column_follows_the_largest_remainder(figures: list[int], unit: int) -> None:
    shown = rounded_to([[figure] for figure in figures], unit)
    cut = [figure // unit for figure in figures]
    missing = shown.total - sum(cut)
    order = sorted(range(len(figures)), key=lambda at: (-(figures[at] % unit), -abs(figures[at]), at))
    lifted = set(order[:missing])
    assert [cell for (cell,) in shown.cells] == [value + (at in lifted) for at, value in enumerate(cut)]


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_the_rate_shown_gives_back_the_amount_bought(cost: int, bought: int) -> None:
    lot = Lot(1, "G/T1", Money("HKD", bought), Money("CNY", cost))
    text = rate_text(lot)
    whole, _, fraction = text.partition(".")
    assert len(fraction) >= 4
    if len(fraction) < 10:
        assert round_half_up(int(whole + fraction) * cost, 10 ** len(fraction)) == bought

"""The twin report of users.md 5.2, minute 3:00, comes out of the twelve accepted lines and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from guohe.kernel.findings import Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.reporting.domain import freeze
from guohe.reporting.domain.freeze import canonical
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.printed import funder_table, host_table, lines_table
from guohe.reporting.domain.report import HeldLine, Waiting, in_wan
from guohe.reporting.domain.twin import Category
from guohe.reporting.domain.units import in_ten_thousands
from tests.unit.reporting.ledger import CATEGORIES, DEMO, LOT_1, allocate, demo_lines, read, report_of


def test_each_category_of_2018_is_the_sum_of_what_its_lines_carried() -> None:
    report = report_of(demo_lines())
    assert {row.code: row.total.plain for row in report.funder.rows} == {
        "equipment": "150000.00",
        "materials": "48145.16",
        "testing": "50000.00",
        "travel": "15526.21",
        "labour": "52741.94",
        "bank_charge": "150.00",
    }
    assert str(report.funder.total) == "CNY 316,563.31"


def test_the_host_side_shows_both_of_its_years_that_share_lines_with_2018() -> None:
    host = report_of(demo_lines()).host
    assert [year.label for year in host.columns] == ["FY2017/18", "FY2018/19"]
    assert [amount.plain for amount in host.totals] == ["92250.00", "322502.50"]
    figures = {row.code: [cell.amount.plain for cell in row.cells] for row in host.rows}
    assert figures["6110"] == ["48650.00", "11050.00"]
    assert figures["5210"] == ["43600.00", "44200.00"]
    assert figures["6420"] == ["0.00", "13352.50"]
    assert figures["6610"] == ["0.00", "5900.00"]


def test_the_bridge_leads_from_the_host_years_to_the_funder_total() -> None:
    bridge = report_of(demo_lines()).bridge
    assert [part.amount.plain for part in bridge.years] == ["92250.00", "322502.50"]
    assert [(part.period.starts, part.period.last_day, part.amount.plain) for part in bridge.outside] == [
        (date(2019, 1, 1), date(2019, 3, 31), "22400.00")
    ]
    assert bridge.beyond == ()
    assert bridge.host_total.plain == "392352.50"
    (at,) = bridge.at_rates
    assert (at.rate, at.amount.plain, at.carried.plain, at.rounding.plain) == (
        "1.2400",
        "392352.50",
        "316413.31",
        "0.00",
    )
    (charge,) = bridge.unconverted
    assert (charge.category, charge.carried.plain) == ("bank_charge", "150.00")
    assert bridge.reached.plain == "316563.31"
    assert bridge.difference == Money("CNY", 0)
    assert bridge.host_difference == Money("HKD", 0)


def test_two_years_carry_the_fen_that_each_alone_would_lose() -> None:
    report = report_of(demo_lines(), mainland=(2018, 2019))
    labour = report.funder.row("labour")
    assert labour is not None
    assert [cell.amount.plain for cell in labour.cells] == ["52741.94", "18064.51"]
    assert labour.total.plain == "70806.45"
    # 22,400.00 at 1.2400 alone is 18,064.516..., which rounds to .52; the bridge of 2019 names the fen carried.
    (at,) = report_of(demo_lines(), mainland=(2019,)).bridge.at_rates
    assert (at.plain.plain, at.rounding.plain, at.carried.plain) == ("18064.52", "-0.01", "18064.51")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", 'Categories of pack "Demo pack 1" (DEMO-1, version 1.0).'),
        ("zh-hant", "預算科目按報告範本「示範報告範本一」（DEMO-1 1.0 版）。"),
        ("zh-hans", "预算科目按报告模板“示例报告模板一”（DEMO-1 1.0 版）。"),
    ],
)
def test_the_note_names_the_pack_by_its_title_and_keeps_it_out_of_what_is_frozen(
    lang: str, told: str
) -> None:
    report = report_of(demo_lines())
    titled = replace(
        report, terms=replace(report.terms, pack_name=Name("Demo pack 1", "示範報告範本一", "示例报告模板一"))
    )
    assert (told in funder_table(titled, lang).notes, told in funder_table(report, lang).notes) == (
        True,
        False,
    )
    assert canonical(titled) == canonical(report)


def test_in_ten_thousands_the_column_adds_and_the_note_names_the_row() -> None:
    report = report_of(demo_lines())
    shown = in_ten_thousands([[cell.amount for cell in row.cells] for row in report.funder.rows])
    assert [shown.text(row[0]) for row in shown.cells] == ["15.00", "4.82", "5.00", "1.55", "5.27", "0.02"]
    assert shown.text(shown.total) == "31.66"
    (note,) = [finding for finding in report.findings if finding.code == "REP-701"]
    assert note.sentence("en") == (
        "In 万元 with 2 decimals the 6 rows add to 31.65 but the total is 31.66. "
        '"材料费" is shown as 4.82 instead of 4.81 so that the column adds. The exact figure is kept.'
    )


def test_in_ten_thousands_two_years_add_and_each_is_as_in_its_own_report() -> None:
    def shown(*years: int, earlier: tuple[int, ...] = ()) -> list[list[str]]:
        report = report_of(demo_lines(), mainland=years, earlier=earlier)
        table = in_wan(report)
        assert freeze.thaw(canonical(report)) == report
        rows = [
            [row.name.zh_hans, *map(table.text, cells)]
            for row, cells in zip(report.funder.rows, table.cells, strict=True)
        ]
        return [*rows, ["合计", *map(table.text, table.column_totals)]]

    first, second, both = shown(2018), shown(2019, earlier=(2018,)), shown(2018, 2019)
    assert [row[1] for row in first] == ["15.00", "4.82", "5.00", "1.55", "5.27", "0.02", "31.66"]
    # 31.656331 and 1.806451 are 33.462782, so 33.46: less the 31.66 that were told, 1.80.
    assert second == [["劳务费", "1.80"], ["合计", "1.80"]]
    assert [row[:2] for row in both] == first
    assert both[4] == ["劳务费", "5.27", "1.80"]
    assert both[-1] == ["合计", "31.66", "1.80"]
    notes = {
        (note.values["name"], note.values["period"]): (note.values["plain"], note.values["shown"])
        for note in report_of(demo_lines(), mainland=(2018, 2019)).findings
        if note.code == "REP-709"
    }
    # Labour of both years is 7.080645, so 7.08 alone; 4.814516 was told as 4.82.
    assert notes == {
        ("材料费", "2018"): ("4.81", "4.82"),
        ("材料费", "合计"): ("4.81", "4.82"),
        ("劳务费", "2019"): ("1.81", "1.80"),
        ("劳务费", "合计"): ("7.08", "7.07"),
        ("合计", "2019"): ("1.81", "1.80"),
    }


def test_every_cell_names_the_lines_it_is_the_sum_of() -> None:
    lines = {line.key: line for line in demo_lines()}
    report = report_of(demo_lines())
    for side, figure in ((report.funder, "carried"), (report.host, "amount")):
        for row in side.rows:
            for cell in row.cells:
                assert cell.amount.minor == sum(getattr(lines[key], figure).minor for key in cell.lines)


def test_another_pack_reports_the_same_lines_in_three_groups() -> None:
    names = {category.code: category.name for category in CATEGORIES}
    three = (
        Category("equipment", names["equipment"], 0),
        Category("business", names["materials"], 1, covers=frozenset({"materials", "testing", "travel"})),
        Category("labour", names["labour"], 2),
        Category("bank_charge", names["bank_charge"], 3),
    )
    report = report_of(demo_lines(), categories=three)
    business = report.funder.row("business")
    assert business is not None
    assert business.total == Money("CNY", 4814516 + 5000000 + 1552621)
    assert report.funder.total == report_of(demo_lines()).funder.total
    assert report.bridge.ties


def test_a_line_without_a_category_stops_the_report_and_is_named() -> None:
    report = report_of(demo_lines(), categories=[row for row in CATEGORIES if row.code != "testing"])
    assert not report.may_be_signed
    codes = [finding.code for finding in report.findings if finding.level is Level.STOP]
    assert codes == ["REP-703", "REP-705"]
    assert report.findings[0].values["source"] == "AP18-01120"
    assert report.bridge.difference.plain == "-50000.00"


def test_a_line_that_no_lot_paid_leaves_a_difference_in_host_currency() -> None:
    lines = tuple(replace(line, shares=()) if line.source == "ST18-0330" else line for line in demo_lines())
    report = report_of(lines)
    assert report.bridge.host_difference.plain == "9872.50"
    assert not report.may_be_signed


def test_held_lines_are_counted_beside_the_report_and_stand_in_no_cell() -> None:
    waiting = Waiting(
        (HeldLine("AP19-00188", date(2019, 2, 27), Money.of("HKD", "15210.00")),), date(2019, 3, 31)
    )
    report = report_of(demo_lines(), waiting=waiting)
    assert report.funder == report_of(demo_lines()).funder
    (note,) = [finding for finding in report.findings if finding.code == "REP-706"]
    assert note.level is Level.NOTE
    assert "HKD 15,210.00" in note.sentence("en")


def test_a_reversal_counts_on_its_own_day_as_booked_and_on_the_first_day_as_corrected() -> None:
    text = """
    2018-11-16  ST18-0412  6420  HKD   3,480.00
    2019-02-02  ST18-0412  6420  HKD  -3,480.00
    """
    first, second = allocate(read(text), (LOT_1,))
    lines = (replace(first, reversed_by=second.journal), replace(second, reverses=first.journal))
    booked = report_of(lines, mainland=(2018, 2019))
    assert [amount.plain for amount in booked.funder.totals] == ["2806.45", "-2806.45"]
    corrected = report_of(lines, mainland=(2018, 2019), basis=Basis.CORRECTED)
    assert [amount.plain for amount in corrected.funder.totals] == ["0.00", "0.00"]
    assert booked.bridge.ties
    assert corrected.bridge.ties


def test_a_report_of_a_year_without_lines_says_so_and_ties() -> None:
    report = report_of(demo_lines(), mainland=(2021,), host=(2021,))
    assert report.funder.rows == ()
    assert report.funder.total == Money("CNY", 0)
    assert report.bridge.ties
    assert [finding.code for finding in report.findings] == ["REP-708", "REP-707"]


def test_the_total_of_all_lines_ties_to_the_funders_total_by_what_lies_outside_its_years() -> None:
    report = report_of(demo_lines())
    table = lines_table(report, report.lines, "en", "lines")
    # 316,563.31 of 2018 and 18,064.51 of January 2019, which only the host's FY2018/19 holds.
    assert table.notes == (
        "CNY 334,627.82 = 316,563.31 in the Mainland report 2018 + 18,064.51 on days that only the host's years hold.",
    )
    inside = [line for line in report.lines if line.on.year == 2018]
    assert lines_table(report, inside, "en", "lines").notes == ()


def test_a_charge_after_the_listings_last_day_is_said_beside_the_year_that_holds_it() -> None:
    """The bank's charge on the second instalment, 2019-06-21, is in 2019 though the listing ends on 2019-03-31."""
    lines = allocate(read(f"{DEMO}2019-06-21  CHARGE-2  bank  CNY  150.00"), (LOT_1,))
    report = report_of(lines, mainland=(2019,), waiting=Waiting((), date(2019, 3, 31)))
    funder, host = (table.notes for table in (funder_table(report, "en"), host_table(report, "en")))
    assert (
        "2019: costs of the listing to 2019-03-31, the day to which it reaches. The figures hold 1 more entry of other sources "
        "after that day, CNY 150.00, to 2019-06-21."
    ) in funder
    # The host's table is of HKD, and no entry of it comes after that day.
    assert "FY2018/19: figures to 2019-03-31, the day to which the listing reaches." in host

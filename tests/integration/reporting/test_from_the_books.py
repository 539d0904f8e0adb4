"""The report that the database's books give is the report that the pure model gives, to the fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import spend_facts
from guohe.kernel.money import Money
from guohe.reporting.domain.lines import Basis, Lot, SpendLine, summed
from guohe.reporting.domain.printed import bridge_sentence
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, spending, twin
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.ground import FIRST, GRANT, Exchange, demo_grant
from tests.unit.reporting.ledger import DEMO, LOT_1, allocate, demo_lines, read, report_of

YEARS = "2018-FY2018-19"


@pytest.fixture
def stage(db: None) -> Stage:
    return the_cast()


def figures(report: TwinReport) -> dict[str, object]:
    """Every figure of both tables and of the bridge, without the numbers of lines and lots."""
    return {
        "funder": {row.code: [cell.amount for cell in row.cells] for row in report.funder.rows},
        "host": {row.code: [cell.amount for cell in row.cells] for row in report.host.rows},
        "rates": [(at.source_ref, at.rate, at.amount, at.plain, at.carried) for at in report.bridge.at_rates],
        "unconverted": [(item.category, item.carried) for item in report.bridge.unconverted],
        "totals": (report.funder.total, report.host.totals, report.bridge.host_total),
        "apart": (report.bridge.difference, report.bridge.host_difference),
    }


def of_books(
    stage: Stage, years: str = YEARS, basis: Basis = Basis.BOOKED, *, summed: bool = False
) -> TwinReport:
    with stage.acting(FINANCE_OFFICE):
        return twin.of_years(twin.ground(GRANT, on=TODAY, summed=summed), years, basis=basis)


def test_the_demo_report_comes_out_of_the_books(stage: Stage) -> None:
    demo_grant(stage, DEMO)
    report = of_books(stage)
    assert figures(report) == figures(report_of(demo_lines()))
    assert str(report.funder.total) == "CNY 316,563.31"
    assert report.may_be_signed
    assert bridge_sentence(report, "en") == (
        "92,250.00 (FY2017/18) + 322,502.50 (FY2018/19) − 22,400.00 (Jan–Jun 2019) = HKD 392,352.50; "
        "HKD 392,352.50 ÷ 1.2400 = 316,413.31 + 150.00 (Bank charges) = CNY 316,563.31. Difference 0.00."
    )


def test_two_lots_at_two_rates_share_a_line_and_the_bridge_names_both(stage: Stage) -> None:
    # 100,000.00 at 1.2400, then 50,000.00 at 1.1350: the second row uses up the first lot and begins the second.
    exchanges = (
        Exchange("T1", "100,010.00", "100,000.00", "124,000.00", "1.2400", date(2018, 4, 20)),
        Exchange("T2", "50,010.00", "50,000.00", "56,750.00", "1.1350", date(2018, 4, 23)),
    )
    ledger = """
    2018-05-28  A1  5210  HKD   33,333.33
    2018-06-15  A2  6110  HKD  100,000.01
    2019-02-01  A3  7310  HKD   12,345.67
    2019-02-03  A4  7310  HKD     -345.67
    """
    demo_grant(stage, ledger, exchanges)
    lots = (
        Lot(1, f"{GRANT}/T1", Money.of("HKD", "124000.00"), Money.of("CNY", "100000.00")),
        Lot(2, f"{GRANT}/T2", Money.of("HKD", "56750.00"), Money.of("CNY", "50000.00")),
    )
    charges = "2018-04-20  C1  bank  CNY  20.00\n"
    lines = allocate(read(charges + ledger), lots)
    for mainland in ((2018,), (2019,), (2018, 2019)):
        years = f"{'+'.join(map(str, mainland))}-FY2018-19"
        report = of_books(stage, years)
        assert figures(of_books(stage, years, summed=True)) == figures(report)
        assert figures(report) == figures(report_of(lines, lots, mainland=mainland))
        assert report.bridge.ties
    assert [at.rate for at in of_books(stage, "2018-FY2018-19").bridge.at_rates] == ["1.2400", "1.1350"]


def test_a_reversal_in_the_books_changes_today_and_never_the_signed_copy(stage: Stage) -> None:
    demo_grant(stage, DEMO)
    preparer, approver = stage.account(FINANCE_OFFICE), stage.account(RESEARCH_OFFICE)
    with stage.acting(FINANCE_OFFICE):
        first = prepare_report(grant_ref=GRANT, years=YEARS, actor=preparer, on=TODAY, now=NOW)
    with stage.acting(RESEARCH_OFFICE):
        sign_report(grant_ref=GRANT, number=first.number, actor=approver, on=TODAY, now=NOW)
        frozen = copies.opened(GRANT, first.number).frozen
    with stage.acting(FINANCE_OFFICE):
        wrong = next(fact for fact in spend_facts.of_fund(GRANT) if fact.source == "ST18-0412")
        reverse(journal_id=wrong.journal_id, reason="wrong project", on=date(2019, 2, 2), key=UUID(int=7))
        base = twin.ground(GRANT, on=TODAY)
        signed = copies.opened(GRANT, first.number)
        assert signed.frozen == frozen
        ((effect, changes),) = copies.effects(base)
        assert effect.number == first.number
        assert [change.by for change in changes if change.side == "funder"] == [-wrong.carried]
        correction = issue_correction(grant_ref=GRANT, number=first.number, actor=preparer, on=TODAY, now=NOW)
    with stage.acting(RESEARCH_OFFICE):
        sign_report(grant_ref=GRANT, number=correction.number, actor=approver, on=TODAY, now=NOW)
        assert copies.opened(GRANT, first.number).frozen == frozen
        assert copies.effects(twin.ground(GRANT, on=TODAY)) == ()
    booked, corrected = of_books(stage), of_books(stage, basis=Basis.CORRECTED)
    assert figures(of_books(stage, summed=True)) == figures(booked)
    assert figures(of_books(stage, basis=Basis.CORRECTED, summed=True)) == figures(corrected)
    assert booked.funder.total - corrected.funder.total == wrong.carried
    assert booked.bridge.ties
    assert corrected.bridge.ties


def test_another_pack_shows_the_same_total_in_fewer_rows(stage: Stage) -> None:
    demo_grant(stage, DEMO)
    with stage.acting(FINANCE_OFFICE):
        base = twin.ground(GRANT, on=TODAY)
        ours, theirs = twin.of_years(base, YEARS), twin.of_years(base, YEARS, pack="DEMO-2")
        assert {pack.id for pack in twin.packs_offered(base)} >= {"DEMO-1", "DEMO-2"}
    assert [row.code for row in theirs.funder.rows] == ["equipment", "business", "labour", "bank_charge"]
    assert theirs.funder.total == ours.funder.total
    assert theirs.bridge.ties


@pytest.mark.parametrize("on", [date(2018, 8, 20), TODAY])
def test_the_books_add_lines_up_as_the_law_of_reports_does(stage: Stage, on: date) -> None:
    exchanges = (
        Exchange("T1", "100,010.00", "100,000.00", "124,000.00", "1.2400", date(2018, 4, 20)),
        Exchange("T2", "50,010.00", "50,000.00", "56,750.00", "1.1350", date(2018, 4, 23)),
    )
    ledger = """
    2018-05-03  A1  5210  HKD   33,333.33
    2018-05-28  A2  5210  HKD   90,000.01
    2018-05-31  A3  5210  HKD    9,999.99
    2018-08-20  A4  7310  HKD   12,345.67
    2018-08-21  A5  7310  HKD     -345.67
    """
    demo_grant(stage, ledger, exchanges)
    with stage.acting(FINANCE_OFFICE):
        wrong = next(fact for fact in spend_facts.of_fund(GRANT) if fact.source == "A4")
        turned = reverse(journal_id=wrong.journal_id, reason="wrong", on=date(2018, 9, 2), key=UUID(int=7))
        reverse(journal_id=turned.journal_id, reason="right", on=date(2018, 9, 3), key=UUID(int=8))
        lines, lots = spending.of_grant(GRANT)
        sums, same = spending.sums_of_grant(GRANT, on)

    def told(lines: Iterable[SpendLine]) -> list[object]:
        return sorted(
            (line.on, line.journal, line.line, line.shares, line.amount, line.carried, line.account, line.category,
             line.reverses or 0, line.uses) for line in lines
        )  # fmt: skip

    assert lots == same
    # An entry that is taken back after the day stands by itself already: one more sum, the same figures.
    assert sum(line.amount.minor for line in sums) == sum(
        line.amount.minor for line in lines if line.on <= on
    )
    if on == TODAY:
        assert told(sums) == told(summed(lines))


def test_a_report_takes_few_questions_of_the_database(stage: Stage) -> None:
    demo_grant(stage, DEMO)
    with stage.acting(FINANCE_OFFICE), CaptureQueriesContext(connection) as asked:
        twin.of_years(twin.ground(GRANT, on=TODAY, summed=True), YEARS)
    # Grant and project codes, whether its money may be seen, sums, lots, mapping and its rows, and three of those who
    # know what waits.
    assert len(asked) <= 10, [query["sql"][:80] for query in asked]


def test_the_first_lot_is_the_demos() -> None:
    assert (LOT_1.amount, LOT_1.cost) == (Money.of("HKD", FIRST.bought), Money.of("CNY", FIRST.credited))

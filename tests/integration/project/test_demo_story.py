"""Minutes 2:00 to 4:00 of the demo: every figure comes out of the files, through the product, to the fen."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest

from guohe.funds.queries import budget, lots, trace
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_file import read_file
from guohe.imports.queries import jobs, questions
from guohe.reporting.queries import twin
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage
from tests.factories.people import FINANCE_OFFICE, NOW, TODAY
from tests.integration.project import story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
GRANT = "DEMO-NKP-2018-001"


@pytest.fixture
def stage() -> Stage:
    return Stage(demo_loaded().host, "polyu")


def read(stage: Stage) -> int:
    content = (story.DEMO / "erp.csv").read_bytes()
    actor = stage.account(FINANCE_OFFICE)
    return read_file(host_id=stage.host, name="erp.csv", content=content, actor=actor, now=NOW).job


def read_and_post(stage: Stage) -> int:
    job = read(stage)
    actor = stage.account(FINANCE_OFFICE)
    accept_ticks(job_id=job, actor=actor, now=NOW)
    confirm(job_id=job, actor=actor, now=NOW)
    return job


def test_the_file_is_split_into_what_is_ready_what_needs_a_tick_and_what_waits(stage: Stage) -> None:
    rows = story.listing()
    actual = [row for row in rows if not row.commitment]
    held = story.waiting(rows)
    with stage.acting(FINANCE_OFFICE):
        standing = jobs.job(read(stage)).standing
    assert standing.stated is not None
    assert standing.stated.minor == story.grand_total() == sum(row.cents for row in actual)
    assert standing.read.lines == len(actual) == 16
    assert (standing.question.lines, standing.question.amount.minor) == (
        len(held),
        sum(row.cents for row in held),
    )
    assert (standing.tick.lines, standing.tick.amount.plain) == (1, "3480.00")
    assert standing.ready.amount.minor == standing.stated.minor - standing.question.amount.minor - 348000
    assert standing.ready.lines == 11
    assert standing.orders.lines == 1
    assert standing.difference.minor == 0


def test_four_questions_are_asked_for_the_four_reasons(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        asked = questions.of_job(read(stage))
    assert sorted((question.kind, question.line.amount.plain) for question in asked) == [
        ("duplicate", "62000.00"),
        ("no_category", "4268.00"),
        ("other_project", "15210.00"),
        ("outside_period", "7600.00"),
    ]


def test_the_same_file_twice_adds_nothing(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        first = read_and_post(stage)
        again = read_file(
            host_id=stage.host,
            name="erp.csv",
            content=(story.DEMO / "erp.csv").read_bytes(),
            actor=stage.account(FINANCE_OFFICE),
            now=NOW,
        )
        used = lots.of_fund(GRANT)[-1].used
    assert (again.job, again.was_there) == (first, True)
    accepted = [
        row for row in story.listing() if not row.commitment and row not in story.waiting(story.listing())
    ]
    # The line met twice equals its first occurrence, so one of the two is in the books.
    assert used.minor == sum(row.cents for row in accepted) + 6200000


def test_the_open_order_that_would_pass_the_limit_stays_out_of_the_budget(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        job = read_and_post(stage)
        equipment = next(line for line in budget.position(GRANT) if line.code == "equipment")
        held = [
            finding
            for line in jobs.lines(job)
            for finding in line.findings + ((line.hold,) if line.hold else ())
            if finding.code == "BUD-402"
        ]
    rate = story.bank()[0][2]
    assert rate == 71985000
    # 186,000.00 spent and 40,000.00 ordered, at 1.2400.
    would_be = story.half_up(Fraction(18600000 + 4000000) / Fraction("1.24"))
    assert would_be - equipment.limit.minor == 225806
    assert equipment.actual.plain == "150000.00"
    assert equipment.committed.minor == 0
    assert held
    sentence = held[0].sentence("en")
    assert "182,258.06" in sentence
    assert "2,258.06" in sentence


def accepted_rows() -> list[story.Row]:
    rows = story.listing()
    held = story.waiting(rows)
    kept = [row for row in rows if not row.commitment]
    for row in held:
        kept.remove(row)
    return kept


def test_two_reports_come_out_of_one_file_and_tie(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        read_and_post(stage)
        report = twin.of_years(twin.ground(GRANT, on=TODAY), "2018-FY2018-19")
    (_, sold, _), (_, _, credited) = story.bank()[1], story.bank()[0]
    assert sold == credited == 71985000
    rows, mapping = accepted_rows(), story.categories()
    fen = story.carried(rows, Fraction("1.24"))
    expected: dict[str, int] = defaultdict(int)
    for number, row in enumerate(rows):
        if row.day.year == 2018:
            expected[mapping[row.account]] += fen[number]
    expected["bank_charge"] = 72000000 - credited
    shown = {
        row.code: row.cells[0].amount.minor
        for row in report.funder.rows
        if row.cells[0].amount.minor or row.code in expected
    }
    assert shown == dict(expected)
    assert report.funder.totals[0].plain == "316563.31"
    assert report.host.totals[-1].minor == sum(
        row.cents for row in rows if date(2018, 7, 1) <= row.day < date(2019, 7, 1)
    )
    assert report.bridge.difference.minor == 0
    assert report.may_be_signed


def test_a_fen_is_never_lost_between_two_years(stage: Stage) -> None:
    rows = accepted_rows()
    fen = story.carried(rows, Fraction("1.24"))
    labour = {
        year: sum(fen[n] for n, row in enumerate(rows) if row.account == "5210" and row.day.year == year)
        for year in (2018, 2019)
    }
    with stage.acting(FINANCE_OFFICE):
        read_and_post(stage)
        ground = twin.ground(GRANT, on=TODAY)
        of_year = {
            year: next(
                row.cells[0].amount.minor
                for row in twin.of_years(ground, f"{year}-FY2018-19").funder.rows
                if row.code == "labour"
            )
            for year in (2018, 2019)
        }
    assert of_year == labour == {2018: 5274194, 2019: 1806451}
    assert sum(of_year.values()) == 7080645


def test_the_trace_goes_both_ways_and_its_proof_line_is_zero(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        read_and_post(stage)
        forward = trace.forward(f"{GRANT}/T1")
        (back,) = trace.by_source("AP18-00901")
    proof = forward.proof
    used = story.half_up(Fraction(sum(row.cents for row in accepted_rows())) / Fraction("1.24"))
    assert (proof.sent.plain, proof.charge.plain) == ("720000.00", "150.00")
    assert proof.used.minor == used == 33447782
    assert proof.left.plain == "385372.18"
    assert proof.difference.minor == 0
    (share,) = back.shares
    assert share.carried.plain == "150000.00"
    assert share.conversions[0].rate == "1.2400"
    assert share.receipt is not None
    assert (share.receipt.credited.plain, share.receipt.sent.plain) == ("719850.00", "720000.00")

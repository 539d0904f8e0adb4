"""A line that came before is not added twice, and no earlier import can keep it out of the books without a way on."""

from __future__ import annotations

import pytest

from guohe.imports.models import Line, Question
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import jobs
from guohe.kernel.findings import Refused
from tests.factories.imports import Ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

TWO = (("02/05/2018", "AP18-1", "6110", "10.00"), ("03/05/2018", "AP18-2", "6110", "20.00"))
THREE = (*TWO, ("04/05/2018", "AP18-3", "6110", "30.00"))


def told_of(number: int) -> dict[str, str]:
    """The sentences about the file as a whole, by code."""
    return {finding.code: finding.sentence("en") for finding in jobs.file_findings(number)}


def test_a_file_whose_total_is_wrong_keeps_no_line_of_the_right_file_out(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        wrong = ground.read("bad/control_total.csv").job
        with pytest.raises(Refused) as stopped:
            confirm(job_id=wrong, actor=ground.finance, now=NOW)
        assert [finding.code for finding in stopped.value.findings] == ["IMP-510"]
        right = ground.read("erp.csv").job
        standing = jobs.job(right).standing
        assert (standing.ready.lines, standing.tick.lines, standing.question.lines) == (11, 1, 4)
        assert (standing.already_waits.lines, standing.difference.minor) == (0, 0)
        # All 16 costs and the open order of the stopped file stand in the right one now, and are asked about once.
        assert set(Line.objects.filter(job_id=wrong).values_list("state", flat=True)) == {"withdrawn"}
        assert set(Question.objects.filter(job_id=wrong).values_list("state", flat=True)) == {"withdrawn"}
        left = jobs.job(wrong).standing
        assert (left.taken_back.lines, left.waiting.lines, left.accepted.lines) == (16, 0, 0)
        assert told_of(right)["IMP-126"].startswith("16 of these lines (HKD 503,830.50) also stand in import")
        assert confirm(job_id=right, actor=ground.finance, now=NOW).posted == 11


def test_a_line_that_waits_unconfirmed_is_told_with_its_import_and_the_way_on(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first = ground.read("erp.csv").job
        second = ground.read("erp.xlsx").job
        standing = jobs.job(second).standing
        sentence = told_of(second)["IMP-124"]
        # The same count and sum as the table beside it: the open order is in neither.
        assert (standing.already_waits.lines, standing.already_waits.amount.plain) == (16, "503830.50")
        assert "16 of these lines (HKD 503,830.50)" in sentence
        assert f"undo import {first}" in sentence


def test_after_the_earlier_import_is_undone_the_later_one_is_ready(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first = ground.read("erp.csv").job
        second = ground.read("erp.xlsx").job
        done = undo_import(job_id=first, reason="exported again", actor=ground.finance, now=NOW)
        assert done.read_again == ((second, 17),)
        standing = jobs.job(second).standing
        assert (standing.ready.lines, standing.tick.lines, standing.question.lines) == (11, 1, 4)
        assert (standing.already_waits.lines, standing.difference.minor) == (0, 0)
        assert "IMP-124" not in told_of(second)
        assert {"IMP-121", "IMP-132"} <= {finding.code for finding in jobs.all_findings(second)}
        assert Question.objects.filter(job_id=second, state="open").count() == 4
        assert confirm(job_id=second, actor=ground.finance, now=NOW).posted == 11


def test_lines_taken_back_from_the_books_are_free_for_a_file_that_had_them_too(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first = ground.read("may.csv", listing(TWO, total="30.00")).job
        confirm(job_id=first, actor=ground.finance, now=NOW)
        second = ground.read("june.csv", listing(THREE, total="60.00")).job
        assert (jobs.job(second).standing.already.lines, jobs.job(second).standing.ready.lines) == (2, 1)
        assert undo_import(job_id=first, reason="wrong", actor=ground.finance, now=NOW).read_again == (
            (second, 2),
        )
        standing = jobs.job(second).standing
        assert (standing.already.lines, standing.ready.lines, standing.ready.amount.plain) == (0, 3, "60.00")
        assert "IMP-122" not in told_of(second)


def test_an_import_that_was_undone_waits_for_nothing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("erp.csv")
        second = ground.read("erp.xlsx").job
        undo_import(job_id=second, reason="not needed", actor=ground.finance, now=NOW)
        standing = jobs.job(second).standing
        assert (standing.waiting.lines, standing.accepted.lines, standing.left_out.lines) == (0, 0, 16)
        assert not standing.difference


def test_lines_left_in_a_confirmed_import_are_settled_there(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first, _ = ground.confirmed()
        second = ground.read("erp.xlsx").job
        told = told_of(second)
        # 12 lines are posted; the four that wait for an answer, 89,078.00, stay with the import that asked.
        assert "12 of these lines (HKD 414,752.50)" in told["IMP-122"]
        assert "4 of these lines (HKD 89,078.00)" in told["IMP-125"]
        assert f"import {first}" in told["IMP-125"]
        assert "undo" not in told["IMP-125"]


def test_a_file_with_a_wrong_total_gives_up_only_the_lines_that_came_again(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        wrong = ground.read("wrong.csv", listing(THREE, total="61.00")).job
        right = ground.read("right.csv", listing(TWO, total="30.00")).job
        assert jobs.job(right).standing.ready.lines == 2
        assert [line.state for line in jobs.lines(wrong)] == ["withdrawn", "withdrawn", "staged"]
        standing = jobs.job(wrong).standing
        assert (standing.ready.lines, standing.taken_back.lines, standing.difference.plain) == (1, 2, "1.00")

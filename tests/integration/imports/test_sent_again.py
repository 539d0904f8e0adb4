"""A listing sent again: a document with another figure waits for a person's word, beside the entry that stands."""

from __future__ import annotations

from uuid import uuid4

import pytest

from guohe.funds.operations.reverse_journal import reverse
from guohe.imports.operations.confirm import confirm
from guohe.imports.queries import jobs, questions
from tests.factories.imports import Ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW, TODAY
from tests.integration.imports.test_same_cost import answer, confirmed, live

pytestmark = pytest.mark.usefixtures("demo_books")

TRAIN = ("03/05/2018", "AP-2", "6420", "23.00")
FIRST = (("02/05/2018", "AP-1", "6110", "115.00"), TRAIN)


def read(ground: Ground, name: str, rows: tuple[tuple[str, str, str, str], ...]) -> int:
    return ground.read(name, listing(rows)).job


@pytest.fixture
def posted(ground: Ground) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, "first.csv", FIRST)
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 2
        return job


@pytest.mark.parametrize(
    "line", [("02/05/2018", "AP-1", "6110", "115.50"), ("12/05/2018", "AP-1", "6110", "115.00")]
)
def test_another_amount_or_day_of_a_document_waits_beside_its_entry(
    ground: Ground, posted: int, line: tuple[str, str, str, str]
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = next(each.journal_id for each in jobs.lines(posted) if each.source == "AP-1")
        job = read(ground, "again.csv", (line, TRAIN))
        (asked,) = questions.of_job(job)
        assert asked.finding is not None
        assert (asked.kind, asked.finding.code) == ("corrected", "IMP-340")
        told = asked.finding.sentence("en")
        assert (
            f"it stands with HKD 115.00 of 2018-05-02 as J-{entry}, from import {posted} (first.csv, row 2)"
            in told
        )
        assert confirmed(ground, job)[0] == 0
        assert live("AP-1") == [11_500]
    assert answer(ground, asked.number, "count") is None
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, job)[0] == 1
        assert len(live("AP-1")) == 2
        # What was said is kept: the listing of the next month asks nothing again.
        following = read(ground, "next.csv", (line, TRAIN, ("04/06/2018", "AP-3", "6110", "1.00")))
        assert questions.of_job(following) == ()


def test_a_line_that_waits_elsewhere_is_named_by_its_import(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first = read(ground, "first.csv", FIRST)
        job = read(ground, "again.csv", (("02/05/2018", "AP-1", "6110", "115.50"), TRAIN))
        (asked,) = questions.of_job(job)
        assert asked.finding is not None
        assert asked.finding.code == "IMP-341"
        assert f"in import {first} (first.csv, row 2) it waits with HKD 115.00" in asked.finding.sentence(
            "en"
        )


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((*FIRST, ("02/05/2018", "AP-1", "6110", "7.00")), id="another split line beside it"),
        pytest.param((("02/05/2018", "AP-1", "6420", "7.00"), TRAIN), id="a line of another account"),
        pytest.param((("02/05/2019", "AP-1", "6110", "7.00"),), id="numbered anew in another year"),
        pytest.param((("04/06/2018", "AP-1", "6110", "7.00"),), id="numbered anew in the next month"),
        pytest.param(
            (("02/05/2018", "AP-1", "6110", "-115.00"), ("02/05/2018", "AP-1", "6110", "115.50")),
            id="taken back",
        ),
    ],
)
def test_what_is_no_correction_is_not_asked_about(
    ground: Ground, posted: int, rows: tuple[tuple[str, str, str, str], ...]
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert questions.of_job(read(ground, "again.csv", rows)) == ()


@pytest.mark.parametrize("word", ["-", "misc", "PC2018"])
def test_a_word_for_many_lines_names_no_document(ground: Ground, word: str) -> None:
    def of(cents: str) -> tuple[tuple[str, str, str, str], ...]:
        return tuple((f"{day:02}/05/2018", word, "6110", f"{day}.{cents}") for day in range(2, 8))

    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=read(ground, "first.csv", of("10")), actor=ground.finance, now=NOW)
        assert questions.of_job(read(ground, "again.csv", of("20"))) == ()


def test_a_cost_that_was_reversed_is_told_as_reversed_and_posted_again_by_a_word_alone(
    ground: Ground, posted: int
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = next(each.journal_id for each in jobs.lines(posted) if each.source == "AP-1") or 0
        turned = reverse(journal_id=entry, reason="not ours", on=TODAY, key=uuid4())
        job = read(ground, "next.csv", (*FIRST, ("04/06/2018", "AP-3", "6110", "1.00")))
        (asked,) = questions.of_job(job)
        assert asked.finding is not None
        assert (asked.kind, asked.finding.code) == ("reversed", "IMP-342")
        told = asked.finding.sentence("en")
        assert f"was in the books as J-{entry}; J-{turned.journal_id} of " in told
        standing = jobs.job(job).standing
        assert (str(standing.already.amount), str(standing.question.amount)) == ("HKD 23.00", "HKD 115.00")
        assert confirmed(ground, job)[0] == 1
        assert live("AP-1") == []
    assert answer(ground, asked.number, "count") is None
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, job)[0] == 1
        assert live("AP-1") == [11_500]
        assert (
            questions.of_job(read(ground, "later.csv", (*FIRST, ("05/06/2018", "AP-4", "6110", "2.00"))))
            == ()
        )


def test_a_reversed_cost_that_was_left_out_stays_out(ground: Ground, posted: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = next(each.journal_id for each in jobs.lines(posted) if each.source == "AP-1") or 0
        reverse(journal_id=entry, reason="not ours", on=TODAY, key=uuid4())
        (asked,) = questions.of_job(
            read(ground, "next.csv", (*FIRST, ("04/06/2018", "AP-3", "6110", "1.00")))
        )
    answer(ground, asked.number, "not_ours")
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, "later.csv", (*FIRST, ("05/06/2018", "AP-4", "6110", "2.00")))
        assert questions.of_job(job) == ()
        assert jobs.job(job).standing.already.lines == 1
        assert live("AP-1") == []


def test_a_reversal_that_was_reversed_after_all_posts_nothing_twice(ground: Ground, posted: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = next(each.journal_id for each in jobs.lines(posted) if each.source == "AP-1") or 0
        turned = reverse(journal_id=entry, reason="not ours", on=TODAY, key=uuid4())
        job = read(ground, "next.csv", (*FIRST, ("04/06/2018", "AP-3", "6110", "1.00")))
        (asked,) = questions.of_job(job)
        reverse(journal_id=turned.journal_id, reason="it was ours", on=TODAY, key=uuid4())
    assert answer(ground, asked.number, "count") is not None
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.finding.code for each in questions.of_job(job) if each.finding] == ["IMP-127"]
        assert confirmed(ground, job)[0] == 1

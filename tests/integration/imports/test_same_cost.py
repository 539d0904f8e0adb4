"""One cost is posted once, whatever a corrected file calls its project or its account, and by whatever route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from guohe.funds.queries import spend_facts
from guohe.imports.models import Line, Question
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_file import read_file
from guohe.imports.queries import jobs, questions, shown
from guohe.kernel.findings import Finding, Refused
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, listing
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

ONE = (("02/05/2018", "AP-1", "6110", "100.00"),)


def live(source: str, ref: str = STEEL) -> list[int]:
    """The amounts, in cents, at which a document is charged now."""
    facts = [fact for fact in spend_facts.of_fund(ref) if fact.source == source]
    return [fact.amount.minor for fact in facts if fact.reverses is None and fact.reversed_by is None]


def demo_with(seen: str, read_as: str) -> bytes:
    text = (DEMO / "erp-utf8.csv").read_text(encoding="utf-8")
    assert text.count(seen) == 1
    return text.replace(seen, read_as).encode("utf-8")


def answer(
    ground: Ground, number: int, said: str, *, who: str = RESEARCH_OFFICE, chosen: str = ""
) -> int | None:
    with ground.stage.acting(who):
        return answer_question(
            question_id=number, answer=said, chosen=chosen, note="said in a test", actor=ground.stage.account(who), now=NOW
        ).next_question  # fmt: skip


def confirmed(ground: Ground, job: int) -> tuple[int, tuple[Finding, ...]]:
    """How many lines were posted, and why others were not; nothing ready posts nothing."""
    if not shown.ready_now(job):
        with pytest.raises(Refused, match="IMP-509"):
            confirm(job_id=job, actor=ground.finance, now=NOW)
        return 0, ()
    done = confirm(job_id=job, actor=ground.finance, now=NOW)
    return done.posted, tuple(finding for _, finding in done.held)


def test_a_project_corrected_at_source_after_its_tick_is_in_the_books_already(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first, _ = ground.confirmed()
        assert live("ST18-0412") == [348_000]
        again = ground.read("corrected.csv", demo_with("ZZ0I-DEMO", "ZZ01-DEMO")).job
        assert again != first
        assert confirmed(ground, again)[0] == 0
        assert live("ST18-0412") == [348_000]
        # All twelve posted lines of the first file: 411,272.50 ready and the ticked 3,480.00.
        assert jobs.job(again).standing.already.lines == 12
        assert jobs.job(again).standing.already.amount.plain == "414752.50"


def test_an_account_corrected_at_source_is_asked_about_and_said_in_three_languages(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first, _ = ground.confirmed()
        again = ground.read("corrected.csv", demo_with(",6900,Entertainment", ",6420,Entertainment")).job
        (asked,) = questions.of_job(again)
        assert (asked.kind, asked.line.source) == ("duplicate", "ST19-0107")
        assert asked.finding is not None
        assert [asked.finding.sentence(lang) for lang in ("en", "zh-hant", "zh-hans")] == [
            "Row 23: ST19-0107 came before, in erp.csv, row 23: same reference, date and amount (HKD 4,268.00), there "
            "under ZZ01-DEMO 6900, here under ZZ01-DEMO 6420. Is it one cost or two? The line waits.",
            "第 23 行：ST19-0107 先前已在 erp.csv 第 23 行出現，單據、日期及金額（HKD 4,268.00）相同；該處屬 ZZ01-DEMO 6900，"
            "此處屬 ZZ01-DEMO 6420。是一筆還是兩筆支出？此行待答覆。",
            "第 23 行：ST19-0107 此前已在 erp.csv 第 23 行出现，单据、日期及金额（HKD 4,268.00）相同；该处属于 ZZ01-DEMO 6900，"
            "此处属于 ZZ01-DEMO 6420。是一笔还是两笔支出？此行待答复。",
        ]
        assert confirmed(ground, again)[0] == 0
        old = next(one for one in questions.of_job(first) if one.kind == "no_category")
    answer(ground, asked.number, "duplicate", who=INVESTIGATOR)
    assert answer(ground, old.number, "category", chosen="travel") is None
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, first)[0] == 1
        assert live("ST19-0107") == [426_800]


def test_two_costs_are_posted_twice_only_by_a_persons_word(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("one.csv", listing(ONE, total="100.00")).job
        assert confirmed(ground, job)[0] == 1
        rows = (("02/05/2018", "AP-1", "6420", "100.00"),)
        other = ground.read("two.csv", listing(rows, total="100.00")).job
        (asked,) = questions.of_job(other)
        assert confirmed(ground, other)[0] == 0
    assert answer(ground, asked.number, "count") is None
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, other)[0] == 1
        assert live("AP-1") == [10_000, 10_000]


@dataclass(frozen=True)
class Two:
    """Two imports of one cost, the older of which waits for its category; ``question`` is asked about that line."""

    old: int
    new: int
    question: int


@pytest.fixture
def two(ground: Ground) -> Two:
    """The older file does not add up to its total, so it keeps no line of another file out."""
    with ground.stage.acting(FINANCE_OFFICE):
        old = ground.read("old.csv", listing((("02/05/2018", "AP-1", "6900", "100.00"),), total="999.00")).job
        (asked,) = questions.of_job(old)
        new = ground.read("new.csv", listing(ONE, total="100.00")).job
        assert questions.of_job(new) == ()
    return Two(old, new, asked.number)


def test_an_answer_meets_the_cost_in_the_books_and_asks_the_next_question(ground: Ground, two: Two) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, two.new)[0] == 1
    following = answer(ground, two.question, "category", chosen="travel")
    assert following is not None
    with ground.stage.acting(FINANCE_OFFICE):
        asked = questions.question(following)
        assert (asked.kind, asked.finding and asked.finding.code) == ("duplicate", "IMP-127")
        assert live("AP-1") == [10_000]


def test_a_confirmation_asks_the_books_again(ground: Ground, two: Two) -> None:
    assert answer(ground, two.question, "category", chosen="travel") is None
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, two.new)[0] == 1
        why = "the listing was cut; its total was not"
        done = confirm(job_id=two.old, actor=ground.finance, total_explained=why, now=NOW)
        assert (done.posted, [finding.code for _, finding in done.held]) == (0, ["IMP-127"])
        assert live("AP-1") == [10_000]
        line = Line.objects.get(job_id=two.old)
        assert (line.state, Question.objects.get(line=line, state="open").kind) == ("question", "duplicate")


def test_a_word_about_one_pair_says_nothing_about_a_third_line(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, ground.read("one.csv", listing(ONE, total="100.00")).job)[0] == 1
        second = ground.read(
            "two.csv", listing((("02/05/2018", "AP-1", "6420", "100.00"),), total="100.00")
        ).job
        (asked,) = questions.of_job(second)
    answer(ground, asked.number, "count")
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, second)[0] == 1
        third = ground.read(
            "three.csv", listing((("02/05/2018", "AP-1", "7310", "100.00"),), total="100.00")
        ).job
        (asked,) = questions.of_job(third)
    # One word for each of the two earlier lines.
    following = answer(ground, asked.number, "count")
    assert following is not None
    assert answer(ground, following, "count") is None
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, third)[0] == 1
        assert live("AP-1") == [10_000] * 3


def test_one_file_that_names_a_cost_under_a_slip_and_under_its_project_posts_it_once(ground: Ground) -> None:
    # ZZ0I-DEMO is ZZ01-DEMO with a slip: its tick makes both lines the same cost.
    rows = listing(ONE).decode().splitlines()
    content = "\n".join([*rows, rows[1].replace("ZZ01", "ZZ0I")]).encode()
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("slip.csv", content).job
        accept_ticks(job_id=job, actor=ground.finance, now=NOW)
        posted, held = confirmed(ground, job)
        assert (posted, [finding.code for finding in held]) == (1, ["IMP-127"])
        assert live("AP-1") == [10_000]


def test_a_cost_of_another_project_is_asked_about(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, ground.read("one.csv", listing(ONE, total="100.00")).job)[0] == 1
        rows = (("02/07/2018", "AP-2", "6110", "10.00"), *ONE)
        job = ground.read("rail.csv", listing(rows, project="ZZ02-DEMO", total="110.00")).job
        kinds = {one.line.source: one.kind for one in questions.of_job(job)}
        assert kinds["AP-1"] == "duplicate"
        assert {finding.code for finding in jobs.all_findings(job)} >= {"IMP-127", "BUD-403"}
        assert live("AP-1", RAIL) == []


def test_a_file_of_a_later_day_with_the_same_words_is_another_cost(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirmed(ground, ground.read("one.csv", listing(ONE, total="100.00")).job)[0] == 1
        rows = (("03/05/2018", "AP-1", "6420", "100.00"),)
        job = read_file(
            host_id=ground.stage.host, name="next.csv", content=listing(rows, total="100.00"), actor=ground.finance,
            now=NOW + timedelta(days=1),
        ).job  # fmt: skip
        assert questions.of_job(job) == ()
        assert confirmed(ground, job)[0] == 1

"""Every page and command calls one state by one word, and what it adds up adds up on the page itself."""

from __future__ import annotations

import re

import pytest
from pytest_django import Settings

from guohe.imports.domain.steps import steps_done
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.queries import jobs, questions
from guohe.imports.queries.reading import headline, proof_line
from guohe.imports.queries.tables import jobs_table, standing_table
from guohe.kernel.money import Money
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def test_the_lines_of_a_grant_are_added_up_by_status_and_then_together(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        duplicate = next(asked for asked in questions.of_job(job) if asked.kind == "duplicate")
    with ground.stage.acting(INVESTIGATOR):
        answer_question(
            question_id=duplicate.number,
            answer="duplicate",
            actor=ground.stage.account(INVESTIGATOR),
            now=NOW,
        )
    page = words(seen_by(INVESTIGATOR).get(f"/en/grants/{STEEL}/lines").content)
    # 89,078.00 waited; 62,000.00 of it is left out now.
    parts = ("in the books: 12 lines HKD 414,752.50", "waits for an answer: 3 lines HKD 27,078.00", "left out: 1 line HKD 62,000.00")  # fmt: skip
    assert [part for part in parts if part not in page] == []
    assert "All costs, lines: 16 HKD 503,830.50" in page
    assert "−1,250.00 in the books, return" in page


@pytest.mark.parametrize(
    ("lang", "word"),
    [
        ("en", "In the file's total but in no line"),
        ("zh-hant", "檔案總計所列，各行所無"),
        ("zh-hans", "文件总计所列，各行所无"),
    ],
)
def test_what_no_line_has_is_a_row_so_that_the_table_adds_to_the_files_total(
    ground: Ground, lang: str, word: str
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        standing = jobs.job(ground.read("bad/control_total.csv").job).standing
    table = standing_table(standing, lang)
    assert table.rows[-1] == (word, None, Money.of("HKD", "50.00"))
    assert table.totals is not None
    assert sum(row[2].minor for row in table.rows) == table.totals[2].minor == 503_880_50  # type: ignore[union-attr]


def test_an_open_order_is_not_called_ready_beside_the_costs_that_are(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
    page = seen_by(FINANCE_OFFICE).get(f"/en/import/{job}/check").content.decode()
    rows = re.findall(r'<tr data-row role="row">.*?</tr>', page, re.DOTALL)
    ready = [row for row in rows if ">ready" in row]
    assert len(ready) == 11
    (order,) = [row for row in rows if "Data logger" in row]
    assert "order, kept apart" in order


def test_one_word_a_state_before_and_after_posting(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = ground.read().job
        job = jobs.job(number)
        assert proof_line(job.standing, "en") == (
            "HKD 503,830.50 in the file = 411,272.50 ready + 0.00 in the books + 92,558.00 waiting (needs a tick 3,480.00, waits for an answer 89,078.00) + 0.00 left out. "
            "Difference 0.00."
        )
        confirm(job_id=number, actor=ground.finance, now=NOW)
        after = jobs.job(number)
        told = headline(after, "en")
        assert told.startswith(
            "16 lines read. 0 ready. 1 to tick. 4 waiting for an answer. 0 cannot be read. 11 in the books."
        )
        assert "411,272.50 in the books" in proof_line(after.standing, "en")
        heads = [column.head for column in jobs_table([after], "en").columns]
        assert "Accepted" not in heads
        assert {"Ready", "In the books", "Waiting or held"} <= set(heads)


def test_a_step_is_done_when_nothing_of_it_waits(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = ground.read().job
        assert steps_done(jobs.job(number)) == {"file", "columns", "check"}
    shown = seen_by(FINANCE_OFFICE).get(f"/en/import/{number}/confirm").content.decode()
    steps = shown.partition('class="gh-steps"')[2].partition("</nav>")[0]
    assert steps.count("(done)") == 3
    resolve = next(step for step in steps.split("</li>") if "Resolve" in step)
    assert "(done)" not in resolve
    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=number, actor=ground.finance, now=NOW)
        # Lines wait still: neither is the import confirmed as a whole.
        assert steps_done(jobs.job(number)) == {"file", "columns", "check"}
    result = seen_by(FINANCE_OFFICE).get(f"/en/import/{number}/result").content.decode()
    assert "What still waits" in result
    assert "Post what became ready since" not in result


def test_stops_and_holds_stand_before_notes_and_in_each_the_biggest_money_first(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        found = jobs.causes(ground.read().job, "HKD")
    # users.md 3.0: stop, hold and note are never mixed in one list. IMP-133 is the one note, and the biggest money.
    assert [(cause.code, cause.amount.plain) for cause in found] == [
        ("IMP-121", "62000.00"),
        ("IMP-132", "15210.00"),
        ("BUD-403", "7600.00"),
        ("REP-702", "4268.00"),
        ("IMP-131", "3480.00"),
        ("IMP-133", "186000.00"),
    ]


def test_a_finding_stands_where_its_line_stands_now(ground: Ground) -> None:
    """Answered as the rail grant's, the line is held for want of money: that is what it waits for, and no answer any more."""
    with ground.stage.acting(FINANCE_OFFICE):
        number = ground.read().job
        asked = next(each.number for each in questions.of_job(number) if each.kind == "other_project")
        assert {cause.code: cause.group for cause in jobs.causes(number, "HKD")}["IMP-132"] == "hold"
    with ground.stage.acting(RESEARCH_OFFICE):
        actor = ground.stage.account(RESEARCH_OFFICE)
        answer_question(question_id=asked, answer="move", chosen=RAIL, actor=actor, now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=number, actor=ground.finance, now=NOW)
        groups = {cause.code: cause.group for cause in jobs.causes(number, "HKD")}
    assert (groups["IMP-132"], groups["MON-321"], groups["BUD-402"]) == ("settled", "hold", "hold")
    assert (groups["IMP-121"], groups["IMP-133"]) == ("hold", "note")
    page = seen_by(FINANCE_OFFICE).get(f"/en/import/{number}/check").content.decode()
    holds, settled = page.index("Hold: not posted yet"), page.index("Settled: no line waits")
    assert holds < page.index('id="cause-MON-321"') < settled < page.index('id="cause-IMP-132"')

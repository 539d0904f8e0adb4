"""Questions are answered by those with standing, with ready answers, and silence decides nothing."""

from __future__ import annotations

import pytest

from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.operations.answer_question import Answered, answer_question
from guohe.imports.operations.ask_question import ask_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.queries import jobs, lines, questions
from guohe.kernel.findings import Refused
from tests.factories.imports import RAIL, STEEL, Ground, listing
from tests.factories.people import (
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def job(ground: Ground) -> int:
    """The demo's listing, read by the finance officer."""
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.read().job


def asked(ground: Ground, job: int, kind: str) -> QuestionFacts:
    with ground.stage.acting(FINANCE_OFFICE):
        return next(question for question in questions.of_job(job) if question.kind == kind)


def answer(ground: Ground, who: str, number: int, said: str, chosen: str = "", note: str = "") -> Answered:
    with ground.stage.acting(who):
        return answer_question(
            question_id=number,
            answer=said,
            chosen=chosen,
            note=note,
            actor=ground.stage.account(who),
            now=NOW,
        )


def refusal(ground: Ground, who: str, number: int, said: str, chosen: str = "", note: str = "") -> str:
    with pytest.raises(Refused) as refused:
        answer(ground, who, number, said, chosen, note)
    return refused.value.findings[0].code


def test_the_demo_file_asks_its_four_questions(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        found = questions.of_job(job)
    assert [(question.kind, question.line.source) for question in found] == [
        ("outside_period", "AP18-00412"),
        ("duplicate", "AP18-01120"),
        ("other_project", "AP19-00188"),
        ("no_category", "ST19-0107"),
    ]
    assert all(2 <= len(question.ready) <= 4 for question in found)
    assert all(question.due_date > TODAY for question in found)


def test_an_answer_moves_the_line_and_is_kept_with_its_giver(ground: Ground, job: int) -> None:
    duplicate = asked(ground, job, "duplicate")
    done = answer(ground, INVESTIGATOR, duplicate.number, "duplicate", note="one test, billed once")
    assert (done.effect, done.line_state) == ("left_out", "rejected")
    with ground.stage.acting(FINANCE_OFFICE):
        told = questions.question(duplicate.number)
        assert told.state == "answered"
        (said,) = told.answers
        assert (said.who.en, said.answer, said.note, said.effect) == (
            "Dr Demo Yip", "duplicate", "one test, billed once", "left_out",
        )  # fmt: skip
        assert jobs.job(job).standing.rejected.lines == 1


def test_without_standing_one_is_told_who_can_answer_and_may_add_a_note(ground: Ground, job: int) -> None:
    number = asked(ground, job, "duplicate").number
    with pytest.raises(Refused) as refused:
        answer(ground, AUDITOR, number, "duplicate")
    (finding,) = refused.value.findings
    assert finding.code == "ACC-611"
    assert (
        finding.sentence("en")
        == "Dr Demo Yip, Ms Sample Ng or Mr Test Lau can answer this; you can add a note."
    )
    assert finding.sentence("zh-hant").endswith("你可以加註。")
    assert finding.sentence("zh-hans").endswith("您可以添加备注。")
    done = answer(ground, AUDITOR, number, "note", note="see the test report of October")
    assert (done.effect, done.line_state) == ("noted", "question")
    with ground.stage.acting(FINANCE_OFFICE):
        assert questions.question(number).state == "open"


def test_whoever_asked_does_not_count_the_cost_in(ground: Ground, job: int) -> None:
    number = asked(ground, job, "outside_period").number
    assert refusal(ground, FINANCE_OFFICE, number, "count", note="consent of 2018-04-02") == "ACC-611"
    assert answer(ground, RESEARCH_OFFICE, number, "count", note="consent of 2018-04-02").effect == "ready"


def test_counting_in_needs_a_reason(ground: Ground, job: int) -> None:
    number = asked(ground, job, "outside_period").number
    assert refusal(ground, RESEARCH_OFFICE, number, "count") == "IMP-504"


def test_an_answered_question_is_not_answered_again(ground: Ground, job: int) -> None:
    number = asked(ground, job, "duplicate").number
    answer(ground, INVESTIGATOR, number, "duplicate")
    assert refusal(ground, RESEARCH_OFFICE, number, "count", note="x") == "IMP-502"


def test_a_line_left_out_by_mistake_is_asked_about_again_and_both_answers_stay(
    ground: Ground, job: int
) -> None:
    first = asked(ground, job, "duplicate")
    answer(ground, INVESTIGATOR, first.number, "duplicate")
    with ground.stage.acting(FINANCE_OFFICE):
        assert lines.line(first.line.number).state == "rejected"
        again = ask_question(
            line_id=first.line.number, words="A second test, not a copy?", actor=ground.finance, now=NOW
        )
        assert (lines.line(first.line.number).state, questions.question(again).kind) == (
            "question",
            "duplicate",
        )
    done = answer(ground, RESEARCH_OFFICE, again, "count", note="two test reports, 2018-10-05")
    assert (done.effect, done.line_state) == ("ready", "staged")
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.state for each in questions.of_line(first.line.number)] == ["answered", "answered"]
        confirm(job_id=job, actor=ground.finance, now=NOW)
        assert lines.line(first.line.number).state == "posted"


def test_only_the_ready_answers_of_a_question_are_answers(ground: Ground, job: int) -> None:
    number = asked(ground, job, "duplicate").number
    assert refusal(ground, INVESTIGATOR, number, "category", chosen="materials") == "IMP-503"
    assert refusal(ground, INVESTIGATOR, number, "perhaps") == "IMP-503"


def test_waiting_decides_nothing(ground: Ground, job: int) -> None:
    number = asked(ground, job, "duplicate").number
    assert answer(ground, INVESTIGATOR, number, "wait").line_state == "question"
    with ground.stage.acting(FINANCE_OFFICE):
        assert questions.question(number).state == "open"


def test_a_line_moves_to_the_grant_that_is_named_and_takes_its_category(ground: Ground, job: int) -> None:
    question = asked(ground, job, "other_project")
    assert refusal(ground, RESEARCH_OFFICE, question.number, "move", chosen="DEMO-NONE") == "IMP-505"
    # Another grant is another one: moved to its own, the line would be counted in without a reason.
    assert refusal(ground, RESEARCH_OFFICE, question.number, "move", chosen=STEEL) == "IMP-505"
    assert answer(ground, RESEARCH_OFFICE, question.number, "move", chosen=RAIL).effect == "ready"
    with ground.stage.acting(FINANCE_OFFICE):
        line = lines.line(question.line.number)
        assert (line.grant_ref, line.category, line.state) == (RAIL, "materials", "staged")
        # The rail grant has received nothing yet, so the books hold the line.
        ((number, finding),) = [
            held
            for held in confirm(job_id=job, actor=ground.finance, now=NOW).held
            if held[1].code == "MON-321"
        ]
        assert number == line.number
        assert RAIL in finding.sentence("en")


def test_a_category_is_chosen_among_those_of_the_grant(ground: Ground, job: int) -> None:
    number = asked(ground, job, "no_category").number
    assert refusal(ground, RESEARCH_OFFICE, number, "category", chosen="parties") == "IMP-506"
    assert answer(ground, RESEARCH_OFFICE, number, "category", chosen="travel").effect == "ready"


def test_a_line_with_two_causes_is_asked_about_the_second_when_the_first_is_answered(ground: Ground) -> None:
    rows = (("02/04/2018", "AP-1", "6900", "10.00"),)
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("two.csv", listing(rows, total="10.00")).job
        (first,) = questions.of_job(job)
    done = answer(ground, RESEARCH_OFFICE, first.number, "count", note="consent of 2018-04-01")
    assert done.next_question is not None
    with ground.stage.acting(FINANCE_OFFICE):
        assert questions.question(done.next_question).kind == "no_category"
        assert lines.line(first.line.number).state == "question"
    assert (
        answer(ground, RESEARCH_OFFICE, done.next_question, "category", chosen="travel").line_state
        == "staged"
    )


def test_one_asks_about_a_line_once_at_a_time(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        line = next(line for line in jobs.lines(job) if line.source == "AP18-00901")
        number = ask_question(line_id=line.number, words="Which set is this?", actor=ground.finance, now=NOW)
        assert questions.question(number).words == "Which set is this?"
        with pytest.raises(Refused) as refused:
            ask_question(line_id=line.number, words="And this?", actor=ground.finance, now=NOW)
    assert refused.value.findings[0].code == "IMP-507"


def test_a_line_in_the_books_is_not_asked_about(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=job, actor=ground.finance, now=NOW)
        line = next(line for line in jobs.lines(job) if line.state == "posted")
        with pytest.raises(Refused) as refused:
            ask_question(line_id=line.number, words="Really?", actor=ground.finance, now=NOW)
    assert refused.value.findings[0].code == "IMP-517"


def test_everyone_finds_the_questions_they_can_answer(ground: Ground, job: int) -> None:
    for who, count in ((INVESTIGATOR, 4), (RESEARCH_OFFICE, 4), (AUDITOR, 0), (PROGRAMME_OFFICER, 0)):
        with ground.stage.acting(who):
            found = questions.for_person(ground.stage.account(who), on=TODAY)
        assert len(found) == count, who

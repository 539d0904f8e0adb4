"""A page offers what this person may do, says who may do the rest, and tells what is missing without quoting nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.imports.operations.answer_question import answer_question
from guohe.imports.queries import questions
from guohe.kernel.findings import Refused
from tests.factories.imports import DEMO, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def asked(ground: Ground, kind: str) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return next(each.number for each in questions.of_job(ground.read().job) if each.kind == kind)


def card(client: Client, number: int) -> str:
    return client.get(f"/en/questions/{number}").content.decode()


def test_whoever_read_the_file_is_not_offered_to_count_a_cost_and_is_told_who_can(ground: Ground) -> None:
    number = asked(ground, "outside_period")
    importer, other = card(seen_by(FINANCE_OFFICE), number), card(seen_by(INVESTIGATOR), number)
    assert 'value="count"' not in importer
    assert re.search(
        r'"Count it[^"]*": not for you to answer\. [^.]*Dr Demo Yip[^.]* can\.', words(importer.encode())
    )
    assert 'value="count"' in other
    assert "not for you to answer" not in other
    # A form that comes back with a fault offers no more than it did.
    faulty = seen_by(FINANCE_OFFICE).post(f"/en/questions/{number}", {})
    told = faulty.content.decode()
    assert (faulty.status_code, 'value="count"' in told) == (422, False)
    assert "not for you to answer" in told


def test_somebody_without_standing_is_offered_a_note_alone(ground: Ground) -> None:
    told = card(seen_by(AUDITOR), asked(ground, "other_project"))
    assert re.findall(r'type="radio"[^>]*value="([a-z_]+)"|value="([a-z_]+)"[^>]*type="radio"', told)
    assert [word for word in ("count", "move", "not_ours", "wait") if f'value="{word}"' in told] == []
    assert 'value="note"' in told
    assert "not for you to answer." in told


def test_a_question_of_the_check_is_not_said_to_be_a_persons(ground: Ground) -> None:
    told = words(card(seen_by(INVESTIGATOR), asked(ground, "duplicate")).encode())
    assert "The check asked when Mr Test Lau read the file in on 2019-07-02; wanted by 2019-07-09." in told
    assert "Asked by" not in told


@pytest.mark.parametrize(
    ("answer", "kind", "code"), [("move", "other_project", "IMP-531"), ("category", "no_category", "IMP-532")]
)
def test_an_empty_choice_is_called_no_choice(ground: Ground, answer: str, kind: str, code: str) -> None:
    number = asked(ground, kind)
    with ground.stage.acting(INVESTIGATOR), pytest.raises(Refused) as refused:
        answer_question(question_id=number, answer=answer, actor=ground.stage.account(INVESTIGATOR), now=NOW)
    (finding,) = refused.value.findings
    assert finding.code == code
    assert '""' not in finding.sentence("en")


def test_a_reason_that_may_be_needed_is_not_called_optional(ground: Ground) -> None:
    told = words(card(seen_by(INVESTIGATOR), asked(ground, "outside_period")).encode())
    assert "Reason or note (optional)" not in told
    number = int(
        re.findall(r"q(\d+)-answer", card(seen_by(INVESTIGATOR), asked(ground, "outside_period")))[0]
    )
    done = seen_by(INVESTIGATOR).post(f"/en/questions/{number}", {f"q{number}-answer": "wait"}, follow=True)
    assert "the line goes on waiting" in words(done.content)


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_a_stopped_file_is_named_and_nothing_of_it_is_said_to_be_written(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    with (DEMO / "bad" / "letter_in_amount.csv").open("rb") as file:
        told = client.post(
            f"/{lang}/import/new", {"kind": "erp", "host": str(ground.stage.host), "file": file}
        )
    page = words(told.content)
    assert told.status_code == 422
    assert "letter_in_amount.csv" in page
    assert [
        word for word in ("Note: written", "備註：已寫入", "备注：已写入", "set aside") if word in page
    ] == []


def test_two_spellings_of_one_supplier_stay_as_in_the_file(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/import/{job}/check").content)
    assert "示例钢材有限公司 stands as in the file; it and 示例鋼材有限公司 are one supplier" in page
    assert "示例钢材有限公司 → 示例鋼材有限公司" not in page

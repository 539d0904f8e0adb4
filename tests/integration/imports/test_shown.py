"""Only what a page showed is confirmed there; what moved meanwhile is named and nothing is posted."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.imports.models import Line, Question
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.carry_out_run import carry_out
from guohe.imports.queries import runs
from guohe.imports.web import check
from tests.factories.imports import Ground, listing, many_lines
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, shown_on, words

pytestmark = pytest.mark.usefixtures("demo_books")

# Account 6110 has a category; 6900 has none, so its line is asked about.
ROWS = [("02/08/2018", f"Z-{number}", "6110", "10.00") for number in range(3)]
ASKED = ("02/08/2018", "Q-1", "6900", "10.00")


@pytest.fixture
def office(ground: Ground, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return seen_by(FINANCE_OFFICE)


def read(ground: Ground, content: bytes) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.read("z.csv", content).job


def answered(ground: Ground, job: int) -> None:
    with ground.stage.acting(RESEARCH_OFFICE):
        answer_question(
            question_id=Question.objects.get(job_id=job).pk, answer="category", chosen="travel",
            actor=ground.stage.account(RESEARCH_OFFICE), now=NOW,
        )  # fmt: skip


def states(ground: Ground, job: int) -> Counter[str]:
    with ground.stage.acting(FINANCE_OFFICE):
        return Counter(Line.objects.filter(job_id=job).values_list("state", flat=True))


def test_a_line_that_became_ready_after_the_sums_were_shown_is_not_posted(
    ground: Ground, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "MOST_BOXES", 2)
    job = read(ground, listing([*ROWS, ASKED]))
    page = office.get(f"/en/import/{job}/confirm").content.decode()
    assert 'name="line"' not in page
    answered(ground, job)
    refused = office.post(f"/en/import/{job}/confirm", {"shown": shown_on(page)})
    assert refused.status_code == 422
    assert "IMP-310" in words(refused.content)
    assert "it showed 0 lines, HKD 0.00; ready now: 1 line, HKD 10.00" in words(refused.content)
    assert states(ground, job) == {"staged": 4}
    again = {"shown": shown_on(refused.content.decode())}
    assert office.post(f"/en/import/{job}/confirm", again).status_code == 302
    assert states(ground, job) == {"posted": 4}


def test_a_ticked_line_that_moved_since_refuses_all_and_a_form_without_a_page_posts_nothing(
    ground: Ground, office: Client
) -> None:
    job = read(ground, listing([*ROWS, ASKED]))
    answered(ground, job)
    page = office.get(f"/en/import/{job}/confirm").content.decode()
    boxes = re.findall(r'name="line" value="(\d+)"', page)
    assert len(boxes) == 4
    unbound = office.post(f"/en/import/{job}/confirm", {"line": boxes})
    assert (unbound.status_code, "IMP-312" in words(unbound.content)) == (422, True)
    post = {"line": boxes[:1], "shown": shown_on(page)}
    assert office.post(f"/en/import/{job}/confirm", post).status_code == 302
    stale = office.post(f"/en/import/{job}/confirm", {"line": boxes, "shown": shown_on(page)})
    assert "IMP-311" in words(stale.content)
    assert "The page showed Z-0 (HKD 10.00) as ready; it moved since: in the books." in words(stale.content)
    assert states(ground, job) == {"posted": 1, "staged": 3}


def test_a_long_confirmation_keeps_its_explanation_and_posts_what_was_ordered(
    ground: Ground, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 lines of 0.10 in a file that says 1.30."""
    monkeypatch.setattr(check, "MOST_BOXES", 2)
    monkeypatch.setattr(check, "LONG_LINES", 2)
    job = read(ground, many_lines(3, cents=10).replace(b"0.30", b"1.30"))
    page = office.get(f"/en/import/{job}/confirm").content.decode()
    assert 'name="total_explained"' in page
    post = {"shown": shown_on(page), "total_explained": "The ERP counts a rounding line."}
    ordered = office.post(f"/en/import/{job}/confirm", post)
    number = int(ordered["Location"].rstrip("/").rpartition("/")[2])
    carry_out(run_id=number, account=ground.finance, now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        assert runs.run(number).findings == ()
    assert states(ground, job) == {"posted": 3}

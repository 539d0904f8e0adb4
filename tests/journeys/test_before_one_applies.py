"""Before one applies: calls, questions, limits, receipts and deadlines, in three languages, wide and narrow, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES
from tests.journeys.conftest import faults_of

pytestmark = pytest.mark.journey
CALL = "demo-young-2019"
CHECK = f"calls/{CALL}/check"
# Each question page with what is on it: radios, a day, a number, projects, an amount.
QUESTIONS = ("position", "born", "months_at_host", "holdings", "amount")


def ask(page: Page, address: str, lang: str) -> None:
    """A finance officer of the demo answers every question, with one project on the Mainland side."""
    place = f"{address}/{lang}/{CHECK}"
    for fact, typed in (
        ("born", "1978-12-31"),
        ("months_at_host", "9"),
        ("contract_ends", "2022-12-31"),
        ("project_ends", "2022-12-31"),
        ("amount", "1,300,000.00"),
    ):
        page.goto(f"{place}?question={fact}")
        page.locator(f"#{fact}").fill(typed)
        page.locator("form[method=post] .govuk-button").first.click()
    for fact, value in (("position", "assistant_professor"), ("nobody_on_both_sides", "yes")):
        page.goto(f"{place}?question={fact}")
        page.locator(f"input[value={value}]").check()
        page.locator("form[method=post] .govuk-button").first.click()
    page.goto(f"{place}?question=holdings")
    page.locator("#type").select_option("demo-key")
    page.locator("#ends").fill("2021-04-30")
    page.locator("#side").select_option("mainland")
    page.locator("button[name=add]").click()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_can_i_apply_from_the_list_to_the_receipt(page: Page, address: str, lang: str) -> None:
    faults: list[str] = []
    for path in ("calls", f"calls/{CALL}", *(f"{CHECK}?question={fact}" for fact in QUESTIONS)):
        answer = page.goto(f"{address}/{lang}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        faults += faults_of(page, path, in_every_language=True)
    ask(page, address, lang)
    faults += faults_of(page, "held", in_every_language=True)
    page.locator("button[name=done]").click()
    assert page.url.endswith("/answers")
    faults += faults_of(page, "answers", in_every_language=True)
    page.locator("main form .govuk-button").first.click()
    assert "/checks/APL-" in page.url
    assert "1978" not in page.locator("main").inner_text()
    faults += faults_of(page, "receipt", in_every_language=True)
    assert faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_deadlines_and_their_preview(page: Page, address: str, lang: str) -> None:
    faults: list[str] = []
    for number, path in enumerate(
        (
            "calendar",
            "calendar?next=120",
            "calls/demo-key-2020/deadlines",
            f"calls/{CALL}/deadlines?deliver=2019-09-04",
        )
    ):
        answer = page.goto(f"{address}/{lang}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        faults += faults_of(page, f"deadlines-{number}", in_every_language=True)
    assert faults == []


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_without_script_it_is_the_same(page: Page, address: str) -> None:
    ask(page, address, "en")
    page.locator("button[name=done]").click()
    page.locator("main form .govuk-button").first.click()
    assert "By your answers, this condition is not met" in page.locator("h1").inner_text()


def test_enter_in_a_field_of_a_project_adds_it_and_takes_none_out(page: Page, address: str) -> None:
    place = f"{address}/en/calls/demo-young-2019-mo/check?question=holdings"
    page.goto(place)
    for employer in ("A", "B"):
        page.locator("#employer").fill(employer)
        page.locator("#employer").press("Enter")
        page.wait_for_load_state()
    assert page.locator("main ol.govuk-list--number li").count() == 2

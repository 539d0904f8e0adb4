"""A rulebook changed: from Today to the grants it touches, and two people switch one of them, in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from guohe.kernel.texts import LANGUAGES
from tests.journeys.conftest import faults_of

pytestmark = pytest.mark.journey
RAIL = "DEMO-RAIL-2018-002"


def act_as(page: Page, front: str, name: str) -> None:
    """Chooses a person by the demo's role switcher, which works without script."""
    page.goto(f"{front}/en/help")
    page.locator(".gh-roles summary").click()
    page.locator(".gh-roles__role", has_text=name).click()


@pytest.mark.parametrize(
    "reader", [{}, {"java_script_enabled": False}], indirect=True, ids=["script", "plain"]
)
def test_from_today_to_the_grants_that_are_touched(page: Page, address: str) -> None:
    act_as(page, address, "Ms Sample Ng")
    page.goto(f"{address}/en/")
    page.get_by_role("link", name="demo-terms@1.0 → demo-terms@1.1").click()
    told = page.locator("main").inner_text()
    # Two or three of them, as the other journey has switched one of these books' grants or not.
    for words in ("of your 3 live grants", "CNY 300,000.00", "CNY 312,000.00", "CNY 208,000.00"):
        assert words in told, words
    page.get_by_label("From version").select_option("1.1")
    page.get_by_label("To version").select_option("1.0")
    page.get_by_role("button", name="Compare").click()
    assert "demo-terms@1.1 → demo-terms@1.0" in page.locator("main").inner_text()


def filled(page: Page, front: str, starts: str, clause: str) -> str:
    """Fills the form of a switch, hands it in, and gives what the page then says."""
    page.goto(f"{front}/en/grants/{RAIL}")
    page.get_by_role("link", name="Rulebooks").click()
    page.get_by_label("Version").select_option("demo-terms@1.1")
    page.get_by_label("From which day").fill(starts)
    page.get_by_label("Clause or reason").fill(clause)
    page.get_by_role("button", name="Prepare the switch").click()
    return page.locator("main").inner_text()


def test_two_people_switch_a_grant_and_the_days_before_keep_their_version(
    page: Page, reader: BrowserContext, address: str
) -> None:
    act_as(page, address, "Ms Sample Ng")
    # A page of its own: the browser calls the answer 422 to a refused form a complaint.
    refused = reader.new_page()
    told = filled(refused, address, "2019-07-01", "")
    assert "The first day is 2019-07-02" in told
    assert "No clause or reason is given" in told
    faults = faults_of(refused, "rule-changed-refused")
    told = filled(page, address, "2019-07-02", "Letter L-7 (demo)")
    assert "waits for another person" in told
    assert page.get_by_role("button", name="Approve switch S-1").count() == 0
    act_as(page, address, "Mr Test Lau")
    page.goto(f"{address}/en/grants/{RAIL}/rules")
    page.get_by_role("button", name="Approve switch S-1").click()
    assert "S-1, from 2019-07-02" in page.locator("main").inner_text()
    for lang in LANGUAGES:
        page.goto(f"{address}/{lang}/")
        faults += faults_of(page, "rule-changed-today", in_every_language=True)
        page.goto(f"{address}/{lang}/grants/{RAIL}/rules")
        faults += faults_of(page, "rule-changed-rules", in_every_language=True)
        page.goto(f"{address}/{lang}/rules/changes/demo-terms")
        faults += faults_of(page, "rule-changed-changes", in_every_language=True)
    page.goto(f"{address}/en/grants/{RAIL}/rules?as_at=2019-07-01")
    assert "S-1, from" not in page.locator("main table").first.inner_text()
    assert faults == []

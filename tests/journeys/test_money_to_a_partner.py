"""Money passed to a partner, from the demo's page to a question answered and a statement confirmed by another person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import faults_of

pytestmark = pytest.mark.journey
PAGE = "en/grants/DEMO-RAIL-2018-002/partners"


def be(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/en/help")
    page.locator("details.gh-roles > summary").click()
    page.locator("button.gh-roles__role", has_text=name).click()


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_the_page_and_a_refusal_need_no_script(page: Page, address: str) -> None:
    be(page, address, "Ms Sample Ng")
    page.goto(f"{address}/{PAGE}")
    # demo_story.toml: 120,000.00 sent, 119,950.00 of it received.
    told = page.locator("main").inner_text()
    assert "CNY 119,950.00, as the partner states; CNY 50.00 less than was sent" in told
    page.get_by_role("link", name="A transfer under T2").click()
    page.get_by_label("Amount (CNY)").fill("80000.01")
    page.get_by_label("Day it was sent").fill("2019-07-03")
    page.get_by_role("button", name="Record it").click()
    told = page.locator("main").inner_text()
    assert "CNY 80,000.01 more would pass the partner's share CNY 200,000.00" in told
    assert 'The day "2019-07-03" is not a day from' in told
    assert page.get_by_label("Amount (CNY)").input_value() == "80000.01"


def test_more_use_than_was_received_is_asked_and_confirmed_by_another(page: Page, address: str) -> None:
    be(page, address, "Ms Sample Ng")
    page.goto(f"{address}/{PAGE}")
    assert faults_of(page, "partner") == []
    page.get_by_role("link", name="The partner's statement of 2019-01-01 – 2019-06-30").click()
    assert faults_of(page, "partner-statement") == []
    page.get_by_label("Day of the partner's letter").fill("2019-07-01")
    page.get_by_label("Equipment (CNY)").fill("50000.00")
    page.get_by_role("button", name="Record it").click()
    told = page.locator("main").inner_text()
    assert "MON-371" in told
    # 86,750.00 + 50,000.00
    assert "Partner reports CNY 136,750.00 used of CNY 119,950.00 received" in told
    assert faults_of(page, "partner-refused") == []
    page.get_by_role("link", name="The partner's answer about statement PS-2 (MON-371)").click()
    page.get_by_role("button", name="Record it").click()
    assert "MON-390" in page.content()
    assert faults_of(page, "partner-answer-refused") == []
    page.get_by_label("the partner's own money").check()
    page.get_by_label("What shows it").fill("DEMO-RAIL-LETTER-3")
    page.get_by_role("button", name="Record it").click()
    assert page.get_by_role("button", name="Confirm statement PS-2").count() == 0
    be(page, address, "Mr Test Lau")
    page.goto(f"{address}/{PAGE}")
    page.get_by_role("button", name="Confirm statement PS-2").click()
    assert "CNY 119,950.00 − CNY 119,950.00 = CNY 0.00" in page.locator("main").inner_text()
    assert faults_of(page, "partner-confirmed") == []

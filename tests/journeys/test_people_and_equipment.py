"""Without script: another model comes and its way is told; a month above 100 % is found, put right, and printed without a name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import violations

pytestmark = pytest.mark.journey
STEEL, RAIL = "DEMO-NKP-2018-001", "DEMO-RAIL-2018-002"
WITHOUT_SCRIPT = pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)


@WITHOUT_SCRIPT
def test_another_model_leads_to_a_request_and_a_variant_to_a_notice(page: Page, address: str) -> None:
    page.goto(f"{address}/en/grants/{STEEL}/equipment")
    assert 'approved "LC-200", delivered "LC-200B"' in page.locator("main").inner_text()
    assert "Approved: LC-200" in page.locator("textarea").first.input_value()
    page.get_by_role("link", name="Record a delivery").click()
    page.get_by_label("Model").fill("DL-900")
    page.get_by_label("Evidence").fill("DN-1 (demo)")
    page.get_by_role("button", name="Record").click()
    main = page.locator("main").inner_text()
    assert "E-2: delivered is recorded." in main
    assert "RUL-863" in main
    page.get_by_role("link", name="Prepare a request for a change of equipment").click()
    assert page.url.endswith(f"/grants/{STEEL}/changes/new/equipment")


@WITHOUT_SCRIPT
def test_a_month_above_the_whole_is_put_right(page: Page, address: str) -> None:
    page.goto(f"{address}/en/grants/{RAIL}/people")
    assert "at 120% (40% here, 80% DEMO-NKP-2018-001)" in page.locator("main").inner_text()
    page.get_by_role("link", name="Plan the share of some months").click()
    page.get_by_label("Person").select_option("1")
    page.get_by_label("First month").fill("2019-01")
    page.get_by_label("Share of the month").fill("20")
    page.get_by_role("button", name="Record").click()
    main = page.locator("main").inner_text()
    assert ("BUD-451" in main, "80% DEMO-NKP-2018-001 = 100% of the month" in main) == (False, True)


def test_print_carries_no_name(page: Page, address: str) -> None:
    for path in (f"grants/{STEEL}/people", "people"):
        page.goto(f"{address}/en/{path}")
        assert "DEMO STAFF A" in page.locator("main").inner_text()
        assert violations(page) == []
        page.emulate_media(media="print")
        printed = page.locator("body").inner_text()
        assert ("P-1" in printed, "DEMO STAFF" in printed) == (True, False)
        page.emulate_media(media="screen")

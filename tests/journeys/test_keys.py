"""The keys that help lists do what it says, where it says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.journey
GRANT = "DEMO-NKP-2018-001"


@pytest.fixture(scope="module")
def posted(command: Callable[..., str], address: str) -> str:
    """The demo books with the listing posted."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")
    return address


@pytest.mark.parametrize(
    "path", [f"grants/{GRANT}/lines?state=posted", f"trace/{GRANT}/T1", f"grants/{GRANT}/journals"]
)
@pytest.mark.parametrize(
    ("key", "leads_to"), [("t", "**/trace/*"), ("e", "**/evidence/**"), ("r", "**/reverse"), ("w", "**")]
)
def test_keys_of_a_row(page: Page, posted: str, path: str, key: str, leads_to: str) -> None:
    page.goto(f"{posted}/en/{path}")
    here = page.url
    # The second row: the first of a trace is the receipt itself.
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != here)
    page.wait_for_url(leads_to)
    assert page.locator("h1").count() == 1


def test_t_on_an_amount_of_the_report_leads_to_its_trace(page: Page, posted: str) -> None:
    page.goto(f"{posted}/en/grants/{GRANT}/reports/2018-FY2018-19")
    page.locator("main a", has_text="150,000.00").first.focus()
    page.keyboard.press("t")
    page.wait_for_url("**/trace/J-*")
    text = page.locator("main").inner_text()
    for words in ("AP18-00901", "Lot 1", "719,850.00", "720,000.00"):
        assert words in text

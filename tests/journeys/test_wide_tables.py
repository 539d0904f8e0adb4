"""A table is as wide as what stands in it: nothing is cut, no word stands on end, and what scrolls says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES
from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.journey
GRANT = "DEMO-NKP-2018-001"
PAGES = (
    f"grants/{GRANT}/fx",
    f"grants/{GRANT}/fx/lots",
    f"grants/{GRANT}/journals",
    f"grants/{GRANT}/lines",
    f"grants/{GRANT}/reports/2018-FY2018-19/lines",
    f"trace/{GRANT}/T1",
    "trace/AP18-00901",
)
# The narrowest cell of words on the page, in characters: a cell that holds fewer on a line stands on end.
FEWEST = """() => Math.min(...[...document.querySelectorAll(".gh-table--wide td.gh-cell--text:not(.gh-cell--whole) > span")]
    .filter(cell => cell.innerText.trim().length > 6)
    .map(cell => cell.getBoundingClientRect().width / parseFloat(getComputedStyle(cell).fontSize)))"""
BOXES = """() => [...document.querySelectorAll(".gh-table--wide")].map(box => ({
    cut: box.scrollHeight - box.clientHeight > 1,
    scrolls: box.scrollWidth > box.clientWidth,
    focusable: box.tabIndex === 0,
    said: !box.previousElementSibling?.matches("[data-scrolls]") ? null : !box.previousElementSibling.hidden,
}))"""


@pytest.fixture(scope="module")
def posted(command: object, address: str) -> str:
    """The demo books with the listing posted."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")  # type: ignore[operator]
    return address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wide_tables_are_whole_at_1280(page: Page, posted: str, lang: str) -> None:
    for path in PAGES:
        page.goto(f"{posted}/{lang}/{path}")
        assert page.evaluate(FEWEST) >= 2.5, path
        boxes = page.evaluate(BOXES)
        assert boxes, path
        for box in boxes:
            assert not box["cut"], path
            assert box["focusable"] == box["scrolls"], path
            assert box["said"] == box["scrolls"], path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lots_fit_a_page_of_usual_width(page: Page, posted: str, lang: str) -> None:
    page.goto(f"{posted}/{lang}/grants/{GRANT}/fx/lots")
    assert [box["scrolls"] for box in page.evaluate(BOXES)] == [False, False]

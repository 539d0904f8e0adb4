"""Why? from a cost that does not fit to the clause behind it: in three languages, wide and narrow, without a mouse's luck."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES
from tests.journeys.conftest import ROOT, faults_of

pytestmark = pytest.mark.journey
STEEL = "DEMO-NKP-2018-001"
CHIRO = "DEMO-YSF-2019-003"
ASKED = "amount=40000&currency=HKD&category=equipment&date=2019-03-29"
PAGES = (
    "rules",
    "rules/nkrd-fund@2016",
    "rules/nkrd-fund@2021",
    "rules/nkrd-fund/indirect-ceiling@2016",
    "rules/nkrd-fund/indirect-ceiling@2021",
    "rules/nkrd-call/listed-unit@2021",
    "rules/nsfc-limits/two-in-all@2026",
    "rules/demo-budgeted/budget-line@1.0",
    f"grants/{STEEL}/check",
    f"grants/{STEEL}/check?{ASKED}",
    f"grants/{CHIRO}/check?amount=10&currency=CNY&category=entertainment&date=2019-03-29",
)
WRONG = f"grants/{STEEL}/check?amount=many&currency=HKD&category=equipment&date=soon"


@pytest.fixture(scope="module")
def posted(command: Callable[..., str], address: str) -> str:
    """The demo books with the listing posted."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")
    return address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_pass_axe_and_never_scroll_sideways(page: Page, posted: str, lang: str) -> None:
    faults: list[str] = []
    for path in PAGES:
        answer = page.goto(f"{posted}/{lang}/{path}")
        assert answer is not None
        if answer.status != 200:
            faults.append(f"{path}: {answer.status}")
        else:
            faults += faults_of(page, path, in_every_language=True)
    assert faults == []


def test_from_the_form_to_the_clause(page: Page, posted: str) -> None:
    page.goto(f"{posted}/en/grants/{STEEL}")
    page.get_by_role("link", name="Check a cost").click()
    page.get_by_label("Amount").fill("40000")
    page.get_by_label("Budget line").select_option("equipment")
    page.get_by_label("Date").fill("2019-03-29")
    page.get_by_role("button", name="Check").click()
    main = page.locator("main")
    for words in ("CNY 182,258.06", "CNY 2,258.06", "move CNY 2,258.06 from Materials", "Mr Test Lau"):
        assert words in main.inner_text()
    page.get_by_role("link", name="Why? BUD-402").click()
    assert "示例项目资金管理办法（虚构）" in page.locator("main").inner_text()
    assert page.url.endswith("/rules/demo-budgeted/budget-line@1.0")
    # From the answer one click drafts the change that it needs.
    page.go_back()
    page.get_by_role("link", name="Draft the change").click()
    assert page.get_by_label("Equipment (CNY)").input_value() == "182258.06"
    assert page.get_by_label("Materials (CNY)").input_value() == "237741.94"


def test_what_cannot_be_read_is_named_at_its_field(page: Page, posted: str) -> None:
    answer = page.request.get(f"{posted}/en/{WRONG}")
    assert answer.status == 400
    for words in ("BUD-434", "RUL-824", "#amount", "#date"):
        assert words in answer.text()

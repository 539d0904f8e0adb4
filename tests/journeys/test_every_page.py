"""Every page, in three languages, on a wide and a narrow screen: no violation of WCAG 2.2 AA, nothing sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES
from tests.journeys.conftest import ROOT, faults_of

pytestmark = pytest.mark.journey
GRANT = "DEMO-NKP-2018-001"
PAGES = (
    "",
    "help",
    "preferences",
    "preferences/mail",
    "preferences/mail/now",
    "preferences/calendar",
    "search/keep?q=186000",
    "sign-in",
    "search?q=186000",
    "grants",
    f"grants/{GRANT}",
    f"grants/{GRANT}/money",
    f"grants/{GRANT}/money?as_at=2018-04-14",
    f"grants/{GRANT}/lines",
    f"grants/{GRANT}/lines?group=account",
    f"grants/{GRANT}/questions",
    f"grants/{GRANT}/budget",
    f"grants/{GRANT}/orders",
    f"grants/{GRANT}/check",
    f"grants/{GRANT}/fx",
    f"grants/{GRANT}/fx/lots",
    f"grants/{GRANT}/fx/rates",
    f"grants/{GRANT}/journals",
    f"grants/{GRANT}/reports",
    f"grants/{GRANT}/reports/2018-FY2018-19",
    f"grants/{GRANT}/reports/2018-FY2018-19?unit=wan",
    f"grants/{GRANT}/reports/2018-FY2018-19/lines",
    "grants/DEMO-RAIL-2018-002",
    "grants/DEMO-RAIL-2018-002/money",
    "grants/new",
    "mapping",
    "bank/accounts",
    "bank/accounts/register?account=2101-CNY",
    "bank/profiles",
    "bank/profiles/write?like=DEMO-SPLIT",
    "mapping/decide",
    "books",
    "books/new",
    "rules",
    "calls",
    "calendar",
    "recon",
    f"grants/{GRANT}/changes",
    f"grants/{GRANT}/changes/new/budget",
    f"grants/{GRANT}/budget/versions",
    f"grants/{GRANT}/closing",
    f"grants/{GRANT}/rules",
    "rules/changes/demo-terms",
    f"grants/{GRANT}/equipment",
    f"grants/{GRANT}/equipment/new/delivered",
    f"grants/{GRANT}/equipment/1/lent",
    f"grants/{GRANT}/equipment/approved/new",
    f"grants/{GRANT}/people",
    f"grants/{GRANT}/people/plan",
    f"grants/{GRANT}/people/payroll",
    "people",
    "people/new",
    "people/1/contract",
    "people/1/cost",
    "people/payroll",
    f"grants/{GRANT}/partners",
    "grants/DEMO-RAIL-2018-002/partners",
    "grants/DEMO-RAIL-2018-002/partners?as_at=2019-08-01",
    "grants/DEMO-RAIL-2018-002/partners/1/agreement/2",
    "grants/DEMO-RAIL-2018-002/partners/1/transfer/2",
    "grants/DEMO-RAIL-2018-002/partners/1/statement/2",
    "import",
    "import/new",
    "import/new?kind=bank",
    "import/1",
    "import/1/map",
    "import/1/check",
    "import/1/resolve",
    "import/1/confirm",
    "import/1/result",
    "import/2/entries",
    "bank/inbox",
    "bank/charges",
    "agency/releases",
    f"agency/releases/new/{GRANT}/2",
    "agency/accounts",
    "agency/accounts/new",
    "agency/answers",
    f"recon/{GRANT}",
    "questions",
    "questions/1",
    "lines/1",
    "trace/AP18-00901",
    "trace/AP18-00733R",
    f"trace/{GRANT}/T1",
    "entries/9/reverse",
    "evidence/journal/9/1",
    "units",
    "units/CNERC-02",
    "units/SKL-12?as_at=2018-05-15",
    "institutions",
    "institutions/PolyU",
    "timeline",
    "health",
    "nowhere",
)


@pytest.fixture(scope="module")
def posted(command: Callable[..., str], address: str) -> str:
    """The demo books with the listing posted and the statement read."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")
    command("import", "bank", str(ROOT / "demo" / "bank_cny.csv"))
    command("people", "payroll", str(ROOT / "demo" / "payroll.csv"))
    return address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_pass_axe_and_never_scroll_sideways(page: Page, posted: str, lang: str) -> None:
    faults: list[str] = []
    for path in PAGES:
        answer = page.goto(f"{posted}/{lang}/{path}")
        assert answer is not None
        expected = 404 if path == "nowhere" else 200
        if answer.status != expected:
            faults.append(f"{path}: {answer.status}")
        else:
            faults += faults_of(page, path or "today", in_every_language=True)
    assert faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_list_and_record_answers_as_json_and_csv(page: Page, posted: str, lang: str) -> None:
    for path in (
        "grants",
        f"grants/{GRANT}",
        f"grants/{GRANT}/money",
        f"grants/{GRANT}/lines",
        f"grants/{GRANT}/questions",
        f"grants/{GRANT}/budget",
        f"grants/{GRANT}/fx",
        f"grants/{GRANT}/fx/lots",
        f"grants/{GRANT}/fx/rates",
        f"grants/{GRANT}/equipment",
        f"grants/{GRANT}/people",
        f"grants/{GRANT}/people/payroll",
        "people",
        f"grants/{GRANT}/journals",
        f"grants/{GRANT}/reports/2018-FY2018-19",
        "import",
        "bank/inbox",
        f"recon/{GRANT}",
        "questions",
        "trace/AP18-00901",
        "units",
        "units/CNERC-02",
        "institutions",
        "timeline",
        "grants/DEMO-RAIL-2018-002/partners",
    ):
        for suffix, kind in (("json", "application/json"), ("csv", "text/csv")):
            answer = page.request.get(f"{posted}/{lang}/{path}.{suffix}")
            assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, kind), (
                f"{path}.{suffix}"
            )


def test_another_persons_narrow_view_shows_only_their_grant(page: Page, posted: str) -> None:
    page.goto(f"{posted}/en/")
    page.locator("summary", has_text="Mr Test Lau").click()
    page.locator("button", has_text="Dr Demo Yip").click()
    page.goto(f"{posted}/en/grants")
    assert page.locator("main").inner_text().count("DEMO-") >= 1

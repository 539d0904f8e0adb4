"""Minutes 2:00 to 4:00 by clicking: one file, four questions, two reports that tie, and a trace that ends in 0.00."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guohe.kernel.texts import say
from tests.journeys.conftest import ROOT, violations

pytestmark = pytest.mark.journey
GRANT = "DEMO-NKP-2018-001"
LISTING = ROOT / "demo" / "erp.csv"


@pytest.mark.parametrize(
    ("reader", "lang"),
    [
        pytest.param({}, "en", id="with script, in English"),
        pytest.param({"java_script_enabled": False}, "zh-hant", id="without script, in Traditional Chinese"),
        pytest.param({"java_script_enabled": False}, "zh-hans", id="without script, in Simplified Chinese"),
    ],
    indirect=["reader"],
)
def test_a_finance_officer_reads_a_listing_and_ends_with_reports_that_tie(
    page: Page, address: str, command: Callable[..., str], lang: str
) -> None:
    when_the_listing_is_uploaded(page, address, lang)
    then_the_check_accounts_for_every_cent(page)
    when_the_repair_is_ticked_and_the_lines_are_posted(page)
    then_both_reports_stand_side_by_side_and_tie(page, address, lang)
    then_an_invoice_leads_back_to_its_instalment(page, address, lang)
    then_the_instalment_leads_forward_with_nothing_left_over(page, address, lang)
    then_the_command_tells_the_same(command)


def when_the_listing_is_uploaded(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/{lang}/import/new")
    page.set_input_files("input[type=file]", str(LISTING))
    page.locator("main form button").first.click()


def then_the_check_accounts_for_every_cent(page: Page) -> None:
    # A second reader uploads the same file: the import that is there already is shown.
    main = page.locator("main")
    expect(main).to_contain_text("503,830.50")
    expect(main).to_contain_text("89,078.00")
    expect(main).to_contain_text(re.compile(r"411,272\.50|414,752\.50"))
    expect(main).to_contain_text("0.00")


def when_the_repair_is_ticked_and_the_lines_are_posted(page: Page) -> None:
    number = re.search(r"/import/(\d+)", page.url)
    assert number is not None
    front = page.url[: page.url.index("/import/")]
    page.goto(f"{front}/import/{number[1]}/resolve")
    ticks = page.locator("form[action$='/ticks'] button")
    if ticks.count():
        ticks.first.click()
    page.goto(f"{front}/import/{number[1]}/confirm")
    post = page.locator("main form button")
    if post.count():
        post.first.click()
    expect(page.locator("main")).to_contain_text("414,752.50")


def then_both_reports_stand_side_by_side_and_tie(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/{lang}/grants/{GRANT}/reports/2018-FY2018-19")
    main = page.locator("main")
    for figure in ("150,000.00", "48,145.16", "50,000.00", "15,526.21", "52,741.94", "150.00", "316,563.31"):
        expect(main).to_contain_text(figure)
    for figure in ("92,250.00", "322,502.50", "22,400.00", "392,352.50", "316,413.31"):
        expect(main).to_contain_text(figure)
    page.goto(f"{address}/{lang}/grants/{GRANT}/reports/2018-FY2018-19?unit=wan")
    expect(main).to_contain_text("31.66")
    expect(main).to_contain_text("4.82")


def then_an_invoice_leads_back_to_its_instalment(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/{lang}/trace/AP18-00901")
    chain = page.locator("main")
    for fact in (
        f"{GRANT}/T1",
        "720,000.00",
        "719,850.00",
        "DEMO-FX-1",
        "1.2400",
        "892,614.00",
        "186,000.00",
    ):
        expect(chain).to_contain_text(fact)


def then_the_instalment_leads_forward_with_nothing_left_over(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/{lang}/trace/{GRANT}/T1")
    main = page.locator("main")
    for figure in ("720,000.00", "150.00", "334,477.82", "385,372.18"):
        expect(main).to_contain_text(figure)


def then_the_command_tells_the_same(command: Callable[..., str]) -> None:
    told = command("trace", f"{GRANT}/T1", "--to-use")
    assert (
        "CNY 720,000.00 sent = 150.00 bank charge + 334,477.82 used + 385,372.18 not yet used. Difference 0.00."
        in told
    )
    assert "Difference" in command("report", GRANT, "--mainland", "2018", "--host", "FY2018/19")
    assert "0 broken" in command("verify")


def test_who_prepared_a_report_does_not_sign_it_and_another_does(
    page: Page, address: str, command: Callable[..., str]
) -> None:
    command("import", "erp", str(LISTING), "--yes-ticks", "--confirm")
    page.goto(f"{address}/en/grants/{GRANT}/reports/2018-FY2018-19")
    page.locator("form[action$='/prepare'] button").click()
    prepared = page.url
    main = page.locator("main")
    expect(main).to_contain_text("You prepared this report, so someone else must approve it.")
    expect(page.locator("form[action$='/sign']")).to_have_count(0)
    assert violations(page) == []
    page.locator("summary", has_text="Mr Test Lau").click()
    page.locator("button", has_text="Ms Sample Ng").click()
    page.goto(prepared)
    page.locator("form[action$='/sign'] button").click()
    page.goto(prepared)
    expect(main).to_contain_text("Ms Sample Ng")
    expect(page.locator("form[action$='/sign']")).to_have_count(0)


def test_the_officer_sees_the_word_for_evidence_and_its_absence(page: Page, address: str) -> None:
    page.goto(f"{address}/en/grants/{GRANT}")
    main = page.locator("main")
    expect(main).to_contain_text(say("ui.status.evidenced", "en"))
    expect(main).to_contain_text(say("ui.status.reported", "en"))
    expect(main).to_contain_text("not seen in Hong Kong")

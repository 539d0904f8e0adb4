"""A grant's exchange policy: rates noted, the effect seen, chosen by one person and approved by another, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES
from tests.journeys.conftest import ROOT, faults_of

pytestmark = pytest.mark.journey
GRANT = "DEMO-NKP-2018-001"
# Each reader chooses another policy, for the books are one and keep every choice.
POLICIES = {"en": "budget_rate", "zh-hant": "monthly_average", "zh-hans": "day_rate"}
DAYS = (
    *("2018-05-28", "2018-06-15", "2018-06-28", "2018-07-09", "2018-07-12", "2018-07-30"),
    *("2018-08-20", "2018-09-14", "2018-10-05", "2018-11-16", "2018-12-21", "2019-01-29"),
)
MONTHS = tuple(f"2018-{month:02d}" for month in range(5, 13))


@pytest.fixture(scope="module")
def posted(command: object, address: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo books with the listing posted, and an invented table of rates."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")  # type: ignore[operator]
    rows = [f"{day},1.2{at:02d}0,invented table,{day} 11:00" for at, day in enumerate(DAYS)]
    rows += [f"{month},1.2{at:02d}5,invented table,2019-01-31 18:00" for at, month in enumerate(MONTHS)]
    rates = tmp_path_factory.mktemp("rates") / "rates.csv"
    rates.write_text("\n".join(["for,rate,source,rated_at", *rows]), encoding="utf-8")
    command("fx", "rate", "note", GRANT, "--csv", str(rates))  # type: ignore[operator]
    return address


def in_one_of_them(page: Page, name: str) -> list[str]:
    return faults_of(page, f"exchange-{name}", in_every_language=True)


def become(page: Page, username: str) -> None:
    page.locator(".gh-roles summary").click()
    page.locator(f'.gh-roles button[value="{username}"]').click()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_prepares_and_another_approves(page: Page, posted: str, lang: str) -> None:
    assert story(page, posted, lang, POLICIES[lang], in_one_of_them) == []


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_without_script_it_is_the_same(page: Page, posted: str) -> None:
    assert story(page, posted, "en", "bank_actual", lambda page, name: []) == []


def story(
    page: Page, posted: str, lang: str, policy: str, faults_of: Callable[[Page, str], list[str]]
) -> list[str]:
    place = f"{posted}/{lang}/grants/{GRANT}/fx"
    faults: list[str] = []
    page.goto(f"{place}/rates")
    page.locator("#id_when").fill("2018-03-05")
    page.locator("#id_rate").fill("0.8000")
    page.locator("#id_budget").check()
    page.locator('form[action$="/rates/note"] .govuk-button').click()
    assert page.locator(".govuk-error-summary").count() == 1
    assert page.locator("#id_rate").input_value() == "0.8000", "what was typed is kept"
    faults += faults_of(page, "rates-refused")
    page.locator("#id_rate").fill("1.2500")
    page.locator("#id_source").fill("invented letter")
    page.locator("#id_rated_at").fill("2018-03-05 11:00")
    page.locator('form[action$="/rates/note"] .govuk-button').click()
    faults += faults_of(page, "rates")
    assert page.locator('form[action$="/rates/confirm"]').count() == 0, "nobody confirms what they noted"
    become(page, "sample.ng")
    page.goto(f"{place}/rates")
    faults += faults_of(page, "rates-wait")
    for tick in page.locator('form[action$="/rates/confirm"] input[type="checkbox"]').all():
        tick.check()
    page.locator('form[action$="/rates/confirm"] .govuk-button').click()
    assert page.locator(".gh-notice").count() == 1
    become(page, "test.lau")

    page.goto(place)
    page.locator(f'input[name="policy"][value="{policy}"]').check()
    page.locator('input[name="bearer"][value="funder"]').check()
    page.locator('form[action$="/fx/choose"] .govuk-button').click()
    assert "REP-735" in page.content()
    page.locator('textarea[name="reason"]').fill("the funder's letter")
    page.locator('form[action$="/fx/choose"] .govuk-button').click()
    assert page.locator('form[action*="/fx/approve/"]').count() == 0, "nobody approves what they prepared"
    become(page, "sample.ng")
    page.goto(place)
    faults += faults_of(page, "waits")
    page.locator('form[action*="/fx/approve/"] .govuk-button').click()
    assert page.locator(".gh-notice").count() == 1
    faults += faults_of(page, "chosen")
    page.goto(f"{posted}/{lang}/grants/{GRANT}/reports/2018-FY2018-19")
    assert policy == "bank_actual" or "invented" in page.content(), "each rate stands with its source"
    return faults + faults_of(page, "report")

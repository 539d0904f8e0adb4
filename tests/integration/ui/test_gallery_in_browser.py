"""Every part of a page, in three languages, on a wide and a narrow screen, light and dark, in a real browser."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from guohe.kernel.texts import LANGUAGES
from setup.system_packages import BROWSERS

pytestmark = pytest.mark.journey
AXE = Path(__file__).resolve().parents[2] / "journeys/vendor/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE = "gallery/DEMO-NKP-2018-001"
WIDTHS = (1280, 390, 320)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield started
        started.close()


@pytest.fixture
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose every complaint of the browser fails the test."""
    options = getattr(request, "param", {})
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate(
        "standards => axe.run(document, {runOnly: standards}).then(told => told.violations)", STANDARDS
    )
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def overflow(page: Page) -> int:
    told: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("screen", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_the_gallery_passes_axe_and_never_scrolls_sideways(
    screen: Page, gallery_server: str, lang: str
) -> None:
    screen.goto(f"{gallery_server}/{lang}/{PAGE}?fault=1")
    for width in WIDTHS:
        screen.set_viewport_size({"width": width, "height": 900})
        assert overflow(screen) == 0, width
        if width != 320:
            assert violations(screen) == [], width


@pytest.mark.parametrize("address", ["help", "preferences", "nowhere"])
def test_small_pages_pass_axe(browser: Browser, gallery_server: str, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{gallery_server}/zh-hant/{address}")
    assert violations(page) == []
    page.close()


def test_on_a_narrow_screen_each_row_becomes_a_labelled_block(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/zh-hant/{PAGE}")
    cell = screen.locator("tbody tr").first.locator("td.gh-cell--money")
    label = "node => getComputedStyle(node, '::before').content"
    assert cell.evaluate(label) in ("none", "normal")
    screen.set_viewport_size({"width": 390, "height": 900})
    assert cell.evaluate(label) == '"金額 HKD"'
    assert cell.evaluate("node => getComputedStyle(node).display") == "flex"


def test_focus_goes_to_the_summary_and_from_it_to_the_field(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/en/{PAGE}?fault=1")
    screen.wait_for_function("document.activeElement.hasAttribute('data-error-summary')")
    screen.locator(".govuk-error-summary a").first.click()
    screen.wait_for_function("document.activeElement.id === 'id_amount'")


def test_keys_walk_the_rows_list_themselves_and_keep_quiet_while_writing(
    screen: Page, gallery_server: str
) -> None:
    screen.goto(f"{gallery_server}/en/{PAGE}")
    screen.keyboard.press("j")
    screen.keyboard.press("j")
    assert screen.locator('[data-row][aria-selected="true"]').inner_text().startswith("7310")
    screen.keyboard.press("k")
    screen.keyboard.press("t")
    assert screen.url.endswith("#trace")
    screen.keyboard.press("?")
    assert screen.locator("#keys").is_visible()
    screen.keyboard.press("Escape")
    screen.locator("#id_amount").focus()
    screen.keyboard.type("j?k")
    assert screen.locator("#id_amount").input_value() == "j?k"
    assert not screen.locator("#keys").is_visible()


def test_keys_do_nothing_while_an_input_method_composes(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/zh-hant/{PAGE}")
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '?', bubbles: true, isComposing: %s}))"
    screen.evaluate(press % "true")
    assert not screen.locator("#keys").is_visible()
    screen.evaluate(press % "false")
    assert screen.locator("#keys").is_visible()


def test_one_switch_turns_the_keys_off_for_good(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/en/preferences")
    screen.locator("#keys-switch").uncheck()
    screen.goto(f"{gallery_server}/en/{PAGE}")
    screen.keyboard.press("?")
    assert not screen.locator("#keys").is_visible()
    screen.goto(f"{gallery_server}/en/preferences")
    assert not screen.locator("#keys-switch").is_checked()


def test_focus_is_never_hidden_under_a_sticky_head(screen: Page, gallery_server: str) -> None:
    screen.set_viewport_size({"width": 1280, "height": 500})
    screen.goto(f"{gallery_server}/en/{PAGE}")
    screen.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    links = screen.locator("tbody a")
    for number in range(links.count() - 1, -1, -1):
        links.nth(number).focus()
        seen = links.nth(number).evaluate(
            "node => { const at = node.getBoundingClientRect();"
            " return node.contains(document.elementFromPoint(at.x + 3, at.y + at.height / 2)); }"
        )
        assert seen, number


def test_targets_are_at_least_24_pixels(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/en/{PAGE}")
    small = screen.evaluate(
        """() => Array.from(document.querySelectorAll('header a, .gh-bar a, .gh-bar button, footer a, footer button,'
               + ' .gh-table a, .govuk-button, summary, .govuk-breadcrumbs a'))
             .filter(node => node.getClientRects().length && node.getBoundingClientRect().height < 24)
             .map(node => node.outerHTML.slice(0, 120))"""
    )
    assert small == []


@pytest.mark.parametrize("screen", [{"java_script_enabled": False}], indirect=True)
def test_the_page_works_without_script(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/en/{PAGE}")
    assert screen.locator("details summary").first.is_visible()
    assert not screen.locator("#keys").is_visible()
    assert not screen.locator("[data-print]").is_visible()


def test_a_printed_page_is_a4_with_its_page_number_and_the_demo_mark(
    screen: Page, gallery_server: str
) -> None:
    screen.goto(f"{gallery_server}/zh-hant/{PAGE}")
    paper = pypdf.PdfReader(io.BytesIO(screen.pdf(prefer_css_page_size=True)))
    first = paper.pages[0]
    millimetres = [round(float(side) / 72 * 25.4) for side in (first.mediabox.width, first.mediabox.height)]
    assert millimetres == [210, 297]
    for number, page in enumerate(paper.pages, start=1):
        text = page.extract_text()
        assert f"{number} / {len(paper.pages)}" in text
        assert "DEMO" in text
    assert "English" not in first.extract_text()


@pytest.mark.parametrize("screen", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}], indirect=True)
def test_status_has_its_word_whatever_the_colours(screen: Page, gallery_server: str) -> None:
    screen.goto(f"{gallery_server}/en/{PAGE}")
    assert screen.locator(".gh-status--late").first.inner_text() == "◆ late"
    assert violations(screen) == []

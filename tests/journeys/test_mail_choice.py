"""A person chooses the digest, looks at the mail, keeps a search: in three languages, wide and narrow, with a wrong address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES, say
from tests.journeys.conftest import ROOT, overflow, violations

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def posted(command: Callable[..., str], address: str) -> str:
    """The demo books with the listing posted."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")
    return address


def looked_at(page: Page) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
        assert violations(page) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_choose_look_and_keep(page: Page, posted: str, lang: str) -> None:
    page.goto(f"{posted}/{lang}/preferences")
    looked_at(page)
    page.get_by_label(say("notices.choice.rhythm.weekly", lang)).check()
    page.get_by_label(say("notices.choice.address", lang), exact=False).fill("lau@polyu")
    page.get_by_role("button", name=say("notices.choice.save", lang)).click()
    # The server's own answer to a form with faults is a page.
    assert "ACC-683" in page.locator("main").inner_text()
    looked_at(page)
    page.get_by_label(say("notices.choice.address", lang), exact=False).fill("lau@polyu.example")
    page.get_by_role("button", name=say("notices.choice.save", lang)).click()
    assert page.get_by_role("status").inner_text() == say(
        "notices.choice.saved", lang, rhythm=say("notices.choice.rhythm.weekly", lang)
    )
    looked_at(page)
    page.get_by_role("link", name=say("notices.choice.look", lang)).click()
    # The account's own language, whatever the page's.
    assert "not seen in Hong Kong" in page.locator("#mail-body").input_value()
    assert "720,000" not in page.locator("#mail-body").input_value()
    looked_at(page)

    page.goto(f"{posted}/{lang}/search?q=186000")
    page.get_by_role("link", name=say("notices.keep.title", lang)).click()
    page.get_by_label(say("notices.keep.name", lang)).fill(f"steel {lang}")
    page.get_by_label(say("notices.keep.digest", lang)).check()
    page.get_by_role("button", name=say("notices.keep.save", lang)).click()
    assert page.url.endswith("/search?q=186000")
    looked_at(page)
    kept = page.get_by_role("listitem").filter(has_text=f"steel {lang}")
    kept.get_by_role("button").click()
    assert kept.count() == 0

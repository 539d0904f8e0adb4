"""Every page that a person may use is one or two clicks away, and no place of the bar refuses who sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.identity.domain.demo_cast import CAST
from guohe.kernel.texts import LANGUAGES
from guohe.project.navigation import MOST_ITEMS
from tests.factories.imports import demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

# What stands in the bar or under its last item for somebody who prepares and imports.
EVERY_PLACE = {
    *("", "grants", "bank/inbox", "import/new", "questions", "rules", "agency/releases", "books", "mapping"),
    *("units", "institutions", "timeline", "calls", "calendar", "health", "people"),
}


@pytest.fixture
def demo(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    demo_ground()


def bar(page: str) -> str:
    return page.partition('<ul class="gh-bar__places">')[2].partition("</nav>")[0]


def seen_by(username: str) -> Client:
    client = Client()
    client.post(f"/en/demo/be/{username}")
    return client


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finance_office_reaches_every_place_from_every_page(demo: None, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    for path in ("", "grants/DEMO-NKP-2018-001", "mapping", "nowhere"):
        found = bar(client.get(f"/{lang}/{path}").content.decode())
        assert {url.removeprefix(f"/{lang}/") for url in re.findall(r'href="([^"]+)"', found)} == EVERY_PLACE
        first, more, _ = found.partition("<details")
        assert first.count("<a ") == MOST_ITEMS - 1, "the last item opens the rest, without script"
        assert more


def test_the_page_under_the_last_item_is_marked_there(demo: None) -> None:
    found = bar(seen_by(FINANCE_OFFICE).get("/en/mapping").content.decode())
    assert '<summary class="gh-more__current">' in found
    assert re.findall(r'href="([^"]+)" aria-current="page"', found) == ["/en/mapping"]


@pytest.mark.parametrize("member", [member.username for member in CAST])
def test_no_place_refuses_who_sees_it(demo: None, member: str) -> None:
    client = seen_by(member)
    found = bar(client.get("/en/").content.decode())
    answers = {url: client.get(url, follow=True).status_code for url in re.findall(r'href="([^"]+)"', found)}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize(
    "path",
    ["", "help", "preferences", "preferences/mail", "sign-in", "nowhere", "grants/new/agreement", "rules"],
)
def test_every_page_has_its_moment_and_its_command_or_says_that_it_has_none(demo: None, path: str) -> None:
    page = seen_by(FINANCE_OFFICE).get(f"/en/{path}").content.decode()
    assert re.search(r'<p class="gh-as-at">[^<]*2019-07-02', page)
    without = path in ("preferences", "sign-in", "nowhere")
    assert ('id="command"' in page) is not without
    assert ("This page has no command" in page) is without

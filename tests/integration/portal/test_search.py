"""One search finds the same things on the page, in a file and in the terminal, for whoever may see them."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.portal.cli.search import search_command
from guohe.portal.domain.search import question
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    found = demo_ground()
    with found.stage.acting(FINANCE_OFFICE):
        found.confirmed()
    return found


def told(client: Client, words: str, lang: str = "en") -> str:
    page = client.get(f"/{lang}/search", {"q": words})
    assert page.status_code == 200
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def finance() -> Client:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    return client


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("186000", "AP18-00901"),
        ("186,000.00", "AP18-00901"),
        ("１８６０００", "AP18-00901"),
        ("ap18-00901", "AP18-00901"),
        ("示例鋼材", "AP18-00655"),
        ("示例钢材", "AP18-00655"),
        ("DEMO-NKP", "DEMO-NKP-2018-001"),
        ("DEMO-FX-1", "bank_cny.csv row 4"),
        ("cnerc-02", "CNERC-02"),
        ("polyu", "PolyU"),
    ],
)
def test_it_finds_whatever_script_width_or_case(ground: Ground, words: str, found: str) -> None:
    assert found in told(finance(), words)


def test_the_file_and_the_terminal_say_the_same(ground: Ground) -> None:
    rows = json.loads(finance().get("/en/search.json", {"q": "186000"}).content)
    printed = CliRunner().invoke(search_command, ["186000", "--as", FINANCE_OFFICE, "--json"])
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.output)["rows"] == rows["rows"]
    assert finance().get("/en/search.csv", {"q": "186000"}).content.count(b"AP18-00901") >= 1


def test_nobody_finds_money_that_they_may_not_see(ground: Ground, settings: Settings) -> None:
    # In the demo whoever comes is somebody of the cast; in books of one's own a stranger is nobody.
    settings.MODE = "live"
    stranger = told(Client(), "186000")
    assert "AP18-00901" not in stranger
    assert "CNERC-02" in told(Client(), "cnerc-02")


def test_what_is_asked_is_shown_and_never_run(ground: Ground) -> None:
    page = finance().get("/en/search", {"q": "<script>alert(1)</script>%' OR 1=1 --"})
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content


def test_an_amount_is_read_in_hundredths() -> None:
    assert [question(text).hundredths for text in ("186000", "HKD 186,000.5", "１８６", "AP18", "")] == [
        18600000,
        18600050,
        18600,
        None,
        None,
    ]

"""Of many lines that wait a page shows some and says how many there are; a file for the machine holds every one."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.imports import STEEL, Ground, demo_ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
MANY = 210


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def read(ground: Ground, account: str) -> int:
    """A listing of as many lines of CNY-free small costs on one account."""
    rows = [("05/06/2018", f"AP-{number}", account, "1.00") for number in range(MANY)]
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.read("many.csv", listing(rows)).job


def office() -> Client:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    return client


def rows_of(client: Client, address: str) -> int:
    text = client.get(address).content.decode("utf-8-sig")
    return sum("AP-" in "".join(row) for row in csv.reader(io.StringIO(text)))


def test_questions_come_in_pages_and_their_file_is_whole(ground: Ground) -> None:
    """Account 6900 has no category, so each line is asked about."""
    number, client = read(ground, "6900"), office()
    for address in (f"/en/grants/{STEEL}/questions", "/en/questions", f"/en/import/{number}/resolve"):
        html = client.get(address).content.decode()
        assert html.count('class="gh-card') == 10, address
        assert "?page=2" in html
        assert len(html.encode()) < 60_000, address
        assert rows_of(client, f"{address}.csv") == MANY, address
    last = client.get(f"/en/grants/{STEEL}/questions?page=21").content.decode()
    assert last.count('class="gh-card') == 10


def test_what_a_confirmation_would_post_is_whole_in_its_file(ground: Ground) -> None:
    number, client = read(ground, "6110"), office()
    assert rows_of(client, f"/en/import/{number}/confirm.csv") == MANY
    assert len(client.get(f"/en/import/{number}/confirm.json").json()["rows"]) == MANY

"""Today names what waits and belongs to no grant, and the demo's listing until somebody has read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.project.commands import status
from tests.factories.imports import Ground, demo_ground, listing
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, PROGRAMME_OFFICER

pytestmark = pytest.mark.usefixtures("demo_books")

# The 16 costs of demo/erp.csv come to its own grand total.
LISTING = "Not imported yet: 16 lines, total HKD 503,830.50."


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def told(person: str) -> str:
    answer = CliRunner().invoke(status, ["--as", person], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def page(person: str) -> str:
    client = Client()
    client.post(f"/en/demo/be/{person}")
    return client.get("/en/").content.decode()


def test_the_demos_listing_waits_until_somebody_has_read_it(ground: Ground) -> None:
    assert f"■ demo/erp.csv  {LISTING}" in told(FINANCE_OFFICE)
    assert LISTING in page(FINANCE_OFFICE)
    assert "./guohe import erp demo/erp.csv" in told(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read()
    assert "Not imported yet" not in told(FINANCE_OFFICE)
    assert "Not imported yet" not in page(FINANCE_OFFICE)
    assert "import erp" not in told(FINANCE_OFFICE)
    assert "import bank demo/bank_cny.csv" in told(FINANCE_OFFICE)


@pytest.mark.parametrize("person", [AUDITOR, PROGRAMME_OFFICER])
def test_who_may_not_read_files_is_not_told_to(ground: Ground, person: str) -> None:
    shown = page(person)
    assert "Not imported yet" not in shown
    assert "Import a file" not in shown
    assert "Set up a grant" not in shown


def test_lines_of_no_grant_are_named_with_their_money(ground: Ground) -> None:
    rows = [("05/06/2018", "AP-1", "6110", "100.10"), ("06/06/2018", "AP-2", "6110", "20.05")]
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("unknown.csv", listing(rows, project="QQ77-NOBODYS"))
    sentence = "2 lines of no grant wait for an answer: which grant? In no report until then."
    assert f"HKD 120.15  {sentence}" in told(FINANCE_OFFICE)
    shown = page(FINANCE_OFFICE)
    assert sentence in shown
    assert 'href="/en/questions"' in shown
    assert sentence not in page(PROGRAMME_OFFICER)


def test_the_same_items_for_a_program(ground: Ground) -> None:
    answer = CliRunner().invoke(status, ["--as", FINANCE_OFFICE, "--json"], catch_exceptions=False)
    found = {each["subject"]: each["sentence"] for each in json.loads(answer.output)}
    assert found["demo/erp.csv"] == LISTING

"""Setting up a grant: each fault is told at its own step, nothing is chosen beforehand, and no machine word is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.factories.imports import DEMO, STEEL, demo_ground
from tests.factories.people import NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
AGREEMENT = {
    "ref": "DEMO-NEW-2019-009", "pack": "DEMO-1@1.0", "title_en": "T", "title_zh_hant": "T", "title_zh_hans": "T",
    "funder_en": "F", "funder_zh_hant": "F", "funder_zh_hans": "F",
}  # fmt: skip
MONEY = {
    "total": "1200000", "starts": "2018-05-01", "last_day": "2021-04-30", "amount_1": "720000", "amount_2": "480000",
}  # fmt: skip


@pytest.fixture
def client(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    demo_ground()
    begun = seen_by(RESEARCH_OFFICE)
    begun.get("/en/grants/new?new=1")
    return begun


def test_instalments_that_do_not_add_up_and_an_end_before_the_start_are_told_at_their_own_step(
    client: Client,
) -> None:
    bad = {**MONEY, "amount_2": "380000", "last_day": "2018-04-30"}
    answered = client.post("/en/grants/new/money", bad)
    text = words(answered.content)
    assert answered.status_code == 422
    assert "add up to CNY 1,100,000.00 but the award is CNY 1,200,000.00: CNY 100,000.00 apart" in text
    # What was typed is what is quoted.
    assert "last day 2018-04-30 is before its start 2018-05-01" in text
    one_day = {**MONEY, "last_day": "2018-05-01"}
    assert client.post("/en/grants/new/money", one_day).status_code == 302


def test_a_reference_in_use_and_a_share_above_the_award_are_told_at_their_own_steps(client: Client) -> None:
    taken = client.post("/en/grants/new/agreement", {**AGREEMENT, "ref": STEEL})
    assert taken.status_code == 422
    assert f'A grant "{STEEL}" is already set up.' in words(taken.content)
    client.post("/en/grants/new/money", MONEY)
    share = client.post("/en/grants/new/people", {"partner_share": "1200000.01"})
    assert "CNY 1,200,000.01 is not between 0.00 and the award CNY 1,200,000.00" in words(share.content)


@pytest.mark.parametrize(
    ("step", "fields"), [("agreement", ["pack"]), ("people", ["unit", "investigator"]), ("policy", ["book"])]
)
def test_what_a_person_must_choose_is_not_chosen_beforehand(
    client: Client, step: str, fields: list[str]
) -> None:
    client.post("/en/grants/new/agreement", AGREEMENT)
    page = client.get(f"/en/grants/new/{step}").content.decode().partition("<form method")[2]
    assert "checked" not in page
    for field in fields:
        first = page.partition(f'name="{field}"')[2].partition("</option>")[0]
        assert 'value=""' in first, field
    assert client.post(f"/en/grants/new/{step}", {}).status_code == 422


def answered(client: Client, ref: str, code: str) -> str:
    """A set-up begun anew and answered to its last page; gives the page's text."""
    client.get("/en/grants/new?new=1")
    client.post("/en/grants/new/agreement", {**AGREEMENT, "ref": ref})
    client.post("/en/grants/new/money", MONEY)
    people = client.get("/en/grants/new/people").content.decode()
    leads = re.findall(r'value="(\d+)"', people.partition('name="investigator"')[2])[0]
    client.post("/en/grants/new/people", {"unit": "CNERC-02", "investigator": leads, "project_codes": code})
    policy = client.get("/en/grants/new/policy").content.decode()
    book = re.findall(r'value="(\d+)"', policy.partition('name="book"')[2])[0]
    client.post("/en/grants/new/policy", {"lot_policy": "fifo", "fx_policy": "bank_actual", "book": book})
    file = SimpleUploadedFile("b.csv", (DEMO / "budget_mainland.csv").read_bytes())
    done = client.post("/en/grants/new/budget", {"file": file, "approved_on": "2018-03-26"})
    assert done.status_code == 302, words(done.content)
    return client.get("/en/grants/new/check").content.decode()


def shown(page: str) -> str:
    """What the button of a page of answers sends."""
    return re.findall(r'name="shown" value="(\w+)"', page)[0]


def test_the_button_of_a_page_sets_up_what_the_page_showed(client: Client) -> None:
    """Two tabs share a session: the button of one grant's page set up the other's."""
    first = answered(client, "TAB-ONE", "T1")
    second = answered(client, "TAB-TWO", "T2")
    assert "TAB-ONE" in first
    assert "TAB-TWO" in second
    for stale in ({"shown": shown(first)}, {}):
        pressed = client.post("/en/grants/new/check", stale)
        assert pressed.status_code == 422
        assert 'Those of "TAB-TWO" stand below.' in words(pressed.content)
        assert shown(pressed.content.decode()) == shown(second)
    assert client.get("/en/grants/TAB-TWO").status_code == 404
    done = client.post("/en/grants/new/check", {"shown": shown(second)})
    assert done.headers["Location"] == "/en/grants/TAB-TWO"


def test_units_are_those_of_the_grants_first_day(client: Client) -> None:
    client.post("/en/grants/new/money", MONEY)
    page = client.get("/en/grants/new/people").content.decode()
    # The laboratories NKL-01 to NKL-15 were made of SKL-01 to SKL-16 in 2025.
    assert 'value="SKL-01"' in page
    assert 'value="NKL-01"' not in page
    client.post("/en/grants/new/money", {**MONEY, "starts": "2026-01-01", "last_day": "2026-12-31"})
    later = client.get("/en/grants/new/people").content.decode()
    assert 'value="NKL-01"' in later
    assert 'value="SKL-01"' not in later


def test_books_of_ones_own_are_offered_no_invented_pack(client: Client, settings: Settings) -> None:
    settings.MODE = "live"
    page = client.get("/en/grants/new/agreement").content.decode()
    assert "PLAIN@1.0" in page
    assert "DEMO-1@1.0" not in page

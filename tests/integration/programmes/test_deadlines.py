"""Deadlines on their pages and in a terminal: the same days, a preview of a moved one, and files for calendar programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from pytest_django import Settings

from guohe.kernel.texts import LANGUAGES
from guohe.programmes.cli.deadlines import deadlines
from tests.factories.people import NOW

YOUNG = "calls/demo-young-2019/deadlines"


@pytest.fixture
def client(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    """Anybody, on the demo's day."""
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return Client()


def run(*words: str) -> Result:
    return CliRunner().invoke(deadlines, [*words])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_show_days_their_calendar_and_their_source(client: Client, lang: str) -> None:
    listed = client.get(f"/{lang}/calendar?next=90").content.decode()
    one = client.get(f"/{lang}/{YOUNG}").content.decode()
    for words in ("2019-08-22", "2019-08-29", "2019-09-03", "2019-09-12", "demo-seal@1.0/review"):
        assert words in listed, words
        assert words in one, words
    assert "16:00" in one
    assert f"/{lang}/rules/demo-host/internal-deadline@1.0" in one


def test_a_moved_day_is_previewed_with_those_before_it(client: Client) -> None:
    page = client.get(f"/en/{YOUNG}?deliver=2019-09-04&review=").content.decode()
    assert "CAL-111" in page
    # The moved day stays in its field, so that another can be moved beside it.
    assert 'name="deliver"' in page
    assert 'value="2019-09-04"' in page
    record = client.get(f"/en/{YOUNG}.json?deliver=2019-08-30").json()
    assert {each["step"]: each["day"] for each in record["steps"]} == {
        "review": "2019-08-20",
        "seal": "2019-08-27",
        "deliver": "2019-08-30",
        "deadline": "2019-09-12",
    }


def test_what_cannot_be_read_is_named_at_its_field(client: Client) -> None:
    for address, code, field in (
        (f"{YOUNG}?deliver=soon", "RUL-824", "#deliver"),
        ("calendar?next=0", "CAL-117", "#next"),
        ("calendar?next=many", "CAL-117", "#next"),
    ):
        answer = client.get(f"/en/{address}")
        assert answer.status_code == 400, address
        assert code in answer.content.decode()
        assert field in answer.content.decode()
    assert client.get("/en/calls/nowhere/deadlines").status_code == 404
    assert client.get("/en/calls/nowhere/deadlines.ics").status_code == 404


def test_a_call_without_a_day_says_that_no_source_gives_one(client: Client) -> None:
    answer = client.get("/en/calls/nsfc-ysf-b-2019/deadlines")
    assert answer.status_code == 422
    assert "CAL-115" in answer.content.decode()


def test_files_for_calendar_programs(client: Client) -> None:
    one = client.get(f"/en/{YOUNG}.ics?deliver=2019-08-30")
    assert one["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART;VALUE=DATE:20190827" in one.content
    assert client.get("/en/calendar.ics?next=90").content.count(b"BEGIN:VEVENT") == 11


def test_the_command_gives_the_same_days_and_writes_the_file(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "calls.ics"
    told = run("demo-young-2019", "--move", "deliver=2019-09-04", "--ics", str(file), "--json")
    assert told.exit_code == 2, told.output
    record = json.loads(told.stdout)
    assert [each["code"] for each in record["findings"]] == ["CAL-111"]
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 4
    listed = json.loads(run("--next", "90", "--json").stdout)
    assert len(listed["rows"]) == 11
    assert run("demo-young-2019").exit_code == 0
    assert run("demo-young-2019", "--move", "deliver").exception.findings[0].code == "CAL-118"  # type: ignore[union-attr]

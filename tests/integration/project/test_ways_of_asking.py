"""A page is read by GET and HEAD alike, answers no other method, and is kept by nobody's cache; a command refuses for programs too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.funds.models import Journal
from guohe.kernel.texts import LANGUAGES, say
from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
PAGES = (
    "",
    f"grants/{STEEL}",
    f"grants/{STEEL}/money",
    f"grants/{STEEL}/budget",
    f"grants/{STEEL}/reports",
    f"grants/{STEEL}/journals",
    f"trace/{STEEL}/T1",
    "books",
    "entries/{entry}/reverse",
)
# More figures than a bigint has.
NO_NUMBER = "9" * 23


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def pages(ground: Ground) -> list[str]:
    """With the number of an entry that is there: numbers that a test drew and gave back are not drawn again."""
    with ground.stage.acting(FINANCE_OFFICE):
        entry = Journal.objects.values_list("id", flat=True).earliest("id")
    return [path.format(entry=entry) for path in PAGES]


@pytest.fixture
def office(ground: Ground) -> Client:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    return client


def test_a_page_is_kept_by_its_readers_browser_alone_and_asked_for_again(
    office: Client, pages: list[str]
) -> None:
    for path in pages:
        read, asked = office.get(f"/en/{path}"), office.head(f"/en/{path}")
        assert (read.status_code, asked.status_code, asked.content) == (200, 200, b""), path
        assert {part.strip() for part in read["Cache-Control"].split(",")} >= {"private", "no-cache"}, path


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_page_answers_another_method(office: Client, pages: list[str], method: str) -> None:
    for path in pages:
        answer = office.generic(method, f"/en/{path}")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_only_receives_says_so_in_words(office: Client, lang: str) -> None:
    answer = office.get(f"/{lang}/sign-out")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert say("ui.error.405.text", lang, method="GET", allowed="POST") in answer.content.decode()


def test_signing_out_lets_the_browser_forget_what_was_read(office: Client) -> None:
    assert office.post("/en/sign-out")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(
    "path", [f"bank/inbox/{NO_NUMBER}", f"import/entries/{NO_NUMBER}", f"lines/{NO_NUMBER}"]
)
def test_a_number_longer_than_any_names_no_page(office: Client, path: str) -> None:
    assert office.post(f"/en/{path}").status_code in (404, 405)
    assert office.get(f"/en/{path}").status_code in (404, 405)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("bank", "accept", NO_NUMBER, f"{STEEL}/T2"), "ACC-675"),
        (("money",), "ACC-675"),
        (("check", "40.000,00", "--grant", STEEL, "--category", "equipment"), "BUD-434"),
    ],
)
def test_a_refusal_is_json_for_who_asked_for_json(ground: Ground, words: tuple[str, ...], code: str) -> None:
    told = CliRunner().invoke(main, [*words, "--json", "--lang", "zh-hant"])
    assert told.exit_code == 1
    (finding,) = json.loads(told.stdout)["findings"]
    assert (finding["code"], code in told.stderr) == (code, True)
    assert "。" in finding["message"]

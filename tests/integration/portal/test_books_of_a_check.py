"""A cost is judged by exactly the books that are listed for its grant: the funder's and the host's own, whatever their ids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.factories.rulebooks import TRAVEL, head, loaded_beside
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
DAY = "2019-03-29"
DEMO = {"demo-budgeted@1.0", "demo-equipment@1.0", "demo-terms@1.0", "demo-host@1.0"}
OWN = {"aaa-mem@1.0", "zzz-mem@1.0", "own@1.0"}


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def books(tmp_path: Path) -> Iterator[None]:
    """Two more of the funder, before and after its own by their ids; one of the host, one of a host that is not here."""
    texts = (
        head("aaa-mem", '"DEMO-1"') + TRAVEL,
        head("zzz-mem", '"DEMO-1"') + TRAVEL.replace('level = "hold"', 'level = "note"'),
        head("own", '"host"', "polyu") + TRAVEL,
        head("others", '"host"', "harbour") + TRAVEL,
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        yield


def run(*line: str) -> Result:
    return CliRunner().invoke(main, [*line, "--as", FINANCE_OFFICE])


def test_what_is_listed_for_a_grant_is_what_judges_it(ground: Ground, books: None) -> None:
    listed = json.loads(run("rules", "of", STEEL, "--on", DAY, "--json").output)["rulebooks"]
    assert {each["book"] for each in listed} == DEMO | OWN
    line = ("check", "10", "CNY", "--grant", STEEL, "--category", "travel", "--date", DAY)
    found = json.loads(run(*line, "--json").output)
    told = [(each["code"], each["level"], each["rule"]) for each in found["findings"]]
    assert [each for each in told if "travel" in str(each[2])] == [
        ("RUL-101", "hold", "aaa-mem@1.0/travel"),
        ("RUL-101", "hold", "own@1.0/travel"),
        ("RUL-101", "note", "zzz-mem@1.0/travel"),
    ]
    assert found["verdict"] == "ask"
    assert {each["book"] for each in found["why"]} >= {"aaa-mem", "own", "zzz-mem"}
    said = run(*line).output
    for label in sorted(OWN):
        assert f"./guohe why travel --book {label}" in said
    page = seen_by(FINANCE_OFFICE).get(
        f"/en/grants/{STEEL}/check?amount=10&currency=CNY&category=travel&date={DAY}"
    )
    for book_id in ("aaa-mem", "zzz-mem", "own"):
        assert f"/en/rules/{book_id}/travel@1.0" in page.content.decode()
    assert "others" not in words(page.content)


def test_an_over_spent_line_is_told_with_the_funders_rule_beside_other_books(
    ground: Ground, books: None
) -> None:
    line = ("check", "190000", "CNY", "--grant", STEEL, "--category", "equipment", "--date", DAY, "--json")
    over = next(each for each in json.loads(run(*line).output)["findings"] if each["code"] == "BUD-402")
    assert over["rule"] == "demo-budgeted@1.0/budget-line"


def test_a_hosts_own_book_can_be_switched_and_its_changes_reach_the_hosts_grants(
    ground: Ground, tmp_path: Path
) -> None:
    texts = [head("own", '"host"', "polyu", version) + TRAVEL for version in ("1.0", "2.0")]
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        told = json.loads(run("rules", "diff", "own@1.0", "own@2.0", "--my-grants", "--json").output)
        assert len(told["grants"]) == told["live_grants"] == 3
        page = seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/rules")
        assert "own@2.0" in words(page.content)

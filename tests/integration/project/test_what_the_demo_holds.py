"""Minute 0:00: the demo's first lines count what its books hold, as the person sees them, in three languages."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.project.commands import status
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def second_line(person: str, lang: str = "en") -> str:
    answer = CliRunner().invoke(status, ["--as", person, "--lang", lang], catch_exceptions=False)
    return answer.output.splitlines()[1]


def test_it_counts_grants_entries_and_rulebooks(ground: Ground) -> None:
    """Steel, rail and the lump sum are three grants of two rulebooks; a credit and an exchange are posted at the start."""
    assert second_line(FINANCE_OFFICE) == (
        " Book ready: PolyU research projects (DEMO) 研究項目（示範）.  3 grants, 2 entries, 2 rulebooks (demo)"
    )
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    # Eleven lines were ready and one was ticked; the open order is kept apart and is no entry.
    assert f"{2 + 11 + 1} entries" in second_line(FINANCE_OFFICE)


@pytest.mark.parametrize(
    ("lang", "numbers"),
    [("zh-hant", "項目 3 個，分錄 2 筆，規則包 2 個"), ("zh-hans", "项目 3 个，分录 2 笔，规则包 2 个")],
)
def test_it_counts_in_the_readers_language(ground: Ground, lang: str, numbers: str) -> None:
    assert numbers in second_line(FINANCE_OFFICE, lang)


def test_who_sees_one_grant_is_told_of_one(ground: Ground) -> None:
    assert re.search(r"  1 grant, \d+ (entry|entries), 1 rulebook \(demo\)", second_line(INVESTIGATOR))

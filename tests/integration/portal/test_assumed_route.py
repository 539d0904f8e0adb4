"""Whose route nobody's text says is told to be assumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from guohe.programmes.queries.routes import invented_scheme
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", 'Assumed: "Demo key programme" is invented, so no source says how its money crosses'),
        ("zh-hant", "此為假設：「示例重點科技計劃」屬虛構"),
        ("zh-hans", "此为假设：“示例重点科技计划”属虚构"),
    ],
)
def test_the_route_of_an_invented_programme_is_said_to_be_assumed(
    ground: Ground, lang: str, said: str
) -> None:
    client = seen_by(FINANCE_OFFICE)
    assert said in words(client.get(f"/{lang}/grants/{STEEL}/money").content)
    assert json.loads(client.get(f"/{lang}/grants/{STEEL}/money.json").content)["route_assumed"] is True
    # A real scheme is not: it takes the route that its sources say.
    assert invented_scheme("PLAIN") is None

"""``?as_at=`` is never silently ignored: a page shows that day, or refuses it in words."""

from __future__ import annotations

import json

import pytest
from django.urls import URLPattern
from pytest_django import Settings

from guohe.kernel.texts import LANGUAGES
from guohe.project.urls import _ALL
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")
TODAY_ALONE = ("", f"grants/{STEEL}", *(f"grants/{STEEL}/{part}" for part in
               ("budget", "lines", "reports", "fx", "questions")))  # fmt: skip


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_today_refuses_another_day(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    for page in TODAY_ALONE:
        assert client.get(f"/{lang}/{page}").status_code == 200, page
        assert client.get(f"/{lang}/{page}?as_at=").status_code == 200, page
        for day in ("2018-12-31", "2019-02-30", "9999-12-31", "x"):
            answer = client.get(f"/{lang}/{page}?as_at={day}")
            assert (answer.status_code, "MON-540" in words(answer.content)) == (422, True), (page, day)
    told = client.get(f"/{lang}/grants/{STEEL}/budget.json?as_at=2018-12-31")
    assert [each["code"] for each in json.loads(told.content)["findings"]] == ["MON-540"]


def test_a_page_of_any_day_refuses_days_that_are_none(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = f"/en/grants/{STEEL}/money"
    assert "as at 2018-12-31" in words(client.get(f"{page}?as_at=2018-12-31").content)
    for day, code, status in (
        ("2019-02-30", "CAL-103", 400),
        ("9999-12-31", "MON-541", 422),
        ("0001-01-01", "MON-541", 422),
    ):
        answer = client.get(f"{page}?as_at={day}")
        assert (answer.status_code, code in words(answer.content)) == (status, True), day


def test_the_pages_that_read_a_day_are_these() -> None:
    """A view that reads the day says so at its door, and none says so that does not."""
    patterns = [
        (name, each) for name, found in _ALL.items() for each in found if isinstance(each, URLPattern)
    ]
    reads = {f"{name}:{each.name}" for name, each in patterns if getattr(each.callback, "reads_as_at", False)}
    assert {name for name in reads if "." not in name} == {
        "portal:money", "grants:rules", "grants:partners", "registry:units", "registry:unit", "registry:permanent-unit",
        "registry:institutions", "registry:institution", "registry:timeline", "programmes:rules", "programmes:rulebook",
        "programmes:rule",
    }  # fmt: skip

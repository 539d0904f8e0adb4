"""The page of releases: the second person's button is there for the second person alone, and works without script."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from guohe.payments.queries.releases import all_releases
from tests.factories.payments import till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


def test_another_person_releases_on_the_page() -> None:
    place = till()
    number = place.prepared()
    own = seen_by(RESEARCH_OFFICE).get("/en/agency/releases")
    assert (own.status_code, "Waiting for you" in words(own.content)) == (200, False)
    other = seen_by(FINANCE_OFFICE)
    page = other.get("/en/agency/releases")
    assert "Waiting for you" in words(page.content)
    assert "0128765432101" not in page.content.decode()
    assert other.post(f"/en/agency/releases/{number}").status_code == 302
    with place.stage.acting(FINANCE_OFFICE):
        assert all_releases()[0].state == "released"


def test_the_preparer_is_refused_in_words() -> None:
    place = till()
    number = place.prepared()
    page = seen_by(RESEARCH_OFFICE).post(f"/en/agency/releases/{number}")
    assert (page.status_code, "ACC-601" in page.content.decode()) == (422, True)


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_the_list_is_a_table_in_three_languages_and_for_programs(lang: str) -> None:
    till()
    client = seen_by(FINANCE_OFFICE)
    assert client.get(f"/{lang}/agency/releases").status_code == 200
    told = client.get(f"/{lang}/agency/releases.json").json()
    assert len(told["rows"]) == 2

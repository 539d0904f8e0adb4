"""The same asking, sent twice, makes one payment; a key that asks for something else is refused."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.queries.releases import all_releases
from guohe.project.cli import main
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_prepare_pages import PREPARE, instruction

pytestmark = pytest.mark.django_db
KEY = UUID("3a2f0d4e-1111-4222-8333-0000000000aa")
SMALL = Money.of("CNY", "300000.00")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)
    return till()


def payments(place: Till) -> int:
    with place.stage.acting(FINANCE_OFFICE):
        return len(all_releases())


def key_of(page: bytes) -> str:
    """What the hidden field of the form holds."""
    (field,) = re.findall(r'<input[^>]*name="key"[^>]*>', page.decode())
    assert 'type="hidden"' in field
    (value,) = re.findall(r'value="([^"]*)"', field)
    return str(value)


def test_a_page_that_is_sent_twice_prepares_one_payment(place: Till) -> None:
    client = seen_by(RESEARCH_OFFICE)
    key = key_of(client.get(f"/en/{PREPARE}").content)
    told = instruction(place, amount="300000.00", key=key)
    first, second = (client.post(f"/en/{PREPARE}", told) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert (first["Location"], payments(place)) == (second["Location"], 1)
    # Another page has another key, and the rest of the instalment may go with it.
    other = key_of(client.get(f"/en/{PREPARE}").content)
    assert other != key
    assert client.post(f"/en/{PREPARE}", instruction(place, amount="420000.00", key=other)).status_code == 302
    assert payments(place) == 2


def test_a_page_that_was_refused_keeps_its_key(place: Till) -> None:
    page = seen_by(RESEARCH_OFFICE).post(
        f"/en/{PREPARE}", instruction(place, name="DEMO UNIVERSTY", key=str(KEY))
    )
    assert (page.status_code, key_of(page.content)) == (422, str(KEY))


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_a_key_that_asks_for_something_else_is_refused(place: Till, lang: str) -> None:
    first = place.prepared(amount=SMALL, key=KEY)
    assert place.prepared(amount=SMALL, key=KEY) == first
    with pytest.raises(Refused, match="PAY-433"):
        place.prepared(amount=Money.of("CNY", "300000.01"), key=KEY)
    with pytest.raises(Refused, match="PAY-433"):
        place.prepared(by=FINANCE_OFFICE, amount=SMALL, key=KEY)
    told = instruction(place, amount="300000.01", key=str(KEY))
    page = seen_by(RESEARCH_OFFICE).post(f"/{lang}/{PREPARE}", told)
    assert (page.status_code, "PAY-433" in words(page.content), payments(place)) == (422, True, 1)


def test_a_program_names_its_asking_by_an_option(place: Till) -> None:
    asked = (
        "release", "prepare", "DEMO-TEST-1/T1", "--from", str(place.payer), "--to", str(place.payee),
        "--name", "DEMO UNIVERSITY", "--on", "2019-07-03", "--amount", "300000.00", "--purpose-code", "CSTRDR",
        "--statistics-code", "222222", "--key", str(KEY), "--as", RESEARCH_OFFICE,
    )  # fmt: skip
    first, second = (CliRunner().invoke(main, asked) for _ in range(2))
    assert (first.exit_code, second.exit_code, first.output == second.output) == (0, 0, True)
    assert payments(place) == 1

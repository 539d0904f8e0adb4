"""The home of a grant names each figure by what it is, opens it, and tells everything that happened."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.kernel.texts import LANGUAGES, say
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

REF = "DEMO-NKP-2018-001"
DEMO = Path(__file__).resolve().parents[3] / "demo"


@pytest.fixture
def stage(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return Stage(demo_loaded().host, "polyu")


def finance() -> Client:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    return client


def words(content: bytes) -> str:
    main = content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_of_the_four_figures_is_named_by_what_it_is_and_opens(stage: Stage, lang: str) -> None:
    client = finance()
    page = client.get(f"/{lang}/grants/{REF}").content.decode()
    cards = re.findall(
        r'gh-card__label">(.*?)</span><strong class="gh-card__figure"><a class="govuk-link" href="(.*?)"',
        page,
    )
    assert [label for label, _ in cards] == [
        say(f"portal.grant.{key}", lang) for key in ("received", "used", "promised", "free")
    ]
    for label, address in cards:
        assert client.get(address).status_code == 200, label


def test_no_two_figures_share_a_name(stage: Stage) -> None:
    """385,372.18 is left of what was received, 865,372.18 of the budget, and the lots hold HKD."""
    client = finance()
    home = words(client.get(f"/en/grants/{REF}").content)
    # The demo has used the bank's charge alone, 150.00 of 720,000.00; nothing is promised.
    assert "Used, bank charges included CNY 150.00" in home
    # demo/bank_cny.csv: 719,850.00 was credited.
    assert "CNY 719,850.00 credited and CNY 150.00 bank charges" in home
    assert "Free of what was received CNY 719,850.00" in home
    assert "Free of the approved budget" in words(client.get(f"/en/grants/{REF}/budget").content)
    assert "Left in the lots, by currency: CNY 0.00 · HKD 892,614.00." in words(
        client.get(f"/en/grants/{REF}/fx/lots").content
    )


def test_what_happened_tells_of_imports_and_receipts(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        actor = stage.account(FINANCE_OFFICE)
        content = (DEMO / "bank_cny.csv").read_bytes()
        read_bank_statement(host_id=stage.host, name="bank_cny.csv", content=content, actor=actor, now=NOW)
        entry = next(each for each in bank.not_used() if each.booked is None)
        journal = record_receipt(entry_id=entry.number, instalment_ref=f"{REF}/T2", actor=actor, now=NOW)
    assert f"Instalment 2 received: J-{journal} (Mr Test Lau)" in words(
        finance().get(f"/en/grants/{REF}").content
    )


def test_health_tells_what_came_with_the_set_up_and_by_no_import(stage: Stage) -> None:
    told = words(finance().get("/en/health").content)
    assert "ERP listing never read by an import" in told
    # Two of the demo's three grants have a budget; one receipt and its exchange name rows of bank_cny.csv.
    assert "2 receipts and exchanges in the books; not read by an import" in told
    assert re.search(
        r"Budget table entered 2019-07-02 10:00: \d budget versions?; not read by an import", told
    )


def test_a_list_of_grants_shows_the_whole_period(stage: Stage) -> None:
    for address in ("/en/", "/en/grants"):
        assert "2018-05-01 2021-04-30" in words(finance().get(address).content), address

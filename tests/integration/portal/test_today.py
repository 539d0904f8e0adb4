"""Today asks the books a fixed number of times, whatever the number of grants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from guohe.funds.operations.receive_instalment import receive
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.operations.state_claim import state_claim
from guohe.identity.queries.accounts import account_by_username
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.kernel.money import Money
from guohe.project.demo_load import Loaded
from tests.factories.demo import demo_loaded
from tests.factories.funds import key
from tests.factories.grants import agreement
from tests.factories.identity import Stage
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

# Eight of the frame (session, account, transaction, who acts and what they may), the rest the page's own.
AT_MOST = 25
DEMO = Path(__file__).resolve().parents[3] / "demo"


@pytest.fixture
def loaded(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Loaded:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_loaded()


def more_grants(loaded: Loaded, count: int) -> None:
    """Grants whose first instalment is in the books and whose second was reported as sent on the day before."""
    stage = Stage(loaded.host, "polyu")
    person = account_by_username(INVESTIGATOR)
    assert person is not None
    for number in range(count):
        ref = f"DEMO-MANY-{number}"
        with stage.acting(RESEARCH_OFFICE):
            set_up_grant(
                host_id=loaded.host,
                book=loaded.book,
                agreement=replace(agreement(ref), project_codes=(f"ZM{number:02}",)),
                investigator_id=person.account,
                equipment=[],
                actor=stage.account(RESEARCH_OFFICE),
                now=NOW,
            )
            state_claim(
                instalment_ref=f"{ref}/T2",
                station="sent",
                happened_on=date(2019, 7, 1),
                source="Agency",
                evidence="",
                reference="",
                actor=stage.account(RESEARCH_OFFICE),
                now=NOW,
            )
        with stage.acting(FINANCE_OFFICE):
            receive(
                book=loaded.book,
                fund=ref,
                source_ref=f"{ref}/T1",
                sent=Money.of("CNY", "720000.00"),
                credited=Money.of("CNY", "720000.00"),
                on=date(2018, 6, 1),
                source=f"{ref} credit",
                key=key(f"receipt {ref}"),
            )


def asked_of(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [each["sql"] for each in asked.captured_queries]


def test_today_asks_as_often_for_thirty_grants_as_for_three(loaded: Loaded) -> None:
    stage = Stage(loaded.host, "polyu")
    with stage.acting(FINANCE_OFFICE):
        read_bank_statement(
            host_id=loaded.host,
            name="bank_cny.csv",
            content=(DEMO / "bank_cny.csv").read_bytes(),
            actor=stage.account(FINANCE_OFFICE),
            now=NOW,
        )
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    three = asked_of(client, "/en/")
    more_grants(loaded, 27)
    thirty = asked_of(client, "/en/")
    page = client.get("/en/").content.decode()
    assert page.count("DEMO-MANY-") >= 27
    assert len(thirty) == len(three), "\n".join(thirty)
    assert len(three) <= AT_MOST, "\n".join(three)

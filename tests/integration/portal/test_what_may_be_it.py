"""Beside money that nobody has seen stands the credit that nobody has identified, and beside a promise the order that is not in it."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.portal.cli.money import money
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, PROGRAMME_OFFICER

pytestmark = pytest.mark.usefixtures("demo_books")

# The second credit of demo/bank_cny.csv: 480,000.00 less the charge of 150.00, three working days after it was sent.
MAY_BE = "CNY 479,850.00 (2019-06-21)"
LOOK_FIRST = (
    "Sent 18 Jun 2019, not identified in Hong Kong. 9 working days; 9 in 10 earlier transfers took 6 or fewer. Credits since then "
    "wait in the bank inbox: look there first, and ask the bank with reference DEMO-UETR-2 if none is it."
)
# The one open order of demo/erp.csv, PO-7790, which the budget does not hold.
NOT_COUNTED = "1 open order waits outside the books, not counted here: HKD 40,000.00."


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def page(person: str, address: str) -> str:
    client = Client()
    client.post(f"/en/demo/be/{person}")
    return client.get(f"/en/{address}").content.decode()


def test_an_unidentified_credit_is_told_where_the_money_is_missed(ground: Ground) -> None:
    assert MAY_BE not in page(FINANCE_OFFICE, f"grants/{STEEL}/money")
    with ground.stage.acting(FINANCE_OFFICE):
        read_bank_statement(
            host_id=ground.stage.host,
            name="bank_cny.csv",
            content=(DEMO / "bank_cny.csv").read_bytes(),
            actor=ground.finance,
            now=NOW,
        )
    shown = page(FINANCE_OFFICE, f"grants/{STEEL}/money")
    assert MAY_BE in shown
    assert 'href="/en/bank/inbox"' in shown
    # What was seen and not identified is not said to be unseen, on any of the pages that miss it.
    assert "It has not been identified here yet. Waiting for: Credited in Hong Kong." in shown
    assert "Nobody here has seen it." not in shown
    assert LOOK_FIRST in html.unescape(shown)
    assert "not yet seen in Hong Kong" not in shown
    (said,) = json.loads(page(FINANCE_OFFICE, f"grants/{STEEL}/money.json"))["instalments"][1]["findings"]
    assert (said["code"], said["level"], said["message"]) == ("MON-422", "hold", LOOK_FIRST)
    maybe = "9 working days; CNY 479,850.00 credited 2019-06-21 may be it."
    for address in ("", f"grants/{STEEL}"):
        assert maybe in page(FINANCE_OFFICE, address)
        assert maybe not in page(PROGRAMME_OFFICER, address)
    assert MAY_BE not in page(FINANCE_OFFICE, f"grants/{STEEL}/money?as_at=2019-06-20")
    told = CliRunner().invoke(money, [STEEL, "--as", FINANCE_OFFICE])
    assert MAY_BE in told.output
    assert (LOOK_FIRST in told.output, told.exit_code) == (True, 2)
    # The other side sees the grant, and not the accounts of the host.
    theirs = page(PROGRAMME_OFFICER, f"grants/{STEEL}/money")
    assert ("MON-301" in theirs, "MON-422" in theirs, MAY_BE in theirs) == (True, False, False)


@pytest.mark.parametrize("address", ["", "/budget", "/check"])
def test_an_order_that_reserves_nothing_is_not_passed_over(ground: Ground, address: str) -> None:
    assert NOT_COUNTED not in page(FINANCE_OFFICE, f"grants/{STEEL}{address}")
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    assert NOT_COUNTED in page(FINANCE_OFFICE, f"grants/{STEEL}{address}")


def test_an_order_outside_the_books_keeps_a_grant_open(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    shown = page(FINANCE_OFFICE, f"grants/{STEEL}/closing.json")
    assert '"order_lines"' in shown
    assert "40,000.00" in page(FINANCE_OFFICE, f"grants/{STEEL}/closing")

"""An account's ordinary money out never hides a credit: inbox, files, Today and the three-way grid are over all lines that were read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.kernel.money import Money
from guohe.project.cli import main
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.queries.inbox import inbox
from guohe.reconciliation.queries.three_way import grid
from guohe.reconciliation.web.inbox import ROWS_A_PAGE
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_groups import SECOND, box_of, statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
WAITING = Money("CNY", 47985000)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def salaries(month: str, count: int = 600) -> bytes:
    """So many salaries of one month, out of the account on which the grant is received."""
    rows = [(f"{1 + nth % 28:02d}/{month}/2019", f"SALARY {nth}", "-1.00") for nth in range(count)]
    return statement(*sorted(rows, key=lambda each: each[0][:2]))


def read(ground: Ground, content: bytes, name: str) -> None:
    read_bank_statement(host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW)


def demo_statement(ground: Ground) -> None:
    read(ground, (DEMO / "bank_cny.csv").read_bytes(), "bank_cny.csv")


def test_six_hundred_salaries_hide_no_credit(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, salaries("05"), "may.csv")
        demo_statement(ground)
        box = box_of(ground)
        assert [(credit.entry.amount, credit.guesses[0].items) for credit in box.credits] == [(WAITING, (SECOND,))]  # fmt: skip
        assert box.parked == (WAITING,)
        # Salaries are no matter of the inbox.
        assert box.debits == ()
        assert [each.code for each in grid(STEEL, on=NOW.date()).findings] == ["REC-113"]
    client = seen_by(FINANCE_OFFICE)
    assert "CNY 479,850.00" in words(client.get("/en/bank/inbox").content)
    assert b"479850.00" in client.get("/en/bank/inbox.csv").content
    assert "479,850.00 Credited 2019-06-21, nobody has said what it is" in words(client.get("/en/").content)
    asked = CliRunner().invoke(main, ["bank", "inbox", "--json", "--as", FINANCE_OFFICE])
    assert "479850.00" in json.dumps(json.loads(asked.output)["rows"])
    assert CliRunner().invoke(main, ["recon", STEEL, "--as", FINANCE_OFFICE]).exit_code == 2


def test_what_stands_on_another_page_is_counted_and_summed(ground: Ground) -> None:
    count = ROWS_A_PAGE + 2
    rows = [(f"{1 + nth // 10:02d}/06/2019", f"INWARD {nth}", f"{nth + 1}.00") for nth in range(count)]
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, statement(*rows), "june.csv")
        # 1 + 2 + … + 52.
        assert box_of(ground).parked == (Money.of("CNY", "1378.00"),)
    client = seen_by(FINANCE_OFFICE)
    first, second = (words(client.get(f"/en/bank/inbox?page={each}").content) for each in (1, 2))
    assert f"In all: {count} credits that nobody has identified" in first
    for page in (first, second):
        assert "Received and not identified: CNY 1,378.00" in page
    assert "INWARD 49" in first
    assert "INWARD 51" not in first
    assert "INWARD 51" in second
    assert "Every credit of the statements that were read is identified" not in second
    # The files hold every row.
    told = client.get("/en/bank/inbox.csv").content.decode("utf-8-sig")
    assert all(f"INWARD {nth}" in told for nth in range(count))


def test_an_identified_receipt_stays_in_the_grid_behind_many_newer_ones(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        demo_statement(ground)
        number = next(each.entry.number for each in box_of(ground).credits)
        accept_guess(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
        read(ground, salaries("06"), "june.csv")
        found = grid(STEEL, on=NOW.date())
        # 719,850.00 and 479,850.00 on both sides.
        assert found.rows[1].other == Money("CNY", 119970000)
        assert found.findings == ()
        assert len(inbox(ground.stage.host, on=NOW.date()).settled) == 3

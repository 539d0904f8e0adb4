"""A bank statement given as a listing, and a listing given as a statement, are named as what they are; nothing is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from guohe.imports.cli import commands
from guohe.imports.models import Job
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from tests.factories.imports import DEMO, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

# demo/bank_cny.csv has three entries; demo/erp.csv 16 costs and one open order.
STATEMENT = (
    '"bank_cny.csv" reads as a bank statement with 3 entries, not as an ERP listing. Choose "Bank statement" as its kind '
    "(./guohe import bank). Nothing has been saved.",
    "「bank_cny.csv」讀來是銀行結單，有 3 項記錄，並非 ERP 交易明細。種類請選「銀行結單」（./guohe import bank）。尚未儲存任何資料。",
    "“bank_cny.csv”读来是银行对账单，有 3 项记录，不是 ERP 交易明细。种类选“银行对账单”（./guohe import bank）。尚未保存任何数据。",
)
LISTING = (
    '"erp.csv" reads as an ERP listing with 17 lines, not as a bank statement. Choose "ERP listing" as its kind '
    "(./guohe import erp). Nothing has been saved.",
    "「erp.csv」讀來是 ERP 交易明細，有 17 行，並非銀行結單。種類請選「ERP 交易明細」（./guohe import erp）。尚未儲存任何資料。",
    "“erp.csv”读来是 ERP 交易明细，有 17 行，不是银行对账单。种类选“ERP 交易明细”（./guohe import erp）。尚未保存任何数据。",
)


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def told(refused: Refused) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.code, tuple(each.sentence(lang) for lang in LANGUAGES)) for each in refused.findings]


def test_a_statement_given_as_a_listing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as met:
            ground.read("bank_cny.csv")
        assert told(met.value) == [("IMP-535", STATEMENT)]
        assert Job.objects.count() == 0


def test_a_listing_given_as_a_statement(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as met:
            read_bank_statement(
                host_id=ground.stage.host,
                name="erp.csv",
                content=(DEMO / "erp.csv").read_bytes(),
                actor=ground.finance,
                now=NOW,
            )
        assert told(met.value) == [("IMP-536", LISTING)]
        assert Job.objects.count() == 0


def test_the_page_says_so_instead_of_asking_for_columns(ground: Ground) -> None:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    file = SimpleUploadedFile("bank_cny.csv", (DEMO / "bank_cny.csv").read_bytes())
    answer = client.post("/en/import/new", {"file": file, "kind": "erp", "host": str(ground.stage.host)})
    assert answer.status_code == 422
    assert "reads as a bank statement with 3 entries" in answer.content.decode()
    with ground.stage.acting(FINANCE_OFFICE):
        assert Job.objects.count() == 0


def test_a_dry_run_says_so_too(ground: Ground) -> None:
    imports = next(each for each in commands if each.name == "import")
    path = str(DEMO / "bank_cny.csv")
    answer = CliRunner().invoke(imports, ["erp", path, "--dry-run", "--as", FINANCE_OFFICE])
    assert (answer.exit_code, "IMP-535" in answer.output) == (1, True), answer.output

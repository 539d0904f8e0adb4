"""Which sheet of a workbook is meant is said at every door: listings, statements and budgets, by command and on the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guohe.exchange.operations.open_file import open_path
from guohe.imports.models import BankRow, Job, Line
from guohe.project.cli import main
from tests.factories.imports import DEMO, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.unit.exchange.hostile import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
HEAD = ("Project", "Account", "Post date", "Doc ref", "Cur", "Amount", "Type")
OTHER: list[tuple[object, ...]] = [HEAD, ("ZZ01-DEMO", "7310", "2018-06-01", "AP-1", "HKD", 11.00, "ACT")]
MEANT: list[tuple[object, ...]] = [HEAD, ("ZZ01-DEMO", "7310", "2018-06-02", "AP-2", "HKD", 22.00, "ACT")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(*told: str) -> Result:
    return CliRunner().invoke(main, [*told, "--as", FINANCE_OFFICE])


def file_of(folder: Path, *tables: tuple[str, str, list[tuple[object, ...]]]) -> str:
    path = folder / "book.xlsx"
    path.write_bytes(sheets(*tables))
    return str(path)


def test_a_listing_is_read_from_the_visible_sheet_or_the_one_named(ground: Ground, tmp_path: Path) -> None:
    hidden = file_of(tmp_path, ("FY16 old", "hidden", OTHER), ("FY18", "visible", MEANT))
    assert run("import", "erp", hidden).exit_code in (2, 3)
    with ground.stage.acting(FINANCE_OFFICE):
        assert list(Line.objects.values_list("doc_ref", flat=True)) == ["AP-2"]
        assert Job.objects.get().reading["how"]["sheet"] == ""
    two = file_of(tmp_path, ("Page 1", "visible", OTHER), ("Page 2", "visible", MEANT))
    asked = run("import", "erp", two, "--json")
    assert (asked.exit_code, "IMP-260" in asked.output, "Page 1, Page 2" in asked.output) == (1, True, True)
    assert run("import", "erp", two, "--sheet", "Page 1").exit_code in (2, 3)
    with ground.stage.acting(FINANCE_OFFICE):
        assert list(Line.objects.order_by("pk").values_list("doc_ref", flat=True)) == ["AP-2", "AP-1"]


def test_the_page_asks_which_sheet_and_reads_the_one_named(ground: Ground) -> None:
    data = sheets(("Page 1", "visible", OTHER), ("Page 2", "visible", MEANT))
    client = seen_by(FINANCE_OFFICE)
    form = {"kind": "erp", "host": str(ground.stage.host)}
    asked = client.post("/en/import/new", {**form, "file": SimpleUploadedFile("b.xlsx", data)})
    assert (asked.status_code, "Page 1, Page 2" in words(asked.content)) == (422, True)
    named = client.post(
        "/en/import/new", {**form, "sheet": "Page 2", "file": SimpleUploadedFile("b.xlsx", data)}
    )
    assert named.status_code == 302
    with ground.stage.acting(FINANCE_OFFICE):
        assert list(Line.objects.values_list("doc_ref", flat=True)) == ["AP-2"]


def test_a_statement_is_read_from_the_sheet_named(ground: Ground, tmp_path: Path) -> None:
    def table(amount: str) -> list[tuple[object, ...]]:
        heads = ("Post date", "Description", "Withdrawal", "Deposit", "Balance")
        return [("Account", "***-***-DEMO01", "CNY"), heads, ("2019-06-21", "INWARD TT", "", amount, amount)]

    two = file_of(tmp_path, ("CNY", "visible", table("7.00")), ("Other", "visible", table("8.00")))
    assert "IMP-260" in run("import", "bank", two).output
    assert run("import", "bank", two, "--sheet", "CNY").exit_code == 3
    with ground.stage.acting(FINANCE_OFFICE):
        assert list(BankRow.objects.values_list("amount_minor", flat=True)) == [700]


def test_a_budget_is_read_from_the_sheet_named(tmp_path: Path) -> None:
    opened = open_path(DEMO / "budget_mainland.xlsx")
    assert opened.grid is not None
    rows: list[tuple[object, ...]] = list(opened.grid.rows)
    two = file_of(tmp_path, ("附表3", "visible", rows), ("附表4", "visible", rows))
    assert "IMP-260" in run("import", "budget", two, "--dry-run").output
    told = run("import", "budget", two, "--dry-run", "--sheet", "附表3", "--json")
    assert len(json.loads(told.stdout)["table"]["rows"]) > 5

"""What CR means, and which column is a mark, is asked by page and command, and the answer is kept with the columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guohe.imports.models import BankRow, ColumnMapping, Line
from guohe.project.cli import main
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
STATEMENT = (
    b"Account,***-***-2101,CNY\nDate,Description,Amount,Balance\n"
    b'01/06/2019,Rent,"1,000.00 DR","8,000.00 CR"\n21/06/2019,INWARD,"479,850.00 CR","487,850.00 CR"\n'
)
LISTING = (
    b"Project,Account,Post date,Doc ref,Payee,Flag,Amount\nZZ01-DEMO,6110,2018-08-15,A1,P,D,1000.00\n"
    b"ZZ01-DEMO,6110,2018-08-16,A2,P,C,400.00\n"
)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(*told: str) -> Result:
    return CliRunner().invoke(main, [*told, "--as", FINANCE_OFFICE])


def figures(ground: Ground) -> list[int]:
    with ground.stage.acting(FINANCE_OFFICE):
        return list(BankRow.objects.order_by("row_number").values_list("amount_minor", flat=True))


def test_command_asks_what_cr_is_and_takes_the_answer(ground: Ground, tmp_path: Path) -> None:
    path = tmp_path / "cr.csv"
    path.write_bytes(STATEMENT)
    asked = run("import", "bank", str(path))
    assert (asked.exit_code, "IMP-290" in asked.output, figures(ground)) == (1, True, [])
    told = run("import", "bank", str(path), "--credit", "in")
    assert "IMP-299" in told.output
    assert figures(ground) == [-100000, 47985000]


def test_page_keeps_the_statement_asks_and_remembers_the_answer(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    form = {"kind": "bank", "host": str(ground.stage.host), "file": SimpleUploadedFile("cr.csv", STATEMENT)}
    kept = client.post("/en/import/new", form, follow=True)
    (where, _) = kept.redirect_chain[-1]
    assert "IMP-290" in words(kept.content)
    assert 'name="role-credit_means"' in kept.content.decode()
    chosen = {"role-txn_date": "A", "role-narrative": "B", "role-amount": "C", "role-balance": "D"}
    assert client.post(where, chosen).status_code == 422
    assert client.post(where, {**chosen, "role-credit_means": "in"}).status_code == 302
    assert figures(ground) == [-100000, 47985000]
    with ground.stage.acting(FINANCE_OFFICE):
        assert ColumnMapping.objects.get(kind="bank").columns["credit_means"] == "in"


def test_page_asks_whether_a_column_of_a_listing_is_a_mark(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    form = {"kind": "erp", "host": str(ground.stage.host), "file": SimpleUploadedFile("dc.csv", LISTING)}
    kept = client.post("/en/import/new", form, follow=True)
    (where, _) = kept.redirect_chain[-1]
    assert "IMP-295" in words(kept.content)
    chosen = {
        "project": "A",
        "account": "B",
        "post_date": "C",
        "doc_ref": "D",
        "payee": "E",
        "mark": "F",
        "amount": "G",
    }
    assert client.post(where, {f"role-{role}": letter for role, letter in chosen.items()}).status_code == 302
    with ground.stage.acting(FINANCE_OFFICE):
        assert list(Line.objects.order_by("row_number").values_list("amount_minor", flat=True)) == [
            100000,
            -40000,
        ]
        assert ColumnMapping.objects.get(kind="erp").columns["mark"] == "Flag"

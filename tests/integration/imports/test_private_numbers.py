"""What a file says of people's and banks' numbers is kept in the file, and shown with four figures: pages, tables, books."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.documents.queries.files import content_of, file_by_number
from guohe.funds.queries import commitments, spend_facts
from guohe.imports.models import Job, Line
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import bank, jobs
from guohe.imports.queries.tables import entries_table, lines_table
from guohe.project.cli import main
from guohe.ui.plain import table_record
from tests.factories.imports import HEAD, STEEL, Ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by

pytestmark = pytest.mark.usefixtures("demo_books")

# Made up: a Hong Kong identity card, an account in a bank's groups, a card in fours.
PERSON, ACCOUNT, CARD = "A123456(7)", "012-345-678901", "1234 5678 9012 3456"


def listing(kind: str = "ACT") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerow(
        ("ZZ01-DEMO", "6110", "Consumables", "02/05/2018", "AP-1", f"DEMO STAFF {PERSON}", f"Goods to {ACCOUNT}", "PO-1",
         "HKD", "100.00", kind)
    )  # fmt: skip
    return out.getvalue().encode()


@pytest.fixture(autouse=True)
def demo(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())


def test_a_line_is_shown_and_booked_with_four_figures_and_its_file_stays_whole(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("one.csv", listing()).job
        stored = file_by_number(Job.objects.get(pk=job).document_id or 0)
        assert stored is not None
        assert content_of(stored) == listing()
        (line,) = jobs.lines(job)
        assert (line.payee, line.description) == ("DEMO STAFF …4567", "Goods to …8901")
        assert line.raw[5:7] == (line.payee, line.description)
        told = json.dumps(table_record(lines_table([line], "en", title="x")), default=str)
        assert PERSON not in told
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1
        (spend,) = [fact for fact in spend_facts.of_fund(STEEL) if fact.source == "AP-1"]
        assert spend.memo == "DEMO STAFF …4567 · Goods to …8901"
        number = Line.objects.get(job_id=job).pk
    client = seen_by(FINANCE_OFFICE)
    for address in (
        f"/en/import/{job}/check",
        f"/en/import/{job}/check.csv",
        f"/en/lines/{number}",
        f"/en/lines/{number}.json",
        f"/en/grants/{STEEL}/lines",
        f"/en/grants/{STEEL}/lines.csv",
        f"/en/grants/{STEEL}/lines?group=payee",
    ):
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert "4567" in text
        assert "A123456" not in text, address
        assert "345-678901" not in text, address


def test_an_order_is_noted_with_four_figures(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("one.csv", listing("COM")).job
        assert confirm(job_id=job, actor=ground.finance, now=NOW).orders == 1
        assert len(commitments.open_of(STEEL)) == 1
    client = seen_by(FINANCE_OFFICE)
    assert "345-678901" not in client.get(f"/en/grants/{STEEL}/lines").content.decode()


def test_the_memo_of_a_bank_entry_is_shown_with_four_figures(ground: Ground, tmp_path: Path) -> None:
    statement = (
        "Account,***-***-DEMO01,CNY,,,,\n"
        "Txn date,Post date,Value date,Description,Withdrawal,Deposit,Balance\n"
        f'02/05/2019,02/05/2019,02/05/2019,"TT FROM {CARD} {PERSON}",,100.00,100.00\n'
    ).encode()
    with ground.stage.acting(FINANCE_OFFICE):
        job = read_bank_statement(
            host_id=ground.stage.host, name="bank.csv", content=statement, actor=ground.finance, now=NOW
        ).job
        entries = bank.of_job(job)
        told = json.dumps(table_record(entries_table(entries, "en")), default=str, ensure_ascii=False)
        assert "TT FROM …3456 …4567" in told
    text = seen_by(FINANCE_OFFICE).get(f"/en/import/{job}/entries").content.decode()
    assert CARD not in text
    assert PERSON not in text
    file = tmp_path / "bank.csv"
    file.write_bytes(statement)
    run = CliRunner().invoke
    dry = run(main, ["import", "bank", str(file), "--dry-run", "--json"])
    for command in (
        ["--dry-run"],
        ["--dry-run", "--json"],
        ["--as", FINANCE_OFFICE],
        ["--json", "--as", FINANCE_OFFICE],
    ):
        output = run(main, ["import", "bank", str(file), *command]).output
        assert CARD not in output, command
        assert PERSON not in output, command
    assert "4567" in dry.output
    for command in (["bank", "inbox"], ["bank", "inbox", "--json"]):
        output = run(main, [*command, "--as", FINANCE_OFFICE]).output
        assert "4567" in output, output
        assert PERSON not in output

"""Money sent by our own pain.001 comes back in the bank's camt.053 and is found by its end-to-end reference, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree
from pytest_django import Settings

from guohe.exchange.operations.iso_schemas import NAMESPACE
from guohe.exchange.operations.write_pain001 import NAME, write_pain001
from guohe.funds.queries import lots
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank, jobs
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.project.cli import main
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.queries.bank_lines import as_lines
from guohe.reconciliation.queries.inbox import inbox
from tests.factories.imports import STEEL, Ground, demo_ground, row_counts
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.unit.exchange.camt_files import Entry, balance, document, statement_xml
from tests.unit.exchange.payments_made_up import batch, payment_file, transfer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
SECOND = f"{STEEL}/T2"
SPACE = {"p": f"{NAMESPACE}{NAME}"}
# What the paying bank keeps of 480,000.00.
CREDITED = "479850.00"


@pytest.fixture
def ground(settings: Settings) -> Ground:
    settings.MODE = "demo"
    return demo_ground()


def instruction() -> bytes:
    """Our own order to pay the second instalment."""
    return write_pain001(
        payment_file(batch(transfer(end_to_end_id=SECOND, amount=Money.of("CNY", "480000.00"))))
    )


def statement_on(sent: bytes, *, identity: str = "S1", closing: str = "479850.00") -> bytes:
    """What the payee's bank says of the first payment of a pain.001: its references and its payer, and a day's balances."""
    root = etree.fromstring(sent)

    def text(path: str) -> str:
        return str(root.findtext(f".//p:{path.replace('/', '/p:')}", namespaces=SPACE))

    details = (
        f"<TxDtls><Refs><EndToEndId>{text('PmtId/EndToEndId')}</EndToEndId><UETR>{text('PmtId/UETR')}</UETR></Refs>"
        f"<Amt Ccy='CNY'>{CREDITED}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        "<RltdPties><Dbtr><Pty><Nm>A CLEARING BANK</Nm></Pty></Dbtr></RltdPties></TxDtls>"
    )
    day = "2019-06-21"
    entries = [
        Entry(CREDITED, booked=day, valued=day, currency="CNY", details=details),
        Entry("9.00", status="PDNG", booked=day, valued=day, currency="CNY"),
    ]
    balances = balance("OPBD", "0.00", day=day, currency="CNY")
    balances += balance("CLBD", closing, day=day, currency="CNY")
    return document(statement_xml(entries, 8, identity=identity, balances=balances, currency="CNY"))


def read(ground: Ground, content: bytes, name: str = "june.xml") -> int:
    return read_bank_statement(
        host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW
    ).job


def test_a_payment_of_ours_is_found_by_its_reference_accepted_and_never_read_twice(ground: Ground) -> None:
    content = statement_on(instruction())
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, content)
        (entry,) = bank.of_job(job)
        assert (entry.amount, entry.balance_agrees) == (Money.of("CNY", CREDITED), None)
        assert {f"EndToEndId={SECOND}", "UETR=3a2f0d4e-1111-4222-8333-000000000001"} <= set(entry.raw)
        assert [finding.code for finding in jobs.file_findings(job)] == ["IMP-176", "IMP-177"]
        (line,) = as_lines([entry], [])
        assert line.references == (SECOND, "3a2f0d4e-1111-4222-8333-000000000001")
        # The payer's name on the statement is a bank's: the reference alone finds the instalment.
        (credit,) = inbox(ground.stage.host, on=NOW.date()).credits
        assert [guess.items for guess in credit.guesses] == [(SECOND,)]
        assert "reference" in {reason.key.rpartition(".")[2] for reason in credit.guesses[0].speaks_for}
        accept_match(entry_id=entry.number, item_ref=SECOND, actor=ground.finance, now=NOW)
        (lot,) = [lot for lot in lots.of_fund(STEEL) if lot.source_ref == SECOND]
        assert (lot.amount, lot.used) == (Money.of("CNY", "480000.00"), Money.of("CNY", "150.00"))
        before = row_counts()
        assert read(ground, content) == job
        assert row_counts() == before


def test_the_same_statement_in_other_bytes_adds_no_entry_and_is_told(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, statement_on(instruction()))
        again = read(ground, statement_on(instruction()) + b"\n", "again.xml")
        assert bank.of_job(again) == ()
        assert "IMP-160" in {finding.code for finding in jobs.file_findings(again)}
        assert len(inbox(ground.stage.host, on=NOW.date()).credits) == 1


def test_the_same_statement_twice_in_one_file_brings_its_entries_once(ground: Ground) -> None:
    text = statement_on(instruction()).decode()
    start, end = text.index("<Stmt>"), text.index("</Stmt>") + len("</Stmt>")
    twice = (text[:end] + text[start:end] + text[end:]).encode()
    with ground.stage.acting(FINANCE_OFFICE):
        assert len(bank.of_job(read(ground, twice))) == 1


def test_a_statement_that_does_not_add_up_says_so_beside_its_entries(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, statement_on(instruction(), closing="479860.00"))
        assert [finding.code for finding in jobs.file_findings(job)] == ["IMP-155", "IMP-177"]
        assert len(bank.of_job(job)) == 1


def test_a_refused_file_writes_nothing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        with pytest.raises(Refused) as refused:
            read(ground, statement_on(instruction())[:-40])
        assert [finding.code for finding in refused.value.findings] == ["IMP-151"]
        assert row_counts() == before


def test_mt940_is_read_through_the_same_door(ground: Ground) -> None:
    lines = [
        ":20:STMT1", ":25:012-876543-2101CNY", ":28C:12/1", ":60F:C190620CNY0,00",
        ":61:1906210621C479850,00NTRFNONREF//BK123",
        f":86:020?00TRANSFER?20EREF+{SECOND}?32A CLEARING BANK", ":62F:C190621CNY479850,00", "-",
    ]  # fmt: skip
    with ground.stage.acting(FINANCE_OFFICE):
        (entry,) = bank.of_job(read(ground, "\n".join(lines).encode(), "june.sta"))
        assert (entry.amount, entry.account) == (Money.of("CNY", CREDITED), "···2101")
        (credit,) = inbox(ground.stage.host, on=NOW.date()).credits
        assert [guess.items for guess in credit.guesses] == [(SECOND,)]


def test_a_notice_and_the_statement_after_it_bring_an_entry_once(ground: Ground) -> None:
    text = statement_on(instruction()).decode()
    notice = re.sub(r"<Bal>.*</Bal>", "", text.replace("camt.053", "camt.054"))
    notice = notice.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>")
    with ground.stage.acting(FINANCE_OFFICE):
        assert (
            len(bank.of_job(read(ground, notice.replace("<Id>S1<", "<Id>N1<").encode(), "notice.xml"))) == 1
        )
        assert bank.of_job(read(ground, text.encode())) == ()


def test_a_statement_that_was_undone_is_read_anew(ground: Ground) -> None:
    content = statement_on(instruction())
    with ground.stage.acting(FINANCE_OFFICE):
        undo_import(job_id=read(ground, content), reason="wrong host", actor=ground.finance, now=NOW)
        job = read(ground, content)
        assert len(bank.of_job(job)) == 1
        assert "IMP-160" not in {finding.code for finding in jobs.file_findings(job)}


def test_the_page_takes_the_file_and_shows_its_verdict(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    told = {"kind": "bank", "host": str(ground.stage.host), "encoding": "", "project": "", "date_order": ""}
    file = SimpleUploadedFile("june.xml", statement_on(instruction()))
    shown = words(client.post("/en/import/new", {**told, "file": file}, follow=True).content)
    assert "opening balance CNY 0.00 and its booked entries give the closing balance CNY 479,850.00" in shown
    assert SECOND in shown
    broken = SimpleUploadedFile("june.xml", statement_on(instruction())[:-40])
    refused = client.post("/en/import/new", {**told, "file": broken})
    assert (refused.status_code, "IMP-151" in words(refused.content)) == (422, True)


def test_the_command_looks_at_the_file_and_reads_it(ground: Ground, tmp_path: Path) -> None:
    path = tmp_path / "june.xml"
    path.write_bytes(statement_on(instruction()))
    before = row_counts()
    looked = CliRunner().invoke(main, ["import", "bank", str(path), "--dry-run"])
    # 3: nothing but notes, of which the verdict is one.
    assert (looked.exit_code, "2019-06-21  CNY 479,850.00" in looked.stdout) == (3, True)
    assert row_counts() == before
    done = CliRunner().invoke(main, ["import", "bank", str(path), "--as", FINANCE_OFFICE])
    assert done.exit_code == 3, done.output
    assert "479,850.00" in done.stdout
    path.write_bytes(statement_on(instruction())[:-40])
    refused = CliRunner().invoke(main, ["import", "bank", str(path), "--as", FINANCE_OFFICE])
    assert (refused.exit_code, "IMP-151" in refused.output) == (1, True)

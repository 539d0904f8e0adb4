"""Every bad statement of the list has its message in three languages; nothing is posted, and nothing that was read before is lost."""

from __future__ import annotations

import csv
import io

import pytest

from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import bank, jobs
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import LANGUAGES
from tests.factories.imports import Ground, demo_ground, row_counts
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.unit.exchange.camt_files import Entry, balance, document, statement_xml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
HEAD = ("Txn date", "Post date", "Value date", "Description", "Withdrawal", "Deposit", "Balance")


def sheet(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("Account", "***-***-DEMO01", "CNY"), HEAD, *rows])
    return out.getvalue().encode()


def row(day: str, deposit: str, standing: str, *, value: str = "", booked: str = "") -> tuple[str, ...]:
    return (day, booked or day, value or day, f"INWARD {deposit}", "", deposit, standing)


def camt(
    *, identity: str, number: int, day: str, opening: str, amount: str, closing: str, currency: str = "HKD"
) -> str:
    return statement_xml(
        [Entry(amount, booked=day, valued=day, currency=currency)],
        8,
        identity=identity,
        number=number,
        balances=balance("OPBD", opening, day=day) + balance("CLBD", closing, day=day),
    )


FIRST = camt(identity="S1", number=1, day="2019-06-20", opening="0.00", amount="10.00", closing="10.00")
OVER = camt(identity="S2", number=2, day="2019-06-20", opening="5.00", amount="5.00", closing="10.00")
FOREIGN = camt(identity="S3", number=3, day="2019-06-21", opening="10.00", amount="7.00", closing="10.00", currency="CNY")  # fmt: skip
GOOD = sheet(row("03/06/2019", "1000.00", "1000.00"), row("04/06/2019", "500.00", "1500.00"))

# What is bad, the file, its message, and how many of its entries are kept; None: the file is refused.
BAD = {
    "digits swapped in a balance": (
        sheet(
            row("03/06/2019", "1250.00", "1250.00"),
            row("04/06/2019", "100.00", "1530.00"),
            row("05/06/2019", "50.00", "1400.00"),
        ),
        "IMP-144",
        3,
    ),
    "a missing row": (
        sheet(
            row("03/06/2019", "1250.00", "1250.00"),
            row("05/06/2019", "50.00", "1400.00"),
            row("06/06/2019", "1.00", "1401.00"),
        ),
        "IMP-145",
        3,
    ),
    "three dates on one entry": (
        sheet(row("03/06/2019", "7.00", "7.00", booked="04/06/2019", value="05/06/2019")),
        "IMP-142",
        1,
    ),
    "a duplicated statement": (document(FIRST, FIRST), "IMP-160", 1),
    "overlapping statements": (document(FIRST, OVER), "IMP-162", 2),
    "XML with entities": (
        document(FIRST).replace(b"<Document", b"<!DOCTYPE Document [<!ENTITY a 'x'>]><Document", 1),
        "IMP-152",
        None,
    ),
    "a CNY amount in an HKD account": (document(FOREIGN), "IMP-164", 0),
    "a statement of an account nobody registered": (
        document(FIRST).replace(b"2101<", b"2109<"),
        "IMP-178",
        None,
    ),
    "a CNY statement of a number registered for HKD alone": (
        GOOD.replace(b"DEMO01", b"DEMO02"),
        "IMP-178",
        None,
    ),
}  # fmt: skip


def told_of(findings: tuple[Finding, ...], code: str) -> list[str]:
    """The sentence of the message in each language."""
    (finding,) = [each for each in findings if each.code == code][:1]
    return [finding.sentence(lang) for lang in LANGUAGES]


@pytest.fixture
def ground() -> Ground:
    made = demo_ground()
    with made.stage.acting(FINANCE_OFFICE):
        read_bank_statement(
            host_id=made.stage.host, name="good.csv", content=GOOD, actor=made.finance, now=NOW
        )
    return made


@pytest.mark.parametrize("case", BAD)
def test_a_bad_statement_is_told_and_posts_and_loses_nothing(ground: Ground, case: str) -> None:
    content, code, kept = BAD[case]
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        standing = {entry.number for entry in bank.not_used()}
        try:
            job = read_bank_statement(
                host_id=ground.stage.host, name="bad", content=content, actor=ground.finance, now=NOW
            ).job
        except Refused as refusal:
            assert kept is None
            assert row_counts() == before
            told = told_of(refusal.findings, code)
        else:
            assert len(bank.of_job(job)) == kept
            told = told_of(jobs.all_findings(job), code)
        assert (all(told), len(set(told))) == (True, 3)
        assert row_counts()["funds_journal"] == before["funds_journal"]
        assert standing <= {entry.number for entry in bank.not_used()}

"""A statement's entries stand once each, and a credit becomes the receipt of one instalment, once."""

from __future__ import annotations

from datetime import datetime

import pytest

from guohe.funds.queries import lots
from guohe.grants.queries import find
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.imports.queries.tables import entries_table
from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.imports import DEMO, STEEL, Ground, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

SECOND = f"{STEEL}/T2"


def read(ground: Ground, name: str = "bank_cny.csv", content: bytes | None = None) -> int:
    data = (DEMO / name).read_bytes() if content is None else content
    return read_bank_statement(
        host_id=ground.stage.host, name=name, content=data, actor=ground.finance, now=NOW
    ).job


def credit(job: int) -> bank.BankEntryFacts:
    """The second instalment's credit in the demo's statement."""
    return bank.of_job(job)[-1]


def test_the_running_balance_is_recomputed_and_zero_is_a_balance(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        found = bank.of_job(read(ground))
    assert [entry.amount.plain for entry in found] == ["719850.00", "-719850.00", "479850.00"]
    assert [entry.balance_agrees for entry in found] == [True, True, True]


def test_an_entry_that_the_books_have_already_is_named_by_its_journal(ground: Ground) -> None:
    """The demo books rows 3 and 4 of the statement by themselves; row 5 is in no book."""
    with ground.stage.acting(FINANCE_OFFICE):
        found = bank.of_job(read(ground))
        booked = [lot.journal_id for lot in lots.of_fund(STEEL)]
    assert [entry.booked for entry in found] == [*booked, None]
    told = [(row[7], row[8]) for row in entries_table(found, "en").rows]
    assert told == [
        ("In the books", f"J-{booked[0]}"),
        ("In the books", f"J-{booked[1]}"),
        ("Not identified yet", None),
    ]
    assert [row[0] for row in entries_table(found, "en").rows] == [entry.number for entry in found]


def test_a_balance_that_breaks_is_marked(ground: Ground) -> None:
    content = (DEMO / "bad" / "swapped_digits_cny.csv").read_bytes()
    with ground.stage.acting(FINANCE_OFFICE):
        found = bank.of_job(read(ground, "swapped.csv", content))
    assert False in [entry.balance_agrees for entry in found]


def test_the_same_statement_or_entry_twice_adds_nothing(ground: Ground) -> None:
    data = (DEMO / "bank_cny.csv").read_bytes()
    with ground.stage.acting(FINANCE_OFFICE):
        first = read(ground)
        before = row_counts()
        assert read(ground) == first
        assert row_counts() == before
        longer = (
            data.rstrip(b"\n")
            + '\n28/06/2019,28/06/2019,28/06/2019,INTEREST 利息,,"1.00","479,851.00"\n'.encode()
        )
        second = read(ground, "july.csv", longer)
        assert [entry.narrative for entry in bank.of_job(second)] == ["INTEREST 利息"]


def test_no_more_than_four_signs_of_the_account_number_are_kept(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        account = bank.of_job(read(ground))[0].account
    assert len(account.lstrip("·")) == 4


def test_a_credit_becomes_the_receipt_of_an_instalment_with_its_charge_and_its_evidence(
    ground: Ground,
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = credit(read(ground))
        journal = record_receipt(entry_id=entry.number, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        (lot,) = [lot for lot in lots.of_fund(STEEL) if lot.source_ref == SECOND]
        # Sent 480,000.00, credited 479,850.00: the difference is the charge, used from the lot at once.
        assert (lot.amount, lot.used) == (Money.of("CNY", "480000.00"), Money.of("CNY", "150.00"))
        used = bank.entry(entry.number)
        assert (used.used_as, used.used_for, used.journal_id) == ("receipt", SECOND, journal)
        (claim,) = [
            claim
            for claim in find.claims(STEEL)
            if claim.station == "credited" and claim.instalment_ref == SECOND
        ]
        assert claim.happened_on == entry.posted_on
        assert claim.evidence.startswith(f"bank_cny.csv row {entry.row} (")


def test_an_entry_and_an_instalment_are_received_once(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground)
        first, last = bank.of_job(job)[0], credit(job)
        record_receipt(entry_id=last.number, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        with pytest.raises(Refused) as twice:
            record_receipt(entry_id=last.number, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        assert twice.value.findings[0].code == "IMP-513"
        with pytest.raises(Refused) as before:
            record_receipt(entry_id=first.number, instalment_ref=f"{STEEL}/T1", actor=ground.finance, now=NOW)
        assert before.value.findings[0].code == "IMP-529"


@pytest.mark.parametrize(
    ("at", "ref", "code"), [(1, SECOND, "IMP-514"), (2, f"{STEEL}/T9", "IMP-519"), (0, SECOND, "MON-329")]
)
def test_what_is_no_receipt_is_refused(ground: Ground, at: int, ref: str, code: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = bank.of_job(read(ground))[at]
        before = row_counts()
        with pytest.raises(Refused) as refused:
            record_receipt(entry_id=entry.number, instalment_ref=ref, actor=ground.finance, now=NOW)
        assert row_counts() == before
    assert refused.value.findings[0].code == code


def with_exchange() -> bytes:
    data = (DEMO / "bank_cny.csv").read_bytes().rstrip(b"\n")
    return data + b'\n28/06/2019,28/06/2019,28/06/2019,FX CNY/HKD 1.1350 DEAL DEMO-FX-2,"479,850.00",,0.00\n'


def convert(ground: Ground, entry: int, *, bought: str = "544,629.75", rate: str = "1.1350") -> int:
    return record_conversion(
        entry_id=entry, instalment_ref=SECOND, bought=Money.of("HKD", bought), rate=rate, deal_no="DEMO-FX-2",
        dealt_at=datetime(2019, 6, 28, 11, tzinfo=UTC8), actor=ground.finance, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bought", "rate", "code"),
    [("544,629.75", "0.8811", "MON-341"), ("544,692.75", "1.1350", "MON-342")],
)
def test_a_deal_slip_that_does_not_agree_is_refused(
    ground: Ground, bought: str, rate: str, code: str
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, "june.csv", with_exchange())
        received, sold = bank.of_job(job)[-2:]
        record_receipt(entry_id=received.number, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        with pytest.raises(Refused) as refused:
            convert(ground, sold.number, bought=bought, rate=rate)
    assert refused.value.findings[0].code == code


def test_an_exchange_makes_a_lot_of_the_bought_currency(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, "june.csv", with_exchange())
        received, sold = bank.of_job(job)[-2:]
        record_receipt(entry_id=received.number, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        convert(ground, sold.number)
        (lot,) = [
            lot for lot in lots.of_fund(STEEL) if lot.source_ref == SECOND and lot.amount.currency == "HKD"
        ]
        assert (lot.amount, lot.cost, lot.rate) == (
            Money.of("HKD", "544629.75"), Money.of("CNY", "479850.00"), "1.1350",
        )  # fmt: skip
        assert "converted" in {
            claim.station for claim in find.claims(STEEL) if claim.instalment_ref == SECOND
        }


def test_reading_a_statement_needs_the_capability(ground: Ground) -> None:
    content = (DEMO / "bank_cny.csv").read_bytes()
    account = ground.stage.account(AUDITOR)
    with ground.stage.acting(AUDITOR), pytest.raises(Refused) as refused:
        read_bank_statement(host_id=ground.stage.host, name="b.csv", content=content, actor=account, now=NOW)
    assert refused.value.findings[0].code == "ACC-603"

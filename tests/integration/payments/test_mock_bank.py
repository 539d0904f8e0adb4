"""A bank that is not ours takes our files and answers: nine behaviours, each read by our readers, the balances chained.

What cannot be tested here: the mock's own accounts are IBANs, so a CNAPS or HKNCC account never pays in these tests; it
does not look at our statistics code; and it books debits only, so the payee's side is told by its notices alone.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.camt import CamtEntry, CamtReport
from guohe.exchange.domain.payment_file import Account, PaymentFile, Transfer
from guohe.exchange.domain.payment_file import Bank as BankOfAccount
from guohe.exchange.operations.read_camt import CamtReader
from guohe.exchange.operations.read_pain002 import read_pain002
from guohe.exchange.operations.write_pain001 import write_pain001
from guohe.kernel.money import Money
from guohe.payments.operations.take_status import take_bookings, take_status
from guohe.payments.queries.releases import all_releases
from tests.factories.counterparty import Bank, iban, mock_bank
from tests.factories.payments import till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.unit.exchange.payments_made_up import batch, payment_file, transfer

MOCK = BankOfAccount(bic="MOCKNL2AXXX")
AMOUNT = Money.of("CNY", "720000.00")
DEBIT = -AMOUNT
# When the bank's last day of the story is over.
LATER = NOW + timedelta(days=8)


@pytest.fixture
def bank() -> Iterator[Bank]:
    # Monday, before the cutoff.
    with mock_bank("2026-11-30T09:00") as running:
        yield running


def file_from(number: int, *transfers: Transfer, currency: str = "CNY", message: str = "") -> PaymentFile:
    own = Account(iban(number), currency, is_iban=True)
    return payment_file(
        batch(*(transfers or (transfer(),)), account=own, bank=MOCK, payment_information_id=f"B-{number}"),
        message_id=message or f"M-{number}",
        created_at=datetime(2026, 11, 30, 1, 0, tzinfo=UTC),
    )


def camt(data: bytes, known: list[Standing] | None = None) -> tuple[list[CamtEntry], CamtReport]:
    reader = CamtReader(io.BytesIO(data), known=known or ())
    entries = list(reader)
    if known is not None:
        known.extend(reader.chain.standings[len(known) :])
    return entries, reader.report


def of_type(messages: list[tuple[str, bytes]], kind: str) -> list[bytes]:
    return [data for name, data in messages if name.startswith(kind)]


def reason_of(bank: Bank, number: int, account: str, file: PaymentFile) -> tuple[str, str]:
    """State and reason of the first payment of a file, as the bank's pain.002 says."""
    bank.send(write_pain001(file))
    report = read_pain002(of_type(bank.collect(account), "pain.002")[-1])
    assert not report.refused
    assert [finding.code for finding in report.findings] == ["PAY-332"]
    status = report.of_payment(file.transfers[0].end_to_end_id, f"B-{number}")
    assert status is not None
    return status.state, status.reason


@pytest.mark.parametrize(
    ("number", "currency", "amount"), [(101, "CNY", AMOUNT), (102, "HKD", Money.of("HKD", "1.05"))]
)
def test_accept_is_notified_stated_and_proved(bank: Bank, number: int, currency: str, amount: Money) -> None:
    account = f"ACCEPT-{currency}"
    bank.open_account(account, number, currency)
    one = transfer(amount=amount, account=Account("012-876543-2101", currency))
    bank.send(write_pain001(file_from(number, one, currency=currency)))
    messages = bank.collect(account)
    entries, notice = camt(of_type(messages, "camt.054")[0])
    assert (notice.findings, [(e.amount, e.payments[0].end_to_end_id) for e in entries]) == (
        (),
        [(-amount, one.end_to_end_id)],
    )
    bank.advance(1)
    stated, report = camt(of_type(bank.collect(account), "camt.053")[0])
    assert ([e.amount for e in stated], report.findings, report.statements[0].equation) == (
        [-amount],
        (),
        "booked",
    )


def test_closed_account(bank: Bank) -> None:
    bank.open_account("CLOSED", 111, "CNY", behaviour="closed-account")
    bank.open_account("PAYS-CLOSED", 112, "CNY")
    one = transfer(account=Account(iban(111), "CNY", is_iban=True), bank=MOCK)
    assert reason_of(bank, 112, "PAYS-CLOSED", file_from(112, one)) == ("rejected", "AC04")


def test_bad_bank_id(bank: Bank) -> None:
    bank.open_account("NOWHERE", 113, "CNY", behaviour="bad-bank-id")
    bank.open_account("PAYS-NOWHERE", 114, "CNY")
    one = transfer(account=Account(iban(113), "CNY", is_iban=True), bank=MOCK)
    assert reason_of(bank, 114, "PAYS-NOWHERE", file_from(114, one)) == ("rejected", "RC01")


@pytest.mark.parametrize(
    ("behaviour", "number", "balance", "expected"),
    [
        ("insufficient-funds", 121, 100, ("rejected", "AM04")),
        ("reject-file", 122, 10**11, ("rejected", "FF01")),
    ],
)
def test_a_payment_or_a_file_is_rejected(
    bank: Bank, behaviour: str, number: int, balance: int, expected: tuple[str, str]
) -> None:
    account = behaviour.upper()
    bank.open_account(account, number, "CNY", behaviour=behaviour, balance=balance)
    assert reason_of(bank, number, account, file_from(number)) == expected


def test_duplicate_file(bank: Bank) -> None:
    bank.open_account("TWICE", 123, "CNY", behaviour="duplicate-file")
    file = file_from(123)
    assert reason_of(bank, 123, "TWICE", file) == ("accepted", "")
    assert reason_of(bank, 123, "TWICE", file) == ("rejected", "DUPL")


def test_silent_is_known_by_its_notice(bank: Bank) -> None:
    bank.open_account("SILENT", 124, "CNY", behaviour="silent")
    bank.send(write_pain001(file_from(124)))
    messages = bank.collect("SILENT")
    assert of_type(messages, "pain.002") == []
    entries, _ = camt(of_type(messages, "camt.054")[0])
    assert [(e.amount, e.payments[0].end_to_end_id) for e in entries] == [(DEBIT, "DEMO-2018-01/T1")]


def test_a_hole_in_a_statement_is_found_with_its_amount(bank: Bank) -> None:
    bank.open_account("HOLE", 125, "CNY", behaviour="statement-gap")
    two = (transfer(1), transfer(2, amount=Money.of("CNY", "0.05")))
    bank.send(write_pain001(file_from(125, *two)))
    bank.advance(1)
    entries, report = camt(of_type(bank.collect("HOLE"), "camt.053")[0])
    shown = sum(entry.amount.minor for entry in entries)
    assert [finding.code for finding in report.findings] == ["IMP-155"]
    # What the statement lacks is exactly what was sent and is not shown.
    assert report.findings[0].minor == AMOUNT.minor + 5 + shown


def test_a_late_return_comes_back_with_its_reason_and_the_days_chain(bank: Bank) -> None:
    bank.open_account("LATER", 126, "CNY", behaviour="return-later", parameters={"days": 2, "reason": "AC04"})
    bank.send(write_pain001(file_from(126)))
    known: list[Standing] = []
    verdicts, returned = [], []
    for _ in range(5):
        bank.advance(1)
        for data in of_type(bank.collect("LATER"), "camt.053"):
            entries, report = camt(data, known)
            assert report.findings == ()
            verdicts += [(one.equation, one.verdict.following) for one in report.statements]
            returned += [entry for entry in entries if entry.amount == AMOUNT]
    assert verdicts[0] == ("booked", "first")
    assert set(verdicts[1:]) == {("booked", "follows")}
    back = returned[0].payments[0]
    assert (back.end_to_end_id, back.return_reason) == ("DEMO-2018-01/T1", "AC04")
    # What left and what came back is nothing.
    assert known[0].opening == known[-1].closing


@pytest.mark.django_db
def test_an_instalment_goes_out_is_settled_and_comes_back() -> None:
    """Released by two people, sent, accepted, settled, returned: each state is the bank's word, none is set by hand."""
    states = []
    place = till(payer_number=iban(201), is_iban=True)
    place.released(place.prepared(requested_on=date(2019, 7, 2)))
    content = place.exported().content
    actor = place.stage.account(FINANCE_OFFICE)

    def state() -> str:
        with place.stage.acting(FINANCE_OFFICE):
            return all_releases()[0].state

    states.append(state())
    with mock_bank("2019-07-02T09:00") as own:
        own.open_account(
            "CENTRE", 201, "CNY", behaviour="return-later", parameters={"days": 2, "reason": "AC04"}
        )
        own.send(content)
        for _ in range(5):
            for name, data in own.collect("CENTRE"):
                with place.stage.acting(FINANCE_OFFICE):
                    if name.startswith("pain.002"):
                        take_status(data=data, actor=actor, now=LATER)
                    elif name.startswith("camt.054"):
                        entries, report = camt(data)
                        assert not report.refused
                        heads = [one.head for one in report.statements]
                        digest = hashlib.sha256(data).hexdigest()
                        taken = take_bookings(
                            entries=entries, heads=heads, source_name=name, source_digest=digest, actor=actor, now=LATER
                        )  # fmt: skip
                        assert (taken.payments, taken.findings) == (len(entries), ())
                states.append(state())
            own.advance(1)
    assert list(dict.fromkeys(states)) == ["in_file", "accepted", "settled", "returned"]
    # The instalment is free again, and the same person cannot pay it alone.
    assert place.prepared(requested_on=date(2019, 7, 15))

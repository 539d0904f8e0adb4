"""Every message about bank files (camt, MT940, pain), from a small real file, by its text in three languages."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

import pytest

from guohe.exchange.domain import camt
from guohe.exchange.domain.limits import FINDINGS_OF_A_CAUSE
from guohe.exchange.domain.payment_file import Account, Address, Bank, PaymentFile
from guohe.exchange.operations.read_bank_file import read_bank_file
from guohe.exchange.operations.read_camt import CamtReader
from guohe.exchange.operations.read_mt940 import read_mt940
from guohe.exchange.operations.read_pain002 import read_pain002
from guohe.exchange.operations.write_pain001 import write_pain001
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from tests.unit.exchange.camt_files import Entry, balance, document, payment, plain, source, statement_xml
from tests.unit.exchange.payments_made_up import PAYEE, PAYER, batch, payment_file, transfer
from tests.unit.exchange.test_camt import FIRST, SECOND, THIRD, day
from tests.unit.exchange.test_mt940 import ONE
from tests.unit.exchange.test_pain002 import FOUR, report

EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "bank_messages.toml").read_text(encoding="utf-8")
)
DAYLESS: Final = re.sub(
    rb"<(BookgDt|ValDt)>.*?</\1>",
    b"",
    document(statement_xml([Entry("100.00")], 8, box="Ntfctn"), message="camt.054"),
)
OPEN_AND_CLOSE: Final = balance("OPBD", "1000.00") + balance("CLBD", "1070.00")


class TwoGigabytes(io.BytesIO):
    """Says that it has 2 GB and refuses to be read."""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 2_000_000_000 if whence == io.SEEK_END else super().seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("read")


def in_camt(data: bytes, **given: Any) -> tuple[Finding, ...]:
    return CamtReader(source(data), **given).report.findings


def with_entries(*entries: Entry, balances: str = OPEN_AND_CLOSE, summary: str = "") -> tuple[Finding, ...]:
    return in_camt(document(statement_xml(entries, 8, balances=balances, summary=summary)))


def with_change(old: bytes, new: bytes) -> tuple[Finding, ...]:
    assert old in plain()
    return in_camt(plain().replace(old, new, 1))


def in_mt940(text: str) -> tuple[Finding, ...]:
    return read_mt940(text.encode()).findings


def refused(file: PaymentFile) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as stopped:
        write_pain001(file)
    return stopped.value.findings


def paid(**other: Any) -> tuple[Finding, ...]:
    return refused(payment_file(batch(transfer(**other))))


CASES: Final[dict[str, Callable[[], tuple[Finding, ...]]]] = {
    "IMP-150": lambda: with_change(b"camt.053.001.08", b"camt.052.001.08"),
    "IMP-151": lambda: in_camt(plain()[:-40]),
    "IMP-152": lambda: with_change(b"<Document", b"<!DOCTYPE Document [<!ENTITY a 'x'>]><Document"),
    "IMP-153": lambda: with_change(b"<ValDt><Dt>2026-11-02", b"<ValDt><Dt>2026-13-02"),
    "IMP-154": lambda: with_entries(*[Entry("1.00", valued="2026-13-02")] * (camt.SCHEMA_FAULTS + 7)),
    "IMP-155": lambda: in_camt(plain(closing="1100.00")),
    "IMP-156": lambda: in_camt(plain(closing="1700.00")),
    "IMP-157": lambda: with_entries(Entry("70.00"), Entry("5.00", valued="2026-11-03")),
    "IMP-158": lambda: with_entries(
        Entry("60.00"),
        Entry("10.00", status="PDNG"),
        balances=balance("OPBD", "1000.00") + balance("CLAV", "1070.00"),
    ),
    "IMP-159": lambda: with_entries(Entry("70.00"), balances=balance("CLBD", "70.00")),
    "IMP-160": lambda: in_camt(document(FIRST, FIRST)),
    "IMP-161": lambda: in_camt(document(FIRST, THIRD)),
    "IMP-162": lambda: in_camt(document(FIRST, day(2, "5.00", "15.00", amount="10.00", on="2026-11-01"))),
    "IMP-163": lambda: with_entries(Entry("200.01", details=payment(8) + payment(8, end_to_end="E2"))),
    "IMP-164": lambda: with_entries(Entry("70.00"), Entry("5.00", currency="CNY")),
    "IMP-165": lambda: with_change(b"100.00</Amt>", b"100.005</Amt>"),
    "IMP-166": lambda: with_change(b"camt.053.001.08", b"camt.053.001.99"),
    "IMP-167": lambda: CamtReader(TwoGigabytes()).report.findings,
    "IMP-168": lambda: with_entries(
        Entry("70.00"), summary="<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries></TxsSummry>"
    ),
    "IMP-169": lambda: in_camt(document(FIRST, day(3, "10.00", "40.00", amount="30.00"))),
    "IMP-170": lambda: in_camt(document(SECOND), tail="9999", currency="CNY"),
    "IMP-171": lambda: with_change(b"<Ccy>HKD</Ccy>", b"<Ccy>CNY</Ccy>"),
    "IMP-172": lambda: with_entries(*[Entry("5.00", currency="CNY")] * (FINDINGS_OF_A_CAUSE + 3)),
    "IMP-173": lambda: in_mt940("hello"),
    "IMP-174": lambda: in_mt940(ONE.replace(":61:2611021102C719850", ":61:2613021102C719850")),
    "IMP-175": lambda: read_bank_file(DAYLESS).findings,
    "IMP-176": lambda: read_bank_file(plain()).findings,
    "IMP-177": lambda: (
        read_bank_file(
            document(
                statement_xml([Entry("70.00"), Entry("9.00", status="PDNG")], 8, balances=OPEN_AND_CLOSE)
            )
        ).findings
    ),
    "PAY-301": lambda: paid(end_to_end_id="第一期"),
    "PAY-302": lambda: refused(
        payment_file(batch(transfer(1), transfer(2, end_to_end_id="DEMO-2018-01/T1")))
    ),
    "PAY-303": lambda: paid(uetr="3a2f0d4e-1111-1222-8333-000000000001"),
    "PAY-304": lambda: paid(creditor=replace(PAYEE, address=Address("", "HK"))),
    "PAY-305": lambda: paid(creditor=replace(PAYEE, address=replace(PAYEE.address, lines=tuple("1234567")))),
    "PAY-306": lambda: paid(account=Account("0128765432101", "HKD")),
    "PAY-307": lambda: paid(amount=Money("CNY", 0)),
    "PAY-308": lambda: refused(replace(payment_file(), batches=())),
    "PAY-309": lambda: paid(purpose_code=""),
    "PAY-310": lambda: refused(payment_file(batch(debtor=replace(PAYER, latin_name="")))),
    "PAY-311": lambda: paid(remittance="x" * 141),
    "PAY-312": lambda: paid(statistics_code=""),
    "PAY-313": lambda: paid(bank=Bank(bic="DEMOHK")),
    "PAY-314": lambda: paid(account=Account("12 34", "CNY")),
    "PAY-315": lambda: refused(payment_file(batch(transfer(), charges=cast(Any, "NONE")))),
    "PAY-434": lambda: paid(remittance="Grant 1\x0binstalment 1"),
    "PAY-435": lambda: paid(statistics_code="12345678901"),
    "PAY-436": lambda: paid(creditor=replace(PAYEE, address=Address("Hong Kong", "XX"))),
    "PAY-437": lambda: paid(account=Account("GB00NWBK60161331926819", "CNY", is_iban=True)),
    "PAY-331": lambda: read_pain002(report(12).replace(b"pain.002", b"pain.001")).findings,
    "PAY-332": lambda: read_pain002(report(10, statuses=FOUR)).findings,
    "PAY-333": lambda: read_pain002(report(10).replace(b"<OrgnlMsgId>M1</OrgnlMsgId>", b"")).findings,
}


@pytest.mark.parametrize("code", sorted(CASES))
def test_message_by_its_text(code: str) -> None:
    found = next(finding for finding in CASES[code]() if finding.code == code)
    said = {
        "level": found.level.value,
        "en": found.sentence("en"),
        "zh_hant": found.sentence("zh-hant"),
        "zh_hans": found.sentence("zh-hans"),
    }
    assert said == EXPECTED[code]


def test_the_data_expect_no_message_that_nothing_produces() -> None:
    assert set(EXPECTED) == set(CASES)

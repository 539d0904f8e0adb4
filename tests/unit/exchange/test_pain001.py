"""What is written is valid in two validators, adds up at both levels and is the same bytes again; planted faults are refused."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.exchange.domain.payment_file import Account, Address, Bank, PaymentFile
from guohe.exchange.operations.iso_schemas import NAMESPACE, schema_bytes
from guohe.exchange.operations.write_pain001 import NAME, write_pain001
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.unit.exchange.payments_made_up import PAYEE, PAYER, batch, hkd_file, payment_file, transfer

SPACE = {"p": f"{NAMESPACE}{NAME}"}


@pytest.fixture(scope="module")
def second_validator() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(io.BytesIO(schema_bytes(NAME) or b""))


@pytest.mark.parametrize("file", [payment_file(), hkd_file()], ids=["CNY", "HKD"])
def test_what_is_written_is_valid_in_two_validators(
    file: PaymentFile, second_validator: xmlschema.XMLSchema
) -> None:
    second_validator.validate(io.BytesIO(write_pain001(file)))


def test_names_codes_and_banks_stand_where_they_belong() -> None:
    root = ET.fromstring(write_pain001(payment_file()))  # noqa: S314

    def text(path: str) -> str | None:
        return root.findtext(f".//p:{path.replace('/', '/p:')}", namespaces=SPACE)

    assert text("Dbtr/Nm") == "示例科技计划管理中心"
    assert text("Dbtr/CtctDtls/Nm") == "Example Science Programme Centre"
    assert (
        text("DbtrAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd"),
        text("DbtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
    ) == (
        "CNAPS",
        "102100099996",
    )
    assert (text("Cdtr/PstlAdr/TwnNm"), text("Cdtr/PstlAdr/Ctry")) == ("Hong Kong", "HK")
    assert (text("Purp/Prtry"), text("RgltryRptg/Dtls/Cd")) == ("CSTRDR", "222222")
    assert text("CdtTrfTxInf/PmtId/EndToEndId") == "DEMO-2018-01/T1"


def test_a_purpose_of_four_letters_is_isos() -> None:
    root = ET.fromstring(write_pain001(payment_file(batch(transfer(purpose_code="GOVT")))))  # noqa: S314
    assert root.findtext(".//p:Purp/p:Cd", namespaces=SPACE) == "GOVT"


@given(st.lists(st.integers(min_value=1, max_value=10**13), min_size=1, max_size=9))
@settings(max_examples=25, deadline=None)
def test_counts_and_control_sums_are_those_of_the_payments_at_both_levels(amounts: list[int]) -> None:
    transfers = [transfer(number, amount=Money("CNY", minor)) for number, minor in enumerate(amounts, 1)]
    half = len(transfers) // 2
    batches = [batch(*transfers[half:])]
    if half:
        batches.append(batch(*transfers[:half], payment_information_id="B-2"))
    root = ET.fromstring(write_pain001(payment_file(*batches)))  # noqa: S314
    for box in [root.find(".//p:GrpHdr/..", SPACE), *root.iterfind(".//p:PmtInf", SPACE)]:
        assert box is not None
        head = box.find("p:GrpHdr", SPACE) if box.find("p:GrpHdr", SPACE) is not None else box
        assert head is not None
        paid = [Decimal(one.text or "") for one in box.iterfind(".//p:InstdAmt", SPACE)]
        assert head.findtext("p:NbOfTxs", namespaces=SPACE) == str(len(paid))
        assert Decimal(head.findtext("p:CtrlSum", namespaces=SPACE) or "") == sum(paid)


def test_the_same_payment_gives_the_same_bytes() -> None:
    assert write_pain001(payment_file()) == write_pain001(payment_file())


NO_TOWN = replace(PAYEE, address=Address("", "HK", lines=("1 Demo Road", "Hong Kong")))
SEVEN_LINES = replace(PAYEE, address=replace(PAYEE.address, lines=tuple("1234567")))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (payment_file(batch(transfer(creditor=NO_TOWN))), "PAY-304"),
        (
            payment_file(batch(transfer(creditor=replace(PAYEE, address=Address("Hong Kong", "Hong"))))),
            "PAY-304",
        ),
        (payment_file(batch(debtor=replace(PAYER, address=Address("Guangzhou", "")))), "PAY-304"),
        (payment_file(batch(transfer(creditor=SEVEN_LINES))), "PAY-305"),
        (payment_file(batch(account=Account("6200000000001234", "HKD"))), "PAY-306"),
        (payment_file(batch(transfer(account=Account("0128765432101", "HKD")))), "PAY-306"),
        (payment_file(batch(bank=Bank(clearing_system="CNAPS", member="10210009999"))), "PAY-313"),
        (payment_file(batch(bank=Bank())), "PAY-313"),
        (payment_file(batch(transfer(bank=Bank(bic="DEMOHK")))), "PAY-313"),
        (payment_file(batch(transfer(end_to_end_id="X" * 36))), "PAY-301"),
        (payment_file(batch(transfer(end_to_end_id="第一期"))), "PAY-301"),
        (payment_file(batch(transfer(end_to_end_id="/T1"))), "PAY-301"),
        (payment_file(batch(transfer(end_to_end_id="T//1"))), "PAY-301"),
        (payment_file(batch(transfer(1), transfer(2, end_to_end_id="DEMO-2018-01/T1"))), "PAY-302"),
        (payment_file(batch(transfer(uetr="3A2F0D4E-1111-4222-8333-000000000001"))), "PAY-303"),
        (payment_file(batch(transfer(uetr="3a2f0d4e-1111-1222-8333-000000000001"))), "PAY-303"),
        (payment_file(batch(transfer(amount=Money("CNY", 0)))), "PAY-307"),
        (payment_file(batch(transfer(purpose_code=""))), "PAY-309"),
        (payment_file(batch(transfer(statistics_code=""))), "PAY-312"),
        (payment_file(batch(debtor=replace(PAYER, latin_name=""))), "PAY-310"),
        (payment_file(batch(transfer(creditor=replace(PAYEE, name="")))), "PAY-311"),
        (payment_file(batch(transfer(remittance="x" * 141))), "PAY-311"),
        (payment_file(batch(transfer(account=Account("12 34", "CNY")))), "PAY-314"),
        (replace(payment_file(), batches=()), "PAY-308"),
    ],
)
def test_a_planted_fault_is_refused_in_three_languages(file: PaymentFile, code: str) -> None:
    with pytest.raises(Refused) as refused:
        write_pain001(file)
    assert {finding.code for finding in refused.value.findings} >= {code}
    for lang in ("en", "zh-hant", "zh-hans"):
        assert refused.value.findings[0].sentence(lang)


def test_all_faults_are_told_at_once() -> None:
    faulty = transfer(creditor=NO_TOWN, amount=Money("HKD", 5), purpose_code="", uetr="")
    with pytest.raises(Refused) as refused:
        write_pain001(payment_file(batch(faulty)))
    # Both accounts are in CNY and the payment is in HKD: the rule speaks of each.
    assert sorted(finding.code for finding in refused.value.findings) == [
        "PAY-303",
        "PAY-304",
        "PAY-306",
        "PAY-306",
    ]


def test_what_the_schema_alone_refuses_is_refused_too() -> None:
    with pytest.raises(Refused, match="PAY-315"):
        write_pain001(payment_file(batch(transfer(), charges=cast(Any, "NONE"))))


def test_an_account_shows_its_last_four_signs() -> None:
    assert "87654" not in repr(payment_file())
    faulty = payment_file(batch(transfer(amount=Money("HKD", 5))))
    with pytest.raises(Refused) as refused:
        write_pain001(faulty)
    assert "62000000" not in str(refused.value)


def test_the_schema_alone_lets_the_missing_town_pass(second_validator: xmlschema.XMLSchema) -> None:
    """Why the rule is ours: without town and country the file is as valid as with them."""
    data = write_pain001(payment_file()).replace(b"<TwnNm>Hong Kong</TwnNm>", b"")
    second_validator.validate(io.BytesIO(data))

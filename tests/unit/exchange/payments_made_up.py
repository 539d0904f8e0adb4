"""A made-up payer, payee and payment; every value here belongs to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from guohe.exchange.domain.payment_file import Account, Address, Bank, Batch, Party, PaymentFile, Transfer
from guohe.kernel.money import Money

PAYER = Party("示例科技计划管理中心", Address("Guangzhou", "CN"), "Example Science Programme Centre")
PAYEE = Party("Demo University", Address("Hong Kong", "HK", street="1 Demo Road"))
CNAPS = Bank(clearing_system="CNAPS", member="102100099996")
UETR = "3a2f0d4e-1111-4222-8333-0000000000{:02d}"


def transfer(number: int = 1, **other: Any) -> Transfer:
    plain = Transfer(
        end_to_end_id=f"DEMO-2018-01/T{number}",
        uetr=UETR.format(number),
        amount=Money.of("CNY", "720000.00"),
        creditor=PAYEE,
        account=Account("0128765432101", "CNY"),
        bank=Bank(bic="DEMOHKHHXXX"),
        purpose_code="CSTRDR",
        statistics_code="222222",
        remittance="DEMO-2018-01 instalment 1 示例项目",
    )
    return replace(plain, **other)


def batch(*transfers: Transfer, **other: Any) -> Batch:
    plain = Batch(
        payment_information_id="B-20261127-1",
        debtor=PAYER,
        account=Account("6200000000001234", "CNY"),
        bank=CNAPS,
        requested_on=date(2026, 11, 30),
        transfers=transfers or (transfer(1), transfer(2, amount=Money.of("CNY", "0.05"))),
    )
    return replace(plain, **other)


def payment_file(*batches: Batch, **other: Any) -> PaymentFile:
    plain = PaymentFile(
        message_id="M-20261127-1",
        created_at=datetime(2026, 11, 27, 2, 0, tzinfo=UTC),
        initiator="Example Science Programme Centre",
        batches=batches or (batch(),),
    )
    return replace(plain, **other)


def hkd_file() -> PaymentFile:
    """A Hong Kong funder pays a Hong Kong host in HKD, by clearing code."""
    hong_kong = Bank(clearing_system="HKNCC", member="012")
    one = transfer(
        amount=Money.of("HKD", "1234567.89"),
        account=Account("012-876543-2101", "HKD"),
        bank=hong_kong,
        purpose_code="",
        statistics_code="",
    )
    payer = Party("Demo Council", Address("Hong Kong", "HK"))
    return payment_file(batch(one, debtor=payer, account=Account("012-1-999", "HKD"), bank=hong_kong))

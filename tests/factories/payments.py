"""Two accounts and a grant, for tests that send money: recorded by one officer, called back by another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from guohe.exchange.domain.payment_file import Account, Address, Bank, Party
from guohe.funds.operations.open_books import open_book
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.kernel.money import Money
from guohe.payments.domain.filing import Payer
from guohe.payments.operations.export_file import ExportedFile, export_file
from guohe.payments.operations.prepare_release import Instruction, prepare_release
from guohe.payments.operations.record_account import record_account, record_call_back
from guohe.payments.operations.release import release
from tests.factories.grants import agreement
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY

PAYER = Party("示例科技计划管理中心", Address("Guangzhou", "CN"), "Example Science Programme Centre")
PAYEE = Party("DEMO UNIVERSITY", Address("Hong Kong", "HK", street="1 Demo Road"))
REF = "DEMO-TEST-1/T1"


@dataclass(frozen=True)
class Till:
    """A stage on which money can be sent."""

    stage: Stage
    payer: int
    payee: int

    def instruction(self, **other: Any) -> Instruction:
        plain = Instruction(
            instalment_ref=REF,
            amount=Money.of("CNY", "720000.00"),
            payer_account=self.payer,
            payee_account=self.payee,
            name=PAYEE.name,
            requested_on=date(2019, 7, 3),
            purpose_code="CSTRDR",
            statistics_code="222222",
            remittance="DEMO-TEST-1 instalment 1",
        )
        return replace(plain, **other)

    def prepared(self, by: str = RESEARCH_OFFICE, **other: Any) -> int:
        with self.stage.acting(by):
            return prepare_release(
                instruction=self.instruction(**other), actor=self.stage.account(by), now=NOW
            )

    def released(self, number: int, by: str = FINANCE_OFFICE) -> None:
        with self.stage.acting(by):
            release(number=number, actor=self.stage.account(by), now=NOW)

    def exported(self, by: str = FINANCE_OFFICE) -> ExportedFile:
        with self.stage.acting(by):
            return export_file(payer_account=self.payer, actor=self.stage.account(by), now=NOW)


def payee_recorded(stage: Stage, *, by: str = RESEARCH_OFFICE, number: str = "0128765432101") -> int:
    with stage.acting(by):
        return record_account(
            host_id=stage.host,
            role="payee",
            party=PAYEE,
            account=Account(number, "CNY"),
            bank=Bank(bic="DEMOHKHHXXX"),
            actor=stage.account(by),
            now=NOW,
        )


def called_back(stage: Stage, account: int, *, by: str = FINANCE_OFFICE) -> None:
    with stage.acting(by):
        record_call_back(
            account_id=account,
            called_on=TODAY,
            spoke_to="Ms Sample Ng",
            number_known_from="agreement of 2018",
            evidence="note of call 2019-07",
            actor=stage.account(by),
            now=NOW,
        )


def till(*, payer_number: str = "6200000000001234", is_iban: bool = False) -> Till:
    """A grant of two instalments, a payer's account, and a payee's account that was called back for."""
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        book = open_book(host_id=stage.host, code="HK", name="test", on=date(2018, 1, 1))
    with stage.acting(RESEARCH_OFFICE):
        actor = stage.account(RESEARCH_OFFICE)
        set_up_grant(
            host_id=stage.host,
            book=book,
            agreement=agreement(),
            investigator_id=stage.account("demo.yip"),
            actor=actor,
            now=NOW,
        )
        payer = record_account(
            host_id=stage.host,
            role="payer",
            party=PAYER,
            account=Account(payer_number, "CNY", is_iban=is_iban),
            bank=Bank(clearing_system="CNAPS", member="102100099996"),
            payer=Payer("budget_funded", "CN", guangdong=True),
            actor=actor,
            now=NOW,
        )
    payee = payee_recorded(stage)
    called_back(stage, payee)
    return Till(stage, payer, payee)

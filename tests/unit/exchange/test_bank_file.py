"""A bank's file becomes the statement that a listing becomes: booked entries with their references, whichever its message."""

from __future__ import annotations

import pytest

from guohe.exchange.domain.bank_cells import references_in
from guohe.exchange.domain.statement import BankStatement
from guohe.exchange.operations.read_bank_file import is_bank_file, read_bank_file
from guohe.kernel.money import Money
from tests.unit.exchange.camt_files import Entry, balance, document, payment, plain, statement_xml
from tests.unit.exchange.demo import DEMO
from tests.unit.exchange.test_mt940 import ONE, TWO

NONE = balance("OPBD", "0.00") + balance("CLBD", "0.00")
UETR = "3a2f0d4e-1111-4222-8333-000000000001"


def codes(statement: BankStatement) -> list[str]:
    return [finding.code for finding in statement.findings]


def test_camt_keeps_its_references_and_its_verdict_is_told() -> None:
    statement = read_bank_file(plain())
    assert [entry.amount for entry in statement.entries] == [Money("HKD", 10000), Money("HKD", -3000)]
    credit = statement.entries[0]
    assert references_in(credit.raw) == ("E1", UETR)
    assert credit.narrative == "Example Science Fund grant E1"
    assert (credit.payer, credit.account_tail, statement.currency) == ("Example Science Fund", "2101", "HKD")
    assert (codes(statement), statement.refused) == (["IMP-176"], False)
    assert (statement.opening, statement.closing) == (Money("HKD", 100000), Money("HKD", 107000))


def test_mt940_gives_the_same_kind_of_entries() -> None:
    statement = read_bank_file((ONE + TWO).encode())
    assert [entry.amount.plain for entry in statement.entries] == ["719850.00", "-30.00", "-719850.00"]
    assert references_in(statement.entries[0].raw) == ("GRANT-T1",)
    assert codes(statement) == ["IMP-176", "IMP-176"]
    assert [standing.sequence for standing in statement.standings] == [12, 13]


def test_what_is_pending_is_counted_and_not_offered() -> None:
    balances = balance("OPBD", "0.00") + balance("CLBD", "5.00")
    entries = [Entry("5.00"), Entry("9.00", status="PDNG"), Entry("8.00", status="INFO")]
    statement = read_bank_file(document(statement_xml(entries, 8, balances=balances)))
    assert [entry.amount.plain for entry in statement.entries] == ["5.00"]
    assert codes(statement) == ["IMP-176", "IMP-177"]
    assert statement.findings[-1].values["count"] == "2"


def test_a_file_of_two_accounts_keeps_them_apart() -> None:
    of_hkd = statement_xml([Entry("5.00")], 8, balances=balance("CLBD", "5.00"))
    cny = Entry("7.00", currency="CNY")
    closing = balance("CLBD", "7.00", currency="CNY")
    of_cny = statement_xml([cny], 8, identity="C1", account="0128765439999", currency="CNY", balances=closing)
    statement = read_bank_file(document(of_hkd, of_cny))
    assert [(entry.account_tail, entry.amount.currency) for entry in statement.entries] == [
        ("2101", "HKD"),
        ("9999", "CNY"),
    ]


def test_an_entry_in_another_currency_than_its_account_is_told_and_not_offered() -> None:
    statement = read_bank_file(document(statement_xml([Entry("5.00", currency="CNY")], 8, balances=NONE)))
    assert (statement.entries, "IMP-164" in codes(statement)) == ((), True)


def test_a_refused_file_hands_nothing_on() -> None:
    statement = read_bank_file(plain()[:-40])
    assert (codes(statement), statement.refused, statement.entries) == (["IMP-151"], True, ())


def test_a_reference_is_read_behind_its_name_only() -> None:
    assert references_in(("EndToEndId=A/T1", "UETR=u", "grant=5", "EndToEndId=", "EndToEndId=A/T1")) == (
        "A/T1",
        "u",
    )


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (plain(), True),
        (plain().decode().replace("UTF-8", "UTF-16").encode("utf-16"), True),
        (ONE.encode(), True),
        (TWO.encode(), True),
        (document(statement_xml([Entry("1.00", details=payment(8))], 8)), True),
        ((DEMO / "bank_cny.csv").read_bytes(), False),
        (b"<?xml version='1.0'?><html><body/></html>", False),
        (b"at 10:20: a cell\n", False),
        (b"", False),
    ],
)
def test_the_bytes_say_what_a_file_is(data: bytes, is_one: bool) -> None:
    assert is_bank_file(data) is is_one

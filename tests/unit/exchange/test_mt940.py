"""MT940 gives the same values and verdicts as camt.053; a reversed credit is money out; every bad field is told at once."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

import pytest

from guohe.exchange.domain.banks import PLAIN
from guohe.exchange.operations.read_mt940 import Mt940Report, read_mt940
from guohe.kernel.money import Money

ONE = """{1:F01DEMOHKHHXXXX0000000000}{4:
:20:STMT1
:25:012-876543-2101CNY
:28C:12/1
:60F:C261101CNY1000,00
:61:2611021102C719850,00NTRFGRANT-T1//BK123
/OCMT/CNY720000,00/
:86:020?00TRANSFER?20GRANT DEMO-2018-01/T1?32EXAMPLE SCI?33ENCE FUND
:61:2611021103D30,00NCHGNONREF
:86:CHARGES FOR
ACCOUNT NO. 012876543210
:62F:C261102CNY720820,00
:64:C261102CNY720820,00
-}
"""
TWO = """:20:STMT2
:25:012-876543-2101CNY
:28C:13/1
:60F:C261102CNY720820,00
:61:2611031103RC719850,00NTRFNONREF
:86:/ORDP/EXAMPLE SCIENCE FUND/REMI/RETURNED/EREF/GRANT-T1/
:62F:C261103CNY970,00
-
"""


def read(text: str, cut: int = 0) -> Mt940Report:
    return read_mt940(text.encode(), profile=replace(PLAIN, cut=cut))


def codes(report: Mt940Report) -> list[str]:
    return [finding.code for finding in report.findings]


def test_a_statement_gives_signed_amounts_dates_and_references() -> None:
    report = read(ONE)
    assert codes(report) == []
    first, second = report.entries
    # 1,000.00 + 719,850.00 - 30.00 = 720,820.00
    assert (first.amount, second.amount) == (Money("CNY", 71985000), Money("CNY", -3000))
    assert (second.value_on, second.booked_on) == (date(2026, 11, 2), date(2026, 11, 3))
    paid = first.payments[0]
    assert (paid.end_to_end_id, paid.service_reference) == ("GRANT-T1", "BK123")
    assert (paid.counterparty, paid.remittance) == ("EXAMPLE SCIENCE FUND", "GRANT DEMO-2018-01/T1")
    head = report.statements[0].head
    assert (head.account_tail, head.currency, head.sequence) == ("2101", "CNY", 12)
    assert report.statements[0].equation == "booked"


def test_a_reversed_credit_is_money_out_and_the_chain_holds() -> None:
    report = read(ONE + TWO)
    assert codes(report) == []
    last = report.entries[-1]
    assert (last.amount, last.is_reversal) == (Money("CNY", -71985000), True)
    assert (last.payments[0].counterparty, last.payments[0].end_to_end_id) == (
        "EXAMPLE SCIENCE FUND",
        "GRANT-T1",
    )
    assert [one.verdict.following for one in report.statements] == ["first", "follows"]


def test_a_name_as_long_as_the_banks_cut_is_marked() -> None:
    assert read(ONE, cut=20).entries[0].payments[0].maybe_cut is True
    assert read(ONE, cut=21).entries[0].payments[0].maybe_cut is False


def test_the_account_number_stays_inside() -> None:
    report = read(ONE)
    assert "876543" not in repr(report)


def test_a_balance_that_does_not_follow_is_told() -> None:
    assert codes(read(ONE.replace("62F:C261102CNY720820,00", "62F:C261102CNY720280,00"))) == ["IMP-156"]
    # 719,870.00 - 719,850.00 = 20.00: the second statement agrees with itself and not with the first.
    other = TWO.replace("60F:C261102CNY720820,00", "60F:C261102CNY719870,00").replace("CNY970,00", "CNY20,00")
    assert codes(read(ONE + other)) == ["IMP-161"]


def test_every_bad_field_is_told_with_its_line_and_nothing_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad = ONE.replace(":61:2611021102C719850", ":61:2613021102C719850").replace(
        ":62F:C261102", ":62F:X261102"
    )
    with caplog.at_level(logging.DEBUG):
        report = read(bad)
    assert [(finding.code, finding.place.row, finding.values["tag"]) for finding in report.findings] == [
        ("IMP-174", 6, "61"),
        ("IMP-174", 12, "62F"),
    ]
    assert (report.entries, report.refused, caplog.records) == ((), True, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "IMP-173"),
        ("hello", "IMP-173"),
        (":20:A\n:25:1\n", "IMP-174"),
        (ONE.replace("CNY", "JPY"), "IMP-174"),
        (ONE.replace("719850,00", "719850,001"), "IMP-174"),
    ],
)
def test_what_is_no_statement_is_refused(text: str, found: str) -> None:
    report = read(text)
    assert (codes(report), report.refused) == ([found], True)


def test_another_account_is_refused() -> None:
    assert [finding.code for finding in read_mt940(ONE.encode(), tail="0001").findings] == ["IMP-170"]

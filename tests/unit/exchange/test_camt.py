"""Every camt file is validated and gets a verdict, or is refused with its line; nothing of an account number comes out."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.exchange.domain import camt
from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.camt import CamtEntry, CamtReport
from guohe.exchange.operations.read_camt import CamtReader
from guohe.kernel.findings import Level
from guohe.kernel.money import Money
from tests.unit.exchange.camt_files import (
    ACCOUNT,
    Entry,
    balance,
    document,
    payment,
    plain,
    source,
    statement_xml,
)

BALANCES = balance("OPBD", "1000.00") + balance("CLBD", "1070.00")


def read(data: bytes, **given: object) -> tuple[list[CamtEntry], CamtReport]:
    reader = CamtReader(source(data), **given)  # type: ignore[arg-type]
    return list(reader), reader.report


def codes(report: CamtReport) -> list[str]:
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize("version", [2, 4, 6, 7, 8, 9, 10, 13, 14])
def test_each_version_gives_the_same_values(version: int) -> None:
    entries, report = read(plain(version))
    assert codes(report) == []
    assert (report.message, report.version) == ("camt.053", version)
    assert [entry.amount for entry in entries] == [Money("HKD", 10000), Money("HKD", -3000)]
    first = entries[0]
    assert (first.status, first.booked_on, first.value_on) == ("BOOK", date(2026, 11, 2), date(2026, 11, 2))
    assert (first.reference, first.bank_code) == ("SVC", "PMNT/RCDT/XBCT")
    paid = first.payments[0]
    assert (paid.end_to_end_id, paid.counterparty, paid.remittance) == ("E1", "Example Science Fund", "grant")
    assert bool(paid.uetr) is (version >= 8)
    assert (report.statements[0].equation, report.statements[0].head.account_tail) == ("booked", "2101")


def test_a_notice_is_read_and_has_no_balances_to_prove() -> None:
    notice = document(
        statement_xml([Entry("100.00", details=payment(8))], 8, box="Ntfctn"), message="camt.054"
    )
    entries, report = read(notice)
    assert (report.message, codes(report), report.statements[0].equation) == ("camt.054", [], "unstated")
    assert entries[0].payments[0].uetr == "3a2f0d4e-1111-4222-8333-000000000001"


def test_the_account_number_never_comes_out_whole() -> None:
    text = f"to account no. {ACCOUNT}"
    entries, report = read(
        document(statement_xml([Entry("70.00", details=payment(8, text=text))], 8, balances=BALANCES))
    )
    assert ACCOUNT not in repr(entries) + repr(report)
    assert "…2101" in entries[0].payments[0].remittance


def test_a_missing_entry_is_told_with_its_amount() -> None:
    _, report = read(plain(closing="1100.00"))
    # 1,000.00 + 100.00 - 30.00 = 1,070.00; the bank says 1,100.00.
    assert (
        report.findings[0]
        .sentence("en")
        .startswith(
            "Statement S1: opening balance and booked entries give HKD 1,070.00, the bank states HKD 1,100.00, HKD 30.00 apart."
        )
    )
    assert (codes(report), report.statements[0].equation) == (["IMP-155"], "none")


def test_swapped_digits_are_named() -> None:
    assert codes(read(plain(closing="1700.00"))[1]) == ["IMP-156"]


def test_a_statement_that_holds_by_value_date_only_is_said_to() -> None:
    entries = [Entry("70.00"), Entry("5.00", valued="2026-11-03")]
    _, report = read(document(statement_xml(entries, 8, balances=BALANCES)))
    assert (codes(report), report.statements[0].equation) == (["IMP-157"], "value")


def test_a_statement_that_holds_with_pending_entries_is_said_to() -> None:
    entries = [Entry("60.00"), Entry("10.00", status="PDNG")]
    balances = balance("OPBD", "1000.00") + balance("CLAV", "1070.00")
    _, report = read(document(statement_xml(entries, 8, balances=balances)))
    assert (codes(report), report.statements[0].equation) == (["IMP-158"], "available")


def test_interim_balances_open_and_close_a_page() -> None:
    balances = balance("ITBD", "1000.00") + balance("ITBD", "1070.00")
    _, report = read(document(statement_xml([Entry("70.00")], 8, balances=balances)))
    assert (codes(report), report.statements[0].equation) == ([], "booked")


def test_a_statement_without_balances_is_not_proved() -> None:
    _, report = read(document(statement_xml([Entry("70.00")], 8, balances=balance("CLBD", "70.00"))))
    assert (codes(report), report.statements[0].equation) == (["IMP-159"], "unstated")


def test_a_batch_adds_up_to_its_entry() -> None:
    two = payment(8, end_to_end="E1") + payment(8, end_to_end="E2")
    right = document(
        statement_xml(
            [Entry("200.00", details=two)], 8, balances=balance("OPBD", "0.00") + balance("CLBD", "200.00")
        )
    )
    entries, report = read(right)
    assert ([one.end_to_end_id for one in entries[0].payments], codes(report)) == (["E1", "E2"], [])
    wrong = document(
        statement_xml(
            [Entry("200.01", details=two)], 8, balances=balance("OPBD", "0.00") + balance("CLBD", "200.01")
        )
    )
    assert codes(read(wrong)[1]) == ["IMP-163"]


def test_a_payment_against_the_direction_of_its_batch_is_signed_by_itself() -> None:
    back = payment(8, end_to_end="E2").replace("<CdtDbtInd>CRDT", "<CdtDbtInd>DBIT")
    forth = payment(8).replace(">100.00<", ">200.00<")
    balances = balance("OPBD", "0.00") + balance("CLBD", "100.00")
    entries, report = read(
        document(statement_xml([Entry("100.00", details=forth + back)], 8, balances=balances))
    )
    assert [one.amount for one in entries[0].payments] == [Money("HKD", 20000), Money("HKD", -10000)]
    assert codes(report) == []


def test_a_cny_amount_in_an_hkd_account_is_held_and_not_summed() -> None:
    entries = [Entry("70.00"), Entry("5.00", currency="CNY")]
    read_entries, report = read(document(statement_xml(entries, 8, balances=BALANCES)))
    assert (codes(report), report.statements[0].equation) == (["IMP-164"], "booked")
    assert read_entries[1].amount == Money("CNY", 500)


def test_the_stated_count_is_counted() -> None:
    summary = "<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries></TxsSummry>"
    _, report = read(document(statement_xml([Entry("70.00")], 8, balances=BALANCES, summary=summary)))
    assert codes(report) == ["IMP-168"]


def test_charges_and_returns_are_kept() -> None:
    charge = "<Chrgs><Rcrd><Amt Ccy='HKD'>15.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>"
    back = "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"
    entries, report = read(
        document(statement_xml([Entry("70.00", extra=charge, details=back)], 8, balances=BALANCES))
    )
    assert codes(report) == []
    assert entries[0].charges == (Money("HKD", 1500),)
    assert (entries[0].payments[0].return_reason, entries[0].payments[0].end_to_end_id) == ("AC04", "")


def test_another_account_is_refused() -> None:
    _, report = read(plain(), tail="9999", currency="CNY")
    assert (codes(report), report.refused) == (["IMP-170"], True)
    assert codes(read(plain(), tail="2101", currency="HKD")[1]) == []


# --- the chain -------------------------------------------------------------------------------------------------


def day(number: int, opening: str, closing: str, *, amount: str, identity: str = "", on: str = "") -> str:
    on = on or f"2026-11-{number:02d}"
    return statement_xml(
        [Entry(amount, booked=on, valued=on)],
        8,
        identity=identity or f"S{number}",
        number=number,
        balances=balance("OPBD", opening, day=on) + balance("CLBD", closing, day=on),
    )


FIRST = day(1, "0.00", "10.00", amount="10.00")
SECOND = day(2, "10.00", "30.00", amount="20.00")
THIRD = day(3, "30.00", "60.00", amount="30.00")


@pytest.mark.parametrize(
    ("statements", "following", "found"),
    [
        ((FIRST, SECOND, THIRD), ["first", "follows", "follows"], []),
        ((FIRST, THIRD), ["first", "gap"], ["IMP-161"]),
        ((FIRST, FIRST), ["first", "duplicate"], ["IMP-160"]),
        # The same day under another name and number, with other figures.
        (
            (FIRST, day(2, "5.00", "15.00", amount="10.00", on="2026-11-01")),
            ["first", "overlap"],
            ["IMP-162"],
        ),
        # Three statements on one day, each beginning where the one before ended.
        (
            (
                FIRST,
                day(2, "10.00", "30.00", amount="20.00", on="2026-11-01"),
                day(3, "30.00", "60.00", amount="30.00", on="2026-11-01"),
            ),
            ["first", "follows", "follows"],
            [],
        ),
        # Read from the newest to the oldest nothing overlaps.
        ((THIRD, SECOND, FIRST), ["first", "first", "first"], []),
        # Number 2 is left out and what it held added up to nothing.
        ((FIRST, day(3, "10.00", "40.00", amount="30.00")), ["first", "gap"], ["IMP-169"]),
    ],
)
def test_each_statement_is_chained_to_the_one_before(
    statements: tuple[str, ...], following: list[str], found: list[str]
) -> None:
    _, report = read(document(*statements))
    assert [one.verdict.following for one in report.statements] == following
    assert codes(report) == found


def test_the_chain_goes_on_from_what_was_read_before() -> None:
    before = Standing(
        "2101", "HKD", "S1", 1, date(2026, 11, 1), date(2026, 11, 1), Money("HKD", 0), Money("HKD", 1000)
    )
    assert codes(read(document(SECOND), known=[before])[1]) == []
    assert codes(read(document(THIRD), known=[before])[1]) == ["IMP-161"]
    assert codes(read(document(FIRST), known=[before])[1]) == ["IMP-160"]


@given(
    amounts=st.lists(st.integers(min_value=-(10**11), max_value=10**11).filter(bool), max_size=12),
    opening=st.integers(min_value=0, max_value=10**12),
    apart=st.integers(min_value=-(10**6), max_value=10**6),
)
@settings(max_examples=60, deadline=None)
def test_the_booked_equation_holds_exactly_when_the_sums_do(
    amounts: list[int], opening: int, apart: int
) -> None:
    closing = opening + sum(amounts) + apart
    entries = [Entry(Money("HKD", abs(minor)).plain, "CRDT" if minor > 0 else "DBIT") for minor in amounts]
    balances = balance("OPBD", Money("HKD", opening).plain) + balance(
        "CLBD", Money("HKD", abs(closing)).plain, sign="CRDT" if closing >= 0 else "DBIT"
    )
    read_entries, report = read(document(statement_xml(entries, 8, balances=balances)))
    assert [entry.amount.minor for entry in read_entries] == amounts
    assert (report.statements[0].equation == "booked") is (apart == 0)
    if apart:
        assert report.findings[0].minor == abs(apart)


# --- files that are refused --------------------------------------------------------------------------------------


def test_every_fault_of_the_schema_is_told_with_its_line() -> None:
    data = plain().replace(b"<AcctSvcrRef>SVC<", b"<AcctSvcrRef>" + b"9" * 40 + b"<")
    _, report = read(data)
    assert [(finding.code, finding.place.row) for finding in report.findings] == [
        ("IMP-153", 4),
        ("IMP-153", 5),
    ]
    assert report.refused
    assert "9" * 6 not in report.findings[0].sentence("en")


def test_faults_past_the_bound_are_counted() -> None:
    entries = [Entry("1.00", valued="2026-13-99") for _ in range(camt.SCHEMA_FAULTS + 7)]
    _, report = read(document(statement_xml(entries, 8, balances=BALANCES)))
    assert codes(report) == ["IMP-153"] * camt.SCHEMA_FAULTS + ["IMP-154"]
    assert report.findings[-1].values["count"] == "7"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "IMP-151"),
        (b"hello", "IMP-151"),
        (b"\x00\xff" * 90, "IMP-151"),
        (plain()[:-40], "IMP-151"),
        (plain()[:700], "IMP-151"),
        (plain().replace(b"</Ntry>", b"</Ntri>", 1), "IMP-151"),
        # A reader that stops at the first root element would lose the second half in silence.
        (plain() + plain(), "IMP-151"),
        (plain() + b"<more/>", "IMP-151"),
        # Cut within its second document: the parser itself would say nothing.
        (plain() + b"<Docum", "IMP-151"),
        (plain().replace(b"camt.053.001.08", b"camt.053.001.99"), "IMP-166"),
        (plain().replace(b"camt.053.001.08", b"camt.053.001.01"), "IMP-150"),
        (plain().replace(b"camt.053.001.08", b"camt.052.001.08"), "IMP-150"),
        (b"<html><body/></html>", "IMP-150"),
        (plain().replace(b"<Document", b"<!DOCTYPE Document [<!ENTITY a 'x'>]><Document", 1), "IMP-152"),
        (plain().replace(b"100.00</Amt>", b"100.005</Amt>", 1), "IMP-165"),
        (plain().replace(b"<Amt Ccy='HKD'>100.00", b"<Amt Ccy='JPY'>100", 1), "IMP-165"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(data: bytes, found: str) -> None:
    _, report = read(data)
    assert (report.findings[0].code, report.refused) == (found, True)
    for lang in ("en", "zh-hant", "zh-hans"):
        assert report.findings[0].sentence(lang)


def test_a_file_past_the_bound_is_refused_before_it_is_read() -> None:
    class Huge(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 2 * 10**9 if whence == io.SEEK_END else super().seek(offset, whence)

        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("read")

    report = CamtReader(Huge(b"")).report
    assert [finding.code for finding in report.findings] == ["IMP-167"]
    assert (
        report.findings[0].sentence("en").startswith("The file is 2.0 GB; statements are read up to 1.5 GB.")
    )


def test_a_statement_in_two_byte_letters_is_read() -> None:
    data = plain().decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert codes(read(data)[1]) == []


def test_memory_does_not_grow_with_the_number_of_entries() -> None:
    peaks = []
    for count in (500, 5000):
        data = document(statement_xml([Entry("1.00", details=payment(8))] * count, 8, balances=BALANCES))
        file = source(data)
        tracemalloc.start()
        for _ in CamtReader(file):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


def test_wrong_currencies_are_bounded() -> None:
    entries = [Entry("5.00", currency="CNY")] * 5003
    _, report = read(document(statement_xml(entries, 8, balances=BALANCES)))
    assert codes(report).count("IMP-164") == 5000
    assert [finding.values["count"] for finding in report.findings if finding.code == "IMP-172"] == ["3"]
    assert all(finding.level is not Level.STOP for finding in report.findings)

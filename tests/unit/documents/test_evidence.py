"""One paper supports one cost; what a kind of cost still lacks is listed."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.documents.domain.amounts import amount_told
from guohe.documents.domain.evidence import (
    Attachment,
    Invoice,
    Slot,
    StoredFile,
    check_attachment,
    missing_slots,
    needed_slots,
    normal_number,
)
from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Level
from guohe.kernel.money import AmountNotReadable, Money

NOW = datetime(2019, 7, 2, 10, 0, tzinfo=UTC8)
HERE, THERE = "journal/7/1", "journal/8/1"


def paper(
    *,
    subject: str = THERE,
    slot: Slot = Slot.INVOICE,
    sha256: str = "aa",
    number: str = "",
    withdrawn: bool = False,
) -> Attachment:
    file = StoredFile(1, 1, sha256, "scan.pdf", "application/pdf", 3, 1, NOW)
    gone = (1, NOW, "wrong line") if withdrawn else (None, None, "")
    invoice = Invoice("", number)
    return Attachment(1, 1, subject, "ST18-0412", slot, file, invoice, "", 1, NOW, *gone)


def codes(
    *others: Attachment,
    slot: Slot = Slot.INVOICE,
    number: str = "",
    sha256: str = "bb",
    told: str = "",
    line: str = "",
) -> list[tuple[str, Level]]:
    found = check_attachment(
        subject=HERE,
        slot=slot,
        sha256=sha256,
        invoice=Invoice("", number, amount_told(told) if told else None),
        line_amount=amount_told(line) if line else None,
        standing=others,
    )
    return [(finding.code, finding.level) for finding in found]


def test_a_number_on_another_line_stops() -> None:
    assert codes(paper(number="25312000"), number="2531 2000") == [("DOC-911", Level.STOP)]


def test_the_same_invoice_by_content_stops_and_other_papers_are_only_told() -> None:
    assert codes(paper(), sha256="aa") == [("DOC-914", Level.STOP)]
    assert codes(paper(slot=Slot.PAYMENT), sha256="aa", slot=Slot.PAYMENT) == [("DOC-915", Level.NOTE)]


def test_one_paper_is_not_told_twice_by_number_and_by_content() -> None:
    assert codes(paper(number="1"), number="1", sha256="aa") == [("DOC-911", Level.STOP)]


def test_a_withdrawn_paper_and_the_own_line_do_not_count() -> None:
    assert codes(paper(number="1", withdrawn=True), paper(number="1", subject=HERE), number="1") == []


def test_a_differing_amount_is_said_and_an_equal_one_is_not() -> None:
    assert codes(told="HKD 62,000.00", line="HKD 26,000.00") == [("DOC-912", Level.NOTE)]
    assert codes(told="HKD 62,000.00", line="HKD 62,000.00") == []
    assert codes(told="CNY 62,000.00", line="HKD 62,000.00") == [("DOC-912", Level.NOTE)]


def test_every_fault_is_told_at_once() -> None:
    found = codes(paper(number="1"), number="1", told="HKD 1.00", line="HKD 2.00")
    assert [code for code, _ in found] == ["DOC-911", "DOC-912"]


def test_a_needed_paper_is_missing_until_one_stands() -> None:
    needed = needed_slots("labour")
    assert missing_slots("labour", []) == needed
    assert missing_slots("labour", [paper(slot=needed[0])]) == needed[1:]
    assert missing_slots("labour", [paper(slot=needed[0], withdrawn=True)]) == needed


def test_a_number_compares_equal_however_it_was_typed() -> None:
    assert normal_number(" ２５３１-2000 a") == normal_number("25312000A") == "25312000A"


@given(st.text())
def test_a_normal_number_is_normal_already(text: str) -> None:
    once = normal_number(text)
    assert normal_number(once) == once


def test_an_amount_needs_its_currency() -> None:
    assert amount_told("hkd 62,000.00") == Money.of("HKD", "62000.00")
    for seen in ("62,000.00", "HKD", "XYZ 1.00", "HKD 1.005", "HKD 12,3OO.00"):
        with pytest.raises(AmountNotReadable):
            amount_told(seen)

"""A payroll is read with all its faults at once, and compared with the books by reference, never by amount alone."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.people.domain.payroll import Paid, read_payroll
from guohe.people.domain.reconciled import Compared, LabourLine, Stand, reconcile

HEAD = "person,month,project,amount,currency,reference\n"
JAN = date(2019, 1, 1)
PROJECTS = {"ZZ01-DEMO": "STEEL", "STEEL": "STEEL"}


def read(body: str) -> tuple[list[Paid], list[tuple[str, int | None]]]:
    found = read_payroll((HEAD + body).encode(), people=[1, 2], projects=PROJECTS)
    return list(found.rows), [(each.code, each.place.row) for each in found.findings]


def test_a_good_file() -> None:
    rows, faults = read('P-1,2019-01,ZZ01-DEMO,"22,400.00",hkd,PY1\n\n2,2019-01,STEEL,-10.00,HKD,PY2\n')
    assert faults == []
    assert rows == [
        Paid(2, 1, JAN, "STEEL", Money.of("HKD", "22400.00"), "PY1"),
        Paid(4, 2, JAN, "STEEL", Money.of("HKD", "-10.00"), "PY2"),
    ]


def test_every_fault_of_every_row_is_told_in_one_pass() -> None:
    rows, faults = read(
        "P-9,2019-13,ZZ99,many,XXX,\n"
        "P-1,2019-01,ZZ01-DEMO,1.005,HKD,PY1\n"
        "P-1,2019-01,ZZ01-DEMO,1.00,HKD,PY2\n"
        "P-1,2019-01,STEEL,1.00,HKD,PY2\n"
        "P-1\n"
    )
    assert rows == []
    assert faults == [
        ("PPL-122", 2), ("PPL-123", 2), ("PPL-124", 2), ("PPL-125", 2), ("PPL-127", 2), ("PPL-125", 3), ("PPL-128", 5),
        ("PPL-123", 6), ("PPL-124", 6), ("PPL-125", 6), ("PPL-127", 6),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PPL-121"),
        (b"person,month\n", "PPL-121"),
        ("姓名,月份\n".encode("big5"), "PPL-121"),
        (b"\x00\xff", "PPL-121"),
        (HEAD.encode(), "PPL-129"),
        (b"\xef\xbb\xbf" + HEAD.encode() + b"P-9,2019-01,STEEL,1.00,HKD,PY\n", "PPL-122"),
    ],
)
def test_what_is_no_payroll_says_so(content: bytes, code: str, lang: str) -> None:
    found = read_payroll(content, people=[1], projects=PROJECTS)
    assert [each.code for each in found.findings] == [code]
    told = Refused(*found.findings).findings[0].sentence(lang)
    assert told.endswith(
        {"en": "recorded.", "zh-hant": "沒有記錄任何內容。", "zh-hans": "没有记录任何内容。"}[lang]
    )


def paid(person: int, amount: str, reference: str, month: date = JAN, row: int = 2) -> Paid:
    return Paid(row, person, month, "STEEL", Money.of("HKD", amount), reference)


def line(amount: str, reference: str, journal: int = 1) -> LabourLine:
    return LabourLine(reference, date(2019, 1, 29), Money.of("HKD", amount), journal)


def stands(found: tuple[Compared, ...]) -> list[tuple[int | None, str, str]]:
    return [
        (each.person, each.stand.value, each.difference.plain if each.difference is not None else "")
        for each in found
    ]


@pytest.mark.parametrize(
    ("rows", "lines", "expected"),
    [
        ([paid(1, "10", "A")], [line("10", "A")], [(1, "agreed", "0.00")]),
        ([paid(1, "10", "A")], [line("9.99", "A")], [(1, "different", "0.01")]),
        # The same amount under another reference is no match.
        (
            [paid(1, "10", "A")],
            [line("10", "B")],
            [(1, "payroll_only", "10.00"), (None, "books_only", "-10.00")],
        ),
        (
            [paid(1, "10", "A"), paid(2, "5", "A")],
            [line("15", "A")],
            [(1, "agreed", "0.00"), (2, "agreed", "0.00")],
        ),
        (
            [paid(1, "10", "A"), paid(2, "5", "A")],
            [line("14", "A")],
            [(1, "different", "1.00"), (2, "different", "1.00")],
        ),
        # A later row for the same month and reference corrects the earlier one.
        ([paid(1, "10", "A"), paid(1, "12", "A", row=3)], [line("12", "A")], [(1, "agreed", "0.00")]),
        # An entry turned back, and posted right.
        (
            [paid(1, "10", "A")],
            [line("9", "A"), line("-9", "A", 2), line("10", "A", 3)],
            [(1, "agreed", "0.00")],
        ),
        ([], [line("9", "A"), line("-9", "A", 2)], []),
    ],
)
def test_the_payroll_against_the_books(
    rows: list[Paid], lines: list[LabourLine], expected: list[tuple[int | None, str, str]]
) -> None:
    assert stands(reconcile(rows, lines)) == expected


def test_another_currency_is_another_amount() -> None:
    other = LabourLine("A", date(2019, 1, 29), Money.of("CNY", "10.00"), 1)
    assert [each.stand for each in reconcile([paid(1, "10", "A")], [other])] == [
        Stand.BOOKS_ONLY,
        Stand.PAYROLL_ONLY,
    ]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 100), st.sampled_from("ABC")), max_size=8),
    st.lists(st.tuples(st.integers(1, 100), st.sampled_from("ABC")), max_size=8),
)
def test_nothing_is_left_out(rows: list[tuple[int, int, str]], lines: list[tuple[int, str]]) -> None:
    """Each reference's difference is what the payroll has more than the books; every row and reference stands there."""
    told = [paid(person, f"{cents / 100:.2f}", ref) for person, cents, ref in rows]
    booked = [line(f"{cents / 100:.2f}", ref) for cents, ref in lines]
    found = reconcile(told, booked)
    latest = {(person, ref): cents for person, cents, ref in rows}
    said: Counter[str] = Counter()
    for (_, ref), cents in latest.items():
        said[ref] += cents
    there: Counter[str] = Counter()
    for cents, ref in lines:
        there[ref] += cents
    assert {each.reference for each in found} == set(said) | set(there)
    assert sum(each.paid.minor for each in found if each.paid is not None) == sum(said.values())
    for each in found:
        assert each.difference is not None
        assert each.difference.minor == said[each.reference] - there[each.reference]
        assert (each.stand is Stand.AGREED) is (each.difference.minor == 0 and each.booked is not None)

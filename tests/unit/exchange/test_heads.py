"""The same lines are read whatever stands above the head, in whatever order and language its columns come."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.exchange.domain.heads import find_head, head_key, words_file, words_of
from guohe.exchange.domain.listing import Listing
from guohe.exchange.domain.open_text import open_text
from guohe.exchange.domain.read_listing import read_listing
from tests.unit.exchange.demo import codes, line, listing_of, rows

# role -> how three places name it
NAMES = {
    "project": ("Project", "項目編號", "项目代码"),
    "account": ("Account code", "科目", "科目编码"),
    "post_date": ("GL Date", "入帳日期", "记账日期"),
    "doc_ref": ("Voucher No.", "單據", "凭证号"),
    "payee": ("Supplier Name", "收款人", "供应商"),
    "description": ("Narrative", "摘要", "用途"),
    "amount": ("Amount (HKD)", "金額（港元）", "金额"),
}
LINES = [
    ("ZZ01-DEMO", "6110", "2018-09-14", "AP-1", "示例鋼材有限公司", "Bolts, long", "1,000.00"),
    ("ZZ01-DEMO", "5210", "2018-09-28", "PY-1", "DEMO STAFF A", 'Pay "Sep"', "21,800.00"),
    ("ZZ02-DEMO", "7310", "2018-10-05", "AP-2", "示例儀器公司", "Two\nlines", "-186,000.00"),
]  # fmt: skip


def _file(
    order: Sequence[str],
    language: int,
    above: int,
    delimiter: str,
    encoding: str,
    two_rows: bool,
    repeat: bool,
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    for number in range(above):
        writer.writerow([f"Report title {number}"] + [""] * (len(order) - 1))
    heads = [NAMES[role][language] for role in order]
    writer.writerow(heads)
    if two_rows:
        writer.writerow([NAMES[role][(language + 1) % 3] for role in order])
    for number, cells in enumerate(LINES):
        if repeat and number == 2:
            writer.writerow(heads)
        writer.writerow([cells[list(NAMES).index(role)] for role in order])
    return out.getvalue().encode(encoding)


def _said(listing: Listing) -> list[tuple[object, ...]]:
    return [
        (
            one.project,
            one.account,
            one.post_date.isoformat(),
            one.doc_ref,
            one.payee,
            one.description,
            one.amount.minor,
        )
        for one in listing.lines
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.permutations(list(NAMES)), st.integers(0, 2), st.integers(0, 60), st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]), st.booleans(), st.booleans(),
)  # fmt: skip
def test_any_head_gives_the_same_lines(
    order: list[str], language: int, above: int, delimiter: str, encoding: str, two_rows: bool, repeat: bool
) -> None:
    opened = open_text(_file(order, language, above, delimiter, encoding, two_rows, repeat))
    assert opened.grid is not None, opened.findings
    listing = read_listing(opened.grid)
    expected = [
        (project, account, day, ref, payee, text, int(amount.replace(",", "").replace(".", "")))
        for project, account, day, ref, payee, text, amount in LINES
    ]
    assert _said(listing) == expected
    assert codes(listing.findings) == ["IMP-203"]


def test_no_word_stands_for_two_parts() -> None:
    """The loader keeps the last of two equal words, so the count shows a word written twice."""
    table = words_file()
    for section in ("listing", "statement", "budget"):
        roles: dict[str, set[str]] = {}
        for role, words in table[section].items():
            for word in words:
                roles.setdefault(head_key(word), set()).add(role)
        assert {word: sorted(found) for word, found in roles.items() if len(found) > 1} == {}
        assert words_of(section)[head_key("What to fix")] == "ignored"


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("Amount\n金額", "amount"), ("Account desc\n科目名稱", "account_name"), ("PO no.", "order_no"), ("入账日期", "post_date"),
        ("AMOUNT (HK$)", "amount"), ("Ｐｒｏｊｅｃｔ", "project"), ("Cur", "currency"), ("供應商名稱", "payee"), ("借方金额", "debit"),
    ],
)  # fmt: skip
def test_one_head_is_known(head: str, role: str) -> None:
    found = find_head([(head, "Description 摘要")], "listing", wanted=())
    assert found is not None
    assert found.index(role) == 0


def test_heads_in_two_rows_of_words_are_joined() -> None:
    text = 'Project,Account,Post,Doc,Amount\n,,date,ref,HKD\nZZ01-DEMO,6110,18/04/2018,AP-1,"7,600.00"\n'
    listing = listing_of(text)
    assert [one.doc_ref for one in listing.lines] == ["AP-1"]
    assert listing.shape is not None
    assert [listing.other_rows[row] for row in (1, 2)] == ["head", "head"]


def test_mapping_of_a_person_wins_over_words() -> None:
    text = 'Project,Account,Date,Amount,Paid\nZZ01-DEMO,6110,18/04/2018,"1.00","7,600.00"\n'
    assert listing_of(text).lines[0].amount.minor == 100
    assert listing_of(text, mapping={"amount": "Paid"}).lines[0].amount.minor == 760000
    by_letter = listing_of(text, mapping={"amount": "E"})
    assert by_letter.lines[0].amount.minor == 760000
    assert [found.how for found in by_letter.columns if found.role == "amount"] == ["mapping"]


def test_mapping_names_columns_that_no_word_knows() -> None:
    text = 'Foo,Bar,Baz,Qux\nZZ01-DEMO,6110,18/04/2018,"7,600.00"\n'
    assert codes(listing_of(text).findings) == ["IMP-002", "IMP-025", "IMP-027", "IMP-028"]
    mapping = {"project": "Foo", "account": "Bar", "post_date": "Baz", "amount": "Qux"}
    assert listing_of(text, mapping=mapping).lines[0].amount.minor == 760000


def test_mapping_that_no_longer_fits_is_said_once() -> None:
    listing = listing_of(rows(line("1.00")), mapping={"amount": "Betrag"})
    assert codes(listing.findings) == ["IMP-026"]


def test_two_columns_as_sure_are_asked_about() -> None:
    listing = listing_of('Project,Account,Date,Amount,Amount\nZZ01-DEMO,6110,18/04/2018,"1.00","2.00"\n')
    assert codes(listing.findings) == ["IMP-024"]
    chosen = listing_of(
        'Project,Account,Date,Amount,Amount\nZZ01-DEMO,6110,18/04/2018,"1.00","2.00"\n',
        mapping={"amount": "E"},
    )
    assert chosen.lines[0].amount.minor == 200

"""Every field that an agreement's file lacks, misspells or writes otherwise is told by its name, all in one pass."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.imports.domain.agreement_file import read_agreement
from guohe.kernel.money import Money

LINES = {
    "ref": '"NKP-1"',
    "pack": '"PLAIN"',
    "total": '"1200000.00"',
    "starts": "2018-05-01",
    "last_day": "2020-04-30",
    "unit": '"CNERC-02"',
    "investigator": '"demo.yip"',
    "book": '"H"',
    "project_codes": '["ZZ09"]',
    "lot_policy": '"fifo"',
    "fx_policy": '"bank_actual"',
    "budget_approved_on": "2018-03-26",
    "title": '{ en = "T", zh_hant = "題", zh_hans = "题" }',
    "funder": '{ en = "F", zh_hant = "資", zh_hans = "资" }',
    "instalments": '[{ amount = "720000.00", due = 2018-04-01 }, { amount = "480000.00" }]',
}


def told(**changed: str | None) -> bytes:
    lines = {key: changed.get(key, text) for key, text in {**LINES, **changed}.items()}
    return "\n".join(f"{key} = {text}" for key, text in lines.items() if text is not None).encode()


def test_a_whole_agreement_is_read_as_the_page_would_write_it() -> None:
    read = read_agreement(told())
    assert read.findings == ()
    agreement = read.agreement
    assert agreement is not None
    # The last day is the day before the first day after the project.
    assert (agreement.starts, agreement.ends) == (date(2018, 5, 1), date(2020, 5, 1))
    assert agreement.total == Money.of("CNY", "1200000.00")
    assert [plan.amount.plain for plan in agreement.instalments] == ["720000.00", "480000.00"]
    assert (read.investigator, read.book, read.approved_on) == ("demo.yip", "H", date(2018, 3, 26))
    assert agreement.partner_share == Money("CNY", 0)


@given(st.sets(st.sampled_from(sorted(LINES)), min_size=1))
def test_every_missing_field_is_named_in_one_sentence(missing: set[str]) -> None:
    read = read_agreement(told(**dict.fromkeys(missing)))
    assert read.agreement is None
    (finding,) = read.findings
    assert finding.code == "BUD-242"
    assert set(finding.values["missing"].split(", ")) == missing


@pytest.mark.parametrize(
    ("field", "text", "code", "names"),
    [
        ("total", "1200000.00", "BUD-246", "total"),
        ("total", '"12,3OO.00"', "BUD-246", "total"),
        ("starts", '"1 May 2018"', "BUD-245", "starts"),
        ("starts", "2018-05-01T10:00:00", "BUD-245", "starts"),
        ("ref", "7", "BUD-244", "ref"),
        ("project_codes", '"ZZ09"', "BUD-244", "project_codes"),
        ("instalments", "[]", "BUD-244", "instalments"),
        ("instalments", "[7]", "BUD-244", "instalments 1"),
        ("instalments", '[{ amount = "x" }]', "BUD-246", "instalments 1.amount"),
        ("instalments", '[{ due = 2018-04-01, amount = "" }]', "BUD-242", "instalments 1.amount"),
        ("title", '"T"', "BUD-244", "title"),
        ("title", '{ en = "T", zh_hant = "題" }', "BUD-242", "title.zh_hans"),
        ("partner", '{ en = "P", zh_hant = "P", zh_hans = "P", share = 0.5 }', "BUD-246", "partner.share"),
        ("tittle", '"T"', "BUD-243", "tittle"),
    ],
)
def test_a_field_written_otherwise_is_told_by_its_name(field: str, text: str, code: str, names: str) -> None:
    read = read_agreement(told(**{field: text}))
    assert read.agreement is None
    assert [finding.code for finding in read.findings] == [code]
    for lang in ("en", "zh-hant", "zh-hans"):
        assert names in read.findings[0].sentence(lang)


def test_faults_of_several_fields_come_together() -> None:
    read = read_agreement(told(total='"x"', starts='"x"', book=None))
    assert sorted(finding.code for finding in read.findings) == ["BUD-242", "BUD-245", "BUD-246"]


@pytest.mark.parametrize("content", [b"ref = ", b"\xff\xfe", b"ref: x"])
def test_what_is_no_toml_is_said(content: bytes) -> None:
    (finding,) = read_agreement(content).findings
    assert finding.code == "BUD-241"

"""Every file of demo/bad gives exactly the sentences that stand beside it, in three languages, and nothing else."""

from __future__ import annotations

import tomllib
from typing import Any, Final

import pytest

from guohe.exchange.domain.profile_file import profiles
from guohe.exchange.domain.read_budget import read_budget
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.domain.read_statement import read_statement
from guohe.exchange.operations.open_file import open_path
from guohe.kernel.findings import Finding
from tests.unit.exchange.demo import DEMO

EXPECTED: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    (DEMO / "bad" / "expected.toml").read_text(encoding="utf-8")
)

# The sentences of users.md 2.1, 3.0 and 3.2 that a bad file of its section 5.3 must give, word for word.
SPECIFIED: Final = {
    "pdf_renamed.csv": "This is a PDF. Export as CSV or Excel from the ERP: Reports › Project transactions.",
    "no_amount.csv": "No column looks like an amount. We saw: 項目, 科目, 摘要. Which one is the amount?",
    "big5_read_as_utf8.csv": 'The text looks garbled ("深水\N{REPLACEMENT CHARACTER}"). It may be Big5 saved as UTF-8. Open as Big5-HKSCS?',
    "letter_in_amount.csv": 'Row 23, column K "Amount": "12,3OO.00" has the letter O. Enter digits only, for example 12,300.00. Nothing has been saved.',
    "control_total.csv": "The lines add up to 503,830.50 but the file says 503,880.50: 50.00 apart. Export the file again, or tell us which is right.",
    "swapped_digits_cny.csv": "Balance after row 12 should be 479,850.00 but the file says 497,850.00. A row is missing or two digits are swapped.",
    "three_dates.csv": "Three dates on one entry. We use the posting date, as your bank profile says. Change?",
    "budget_unit_unsaid.csv": "The table is in 万元 and the agreement in 元: 120.00 against 1,200,000.00. We read both as CNY 1,200,000.00. Right?",
    "budget_numerals.csv": "壹佰贰拾万元整 is 1,200,000.00 but the figure beside it is 1,020,000.00.",
}
SPECIFIED_HANT: Final = {
    "letter_in_amount.csv": "第 23 行 K 欄「Amount」：「12,3OO.00」含有英文字母 O。請只填數字，例如 12,300.00。尚未儲存任何資料。",
    "control_total.csv": "各行合計 503,830.50，檔案總計為 503,880.50，相差 50.00。請重新匯出，或指明何者為準。",
}
SPECIFIED_HANS: Final = {
    "letter_in_amount.csv": "第 23 行 K 列“Amount”：“12,3OO.00”中含有英文字母 O。只填数字，例如 12,300.00。尚未保存任何数据。",
    "control_total.csv": "各行合计 503,830.50，文件总计为 503,880.50，相差 50.00。重新导出文件，或指明以哪个为准。",
}


def findings_of(name: str, reader: str) -> tuple[Finding, ...]:
    opened = open_path(DEMO / "bad" / name)
    if opened.grid is None:
        return opened.findings
    if reader == "statement":
        return read_statement(opened.grid, profile=profiles()["DEMO-CNY"]).findings
    if reader == "budget":
        return read_budget(opened.grid).findings
    return read_listing(opened.grid).findings


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_bad_file_says_exactly_this(name: str) -> None:
    expected = EXPECTED[name]
    said = [
        {
            "code": finding.code,
            "level": finding.level.value,
            **({"row": finding.place.row} if finding.place.row else {}),
            "en": finding.sentence("en"),
            "zh_hant": finding.sentence("zh-hant"),
            "zh_hans": finding.sentence("zh-hans"),
        }
        for finding in findings_of(name, expected["reader"])
    ]
    assert said == expected["findings"]


@pytest.mark.parametrize("name", sorted(SPECIFIED))
def test_sentence_is_the_specified_one(name: str) -> None:
    said = EXPECTED[name]["findings"][0]
    assert said["en"] == SPECIFIED[name]
    assert said["zh_hant"] == SPECIFIED_HANT.get(name, said["zh_hant"])
    assert said["zh_hans"] == SPECIFIED_HANS.get(name, said["zh_hans"])


def test_every_bad_file_is_expected() -> None:
    files = {path.name for path in (DEMO / "bad").iterdir()} - {"expected.toml"}
    assert files == set(EXPECTED)


def test_style_of_the_sentences() -> None:
    """users.md 3.0: the thing first, never these words; 請 in Hong Kong usage only."""
    for name, expected in EXPECTED.items():
        for said in expected["findings"]:
            words = said["en"].lower().replace(",", " ").replace(".", " ").split()
            assert (
                not {"invalid", "illegal", "please", "sorry", "oops", "error"} & set(words)
                or said["code"] == "IMP-115"
            ), name
            assert "请" not in said["zh_hans"], name
            assert "compliant" not in words, name

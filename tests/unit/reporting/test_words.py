"""Every word of reports stands in three languages with the same placeholders, in the tone of users.md 3.0."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.texts import placeholders
from guohe.reporting.domain.printed import bridge_sentence
from guohe.reporting.domain.words import sentence
from tests.unit.reporting.ledger import demo_lines, report_of

FOLDER = Path(__file__).parents[3] / "src" / "guohe" / "reporting" / "texts"
TEXTS = {
    key: text
    for path in FOLDER.glob("*.toml")
    for key, text in tomllib.loads(path.read_text("utf-8")).items()
}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_three_languages_ask_for_the_same_values(key: str) -> None:
    text = TEXTS[key]
    assert set(text) == {"en", "zh_hant", "zh_hans"}
    assert placeholders(text["en"]) == placeholders(text["zh_hant"]) == placeholders(text["zh_hans"])
    assert all(text.values())


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_the_tone_is_that_of_the_house(key: str) -> None:
    text = TEXTS[key]
    assert not re.search(
        r"\b(please|sorry|oops|invalid|illegal|error|compliant)\b", text["en"], re.IGNORECASE
    )
    # 請 is idiomatic in Hong Kong; the Mainland text does without.
    assert "请" not in text["zh_hans"]
    # Quotation marks follow the script, and book is 帳 in Hong Kong, 账 on the Mainland.
    assert not set("“”账") & set(text["zh_hant"])
    assert not set("「」帳") & set(text["zh_hans"])


NOTE = Finding(
    "REP-701",
    Level.NOTE,
    values={
        "decimals": "2",
        "rows": "6",
        "sum": "31.65",
        "total": "31.66",
        "name": "材料费",
        "shown": "4.82",
        "plain": "4.81",
    },
)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            "In 万元 with 2 decimals the 6 rows add to 31.65 but the total is 31.66. "
            '"材料费" is shown as 4.82 instead of 4.81 so that the column adds. The exact figure is kept.',
        ),
        (
            "zh-hant",
            "以萬元（2 位小數）列示時，6 行相加為 31.65，合計應為 31.66。"
            "「材料费」顯示為 4.82 而非 4.81，使各行與合計相符。確切數字仍予保留。",
        ),
        (
            "zh-hans",
            "以万元（2 位小数）列示时，6 行相加为 31.65，合计应为 31.66。"
            "“材料费”显示为 4.82 而不是 4.81，使各行与合计相符。准确数字予以保留。",
        ),
    ],
)
def test_the_note_on_a_rounded_figure_names_the_row_in_the_funders_word(lang: str, words: str) -> None:
    assert NOTE.sentence(lang) == words


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            "92,250.00 (FY2017/18) + 322,502.50 (FY2018/19) − 22,400.00 (Jan–Mar 2019) = HKD 392,352.50; HKD 392,352.50 "
            "÷ 1.2400 = 316,413.31 + 150.00 (Bank charge) = CNY 316,563.31. Difference 0.00.",
        ),
        (
            "zh-hant",
            "92,250.00（FY2017/18） + 322,502.50（FY2018/19） − 22,400.00（2019 年 1 月至 3 月） = HKD 392,352.50；"
            "HKD 392,352.50 ÷ 1.2400 = 316,413.31 + 150.00（銀行手續費） = CNY 316,563.31。差額 0.00。",
        ),
        (
            "zh-hans",
            "92,250.00（FY2017/18） + 322,502.50（FY2018/19） − 22,400.00（2019 年 1 月至 3 月） = HKD 392,352.50；"
            "HKD 392,352.50 ÷ 1.2400 = 316,413.31 + 150.00（银行手续费） = CNY 316,563.31。差额 0.00。",
        ),
    ],
)
def test_the_bridge_reads_as_one_sum_with_the_marks_of_its_script(lang: str, words: str) -> None:
    assert bridge_sentence(report_of(demo_lines()), lang) == words


def test_parts_at_several_rates_are_turned_one_by_one_and_then_added_up() -> None:
    bridge = report_of(demo_lines()).bridge
    (at,) = bridge.at_rates
    # 5,300.00 / 1.15 = 4,608.695...; 14,350.00 / 1.16 = 12,370.689...
    parts = (
        replace(
            at,
            amount=Money("HKD", 530_000),
            rate="1.1500",
            plain=Money("CNY", 460_870),
            carried=Money("CNY", 460_870),
        ),
        replace(
            at,
            amount=Money("HKD", 1_435_000),
            rate="1.1600",
            plain=Money("CNY", 1_237_069),
            carried=Money("CNY", 1_237_069),
        ),
    )
    told = sentence(replace(bridge, at_rates=parts, unconverted=()), "en", {})
    assert (
        "; HKD 5,300.00 ÷ 1.1500 = 4,608.70; HKD 14,350.00 ÷ 1.1600 = 12,370.69; 4,608.70 + 12,370.69 = CNY "
        in told
    )


def test_the_fen_carried_is_a_step_of_its_own() -> None:
    words = bridge_sentence(report_of(demo_lines(), mainland=(2019,)), "en")
    assert (
        "HKD 22,400.00 ÷ 1.2400 = 18,064.52 − 0.01 (fen carried) = CNY 18,064.51. Difference 0.00." in words
    )

"""The budget annex: unit said, sums proved, numerals read back, and the row that is wrong named by evidence."""

from __future__ import annotations

import pytest

from guohe.exchange.domain.read_budget import read_budget
from guohe.kernel.money import Money, total
from tests.unit.exchange.demo import budget_of, codes, grid_of, text_grid

AWARD = Money.of("CNY", "1200000.00")


@pytest.mark.parametrize(
    "name", ["budget_mainland.csv", "budget_mainland-gb18030.csv", "budget_mainland.xlsx"]
)
def test_demo_budget_is_read_in_yuan(name: str) -> None:
    found = read_budget(grid_of(name))
    assert found.findings == ()
    assert (found.unit, found.total, found.capital, found.project_ref) == (
        "wan",
        AWARD,
        AWARD,
        "DEMO-NKP-2018-001",
    )
    assert found.title == "附表3 项目预算表（示例，非真实）"
    assert [(row.number, row.code_hint, row.level, row.amount.plain, row.is_sum) for row in found.rows] == [
        ("1", "expenditure", 1, "1200000.00", True),
        ("2", "direct", 2, "1080000.00", True),
        ("3", "equipment", 3, "180000.00", False),
        ("4", "materials", 3, "240000.00", False),
        ("5", "testing", 3, "150000.00", False),
        ("6", "travel", 3, "90000.00", False),
        ("7", "labour", 3, "360000.00", False),
        ("8", "consulting", 3, "30000.00", False),
        ("9", "publication", 3, "30000.00", False),
        ("10", "indirect", 2, "120000.00", False),
    ]
    assert total("CNY", (row.amount for row in found.leaves)) == AWARD
    assert total("CNY", (row.special for row in found.leaves)) == AWARD


def test_unit_is_never_converted_in_silence() -> None:
    found = read_budget(grid_of("budget_mainland.csv"), agreement=AWARD)
    assert codes(found.findings) == ["BUD-202"]
    assert found.total == AWARD


def test_unit_that_nothing_decides_stops_the_reading() -> None:
    text = "科目,金额\n设备费,18.00\n材料费,24.00\n"
    found = budget_of(text)
    assert (codes(found.findings), found.unit, found.rows) == (["BUD-204"], None, ())
    assert read_budget(text_grid(text), unit="wan").total == Money.of("CNY", "420000.00")


def test_wrongly_stated_unit_waits_for_a_person() -> None:
    text = "金额单位：元,\n科目,金额\n设备费,18.00\n材料费,102.00\n合计（大写）：人民币壹佰贰拾万元整,\n"
    found = budget_of(text)
    assert (codes(found.findings), found.unit) == (["BUD-205"], None)
    assert read_budget(text_grid(text), unit="wan").total == AWARD


def test_table_that_disagrees_with_the_agreement() -> None:
    found = read_budget(grid_of("budget_mainland.csv"), agreement=Money.of("CNY", "1300000.00"))
    assert codes(found.findings) == ["BUD-206"]


def test_flat_table_with_a_total_row() -> None:
    text = 'Budget item,Total (元)\nEquipment,"180,000.00"\nMaterials,"240,000.00"\nTotal,"420,000.00"\n'
    found = budget_of(text)
    assert found.findings == ()
    assert (found.unit, found.total) == ("yuan", Money.of("CNY", "420000.00"))
    assert [row.name for row in found.leaves] == ["Equipment", "Materials"]
    assert codes(budget_of(text.replace('"420', '"430')).findings) == ["BUD-207"]


def test_fen_in_ten_thousands_are_exact() -> None:
    found = budget_of("单位：万元,\n科目,金额\n设备费,0.000001\n材料费,12.345678\n")
    assert [row.amount.minor for row in found.rows] == [1, 12_345_678]


def test_part_of_a_row_is_not_added() -> None:
    found = budget_of(
        "单位：万元,\n科目,金额\n一、直接费用,42.00\n1、设备费,18.00\n其中：购置,10.00\n2、材料费,24.00\n"
    )
    assert found.findings == ()
    assert [row.name for row in found.leaves] == ["设备费", "材料费"]


def test_row_whose_parts_disagree_is_named() -> None:
    text = "单位：万元,,,\n科目,合计,专项经费,自筹经费\n1、设备费,18.00,10.00,9.00\n"
    assert codes(budget_of(text).findings) == ["BUD-208"]


def test_a_unit_that_a_person_gave_is_compared_with_the_award_too() -> None:
    """120 given as 元 became limits of CNY 120.00 of an award of CNY 1,200,000.00 without a word."""
    text = "预算科目,金额\n一、设备费,18\n二、材料费,102\n合计,120\n"
    (found,) = read_budget(text_grid(text), agreement=AWARD, unit="yuan").findings
    assert found.code == "BUD-206"
    assert found.values == {"table": "CNY 120.00", "agreement": "CNY 1,200,000.00"}
    assert read_budget(text_grid(text), agreement=AWARD, unit="wan").findings == ()


OWN = "单位：万元,,,\n科目,合计,专项经费,自筹经费\n一、设备费,{0}\n二、劳务费,{1}\n合计（大写）：人民币{2}元整,,,\n"


@pytest.mark.parametrize(
    ("equipment", "labour", "words", "found"),
    [
        # The funder gives 120, and 30 is the institution's own: the award is the funder's part, and either may be in words.
        ("60.00,60.00,0.00", "90.00,60.00,30.00", "壹佰贰拾万", ["BUD-202"]),
        ("60.00,60.00,0.00", "90.00,60.00,30.00", "壹佰伍拾万", ["BUD-202"]),
        ("60.00,60.00,0.00", "90.00,60.00,30.00", "壹佰叁拾万", ["BUD-202", "BUD-203"]),
        # 120 in all, of which the funder gives only 100: limits of 1,000,000.00 are not the award.
        ("60.00,60.00,0.00", "60.00,40.00,20.00", "壹佰贰拾万", ["BUD-206"]),
        ("60.00,,0.00", "90.00,,30.00", "壹佰贰拾万", ["BUD-202"]),
    ],
)
def test_the_award_is_the_funders_part_of_the_table(
    equipment: str, labour: str, words: str, found: list[str]
) -> None:
    read = read_budget(text_grid(OWN.format(equipment, labour, words)), agreement=AWARD)
    assert codes(read.findings) == found
    limits = total("CNY", (row.special for row in read.leaves))
    assert (limits == AWARD) == ("BUD-206" not in found)


def test_the_rows_that_become_limits_add_up_to_the_award_too() -> None:
    """A head that says what its rows do not is told by its own code, and the award is not met either."""
    text = "单位：元,,,\n科目,合计,专项经费,自筹经费\n一、直接费用,1200000,1200000,0\n1、设备费,1200000,1000000,200000\n"
    assert codes(read_budget(text_grid(text), agreement=AWARD).findings) == ["BUD-206"]


def test_numerals_without_their_yuan_are_asked_about() -> None:
    text = "单位：万元,\n科目,金额\n设备费,130.00\n合计（大写）：人民币壹佰叁拾万,\n"
    assert codes(budget_of(text).findings) == ["BUD-210"]


def test_numerals_that_cannot_be_read_are_quoted() -> None:
    text = "单位：万元,\n科目,金额\n设备费,18.00\n合计（大写）：人民币拾佰元整,\n"
    assert codes(budget_of(text).findings) == ["BUD-210"]


def test_letter_in_a_figure_stops_the_sums() -> None:
    text = "单位：万元,\n科目,金额\n一、直接费用,42.00\n1、设备费,1B.00\n2、材料费,24.0O\n"
    assert codes(budget_of(text).findings) == ["IMP-102", "IMP-103"]


WORDS = "附表3 项目预算表{title},\n金额单位：{unit},\n科目,{head}\n设备费,{figure}\n材料费,102.00\n{total},120.00\n合计（大写）：{words}元整,\n"
YUAN = {
    "title": "", "unit": "万元", "head": "金额", "figure": "18.00", "total": "合计", "words": "人民币壹佰贰拾万",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        ({"unit": "万美元", "words": "美元壹佰贰拾万"}, "USD"),
        ({"unit": "万港元", "words": "港币壹佰贰拾万"}, "HKD"),
        ({"unit": "港幣萬元"}, "HKD"),
        ({"unit": "HK$"}, "HKD"),
        ({"unit": "万元（美金）"}, "USD"),
        ({"unit": "USD 10,000 编号：X"}, "USD"),
        ({"unit": "万英镑"}, "GBP"),
        ({"unit": "，币种：欧元"}, "EUR"),
        ({"title": "（万欧元）"}, "EUR"),
        ({"words": "美元壹佰贰拾万"}, "USD"),
        ({"words": "澳門元壹佰貳拾萬"}, "MOP"),
        ({"words": "（港幣）壹佰贰拾万"}, "HKD"),
        ({"words": "壹佰贰拾万港"}, "HKD"),
        ({"head": "金额（HKD）"}, "HKD"),
        ({"head": "金额（万美元）"}, "USD"),
        ({"total": "合计（美元）"}, "USD"),
        ({"figure": "HK$18.00"}, "HKD"),
    ],
)
def test_a_table_in_another_currency_is_not_read_as_yuan(changed: dict[str, str], mark: str) -> None:
    """120 in 万美元 became CNY 1,200,000.00, and only 万 was asked about."""
    found = read_budget(text_grid(WORDS.format_map(YUAN | changed)), agreement=AWARD)
    assert {(finding.code, finding.values["mark"]) for finding in found.findings} == {("BUD-501", mark)}
    assert (found.total, found.capital, found.rows) == (None, None, ())


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"title": "：美元与欧元汇率研究，承担单位：元培学院"},
        {"title": " 港元（HKD）联系汇率"},
        {"unit": "人民币万元"},
        {"unit": "万元人民币 依托单位：欧元研究中心"},
        {"words": "人民币壹佰贰拾万元整（折合美元拾柒万"},
        {"words": "壹佰贰拾万"},
        {"figure": "¥18.00"},
        {"head": "金额（人民币）"},
    ],
)
def test_a_table_of_yuan_may_speak_of_other_money(changed: dict[str, str]) -> None:
    found = budget_of(WORDS.format_map(YUAN | changed))
    assert (codes(found.findings), found.unit, found.total, found.capital) == ([], "wan", AWARD, AWARD)


APART = "金额单位：{unit},\n科目,{head}\n设备费,18.00\n材料费,102.00\n{words},\n"


@pytest.mark.parametrize(
    ("unit", "head"),
    [
        ("万元", "金额（元）"),
        ("元", "金额（万元）"),
        ("万元", "金额（人民币元）"),
        ("万元", "金额/元"),
        ("万元", "金额（千元）"),
    ],
)
def test_a_unit_line_and_a_head_that_differ_are_asked_about(unit: str, head: str) -> None:
    """万元 above and （元） in the heads were read as 万元 without a word."""
    text = APART.format(unit=unit, head=head, words="")
    found = budget_of(text)
    assert (codes(found.findings), found.unit, found.rows) == (["BUD-502"], None, ())
    assert read_budget(text_grid(text), unit="wan").findings == ()
    told = read_budget(text_grid(text), agreement=AWARD)
    assert (codes(told.findings), told.unit) == (["BUD-202"], "wan")
    said = budget_of(APART.format(unit=unit, head=head, words="合计（大写）：人民币壹佰贰拾元整"))
    assert (codes(said.findings), said.unit) == ([], "yuan")


@pytest.mark.parametrize("head", ["金额", "金额（万元）", "金额（人民币万元）", "金额/万元"])
def test_a_head_that_says_the_unit_of_the_line_again_asks_nothing(head: str) -> None:
    found = budget_of(APART.format(unit="万元", head=head, words=""))
    assert (found.findings, found.total) == ((), AWARD)


def test_the_unit_of_a_price_is_not_that_of_the_amounts() -> None:
    found = budget_of("科目,单价（元）,金额（万元）\n设备费,60000.00,18.00\n材料费,1.00,102.00\n")
    assert (found.findings, found.total) == ((), AWARD)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("序号,科目,合计", "1,设备费,180,000.00"),
        ("序号,科目,合计", "1,设备费,1,200,000.00"),
        ("序号,科目,合计,专项经费", "1,设备费,180,000.00,180,000.00"),
        ("序号,科目,合计,专项经费,自筹经费", "1,设备费,1,200,000.00,1,200,000.00,0.00"),
    ],
)
def test_a_figure_that_its_own_comma_cut_is_not_read(head: str, row: str) -> None:
    """180,000.00 without quotation marks became CNY 180.00."""
    found = budget_of(f"单位：元,\n{head}\n{row}\n")
    assert codes(found.findings) == ["IMP-316"]
    assert "000.00" in found.findings[0].values["seen"]


@pytest.mark.parametrize("beside", ["", ",", ",备注", ",见 100 页", ",,"])
def test_what_stands_beside_the_table_cuts_no_figure(beside: str) -> None:
    found = budget_of(f"单位：元,\n科目,合计,专项经费\n设备费,180,180{beside}\n")
    assert (found.findings, found.total) == ((), Money.of("CNY", "180.00"))

"""Packs of the demo meet in their groups, say that they are invented, and stay as published."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.programmes.domain.packs import CategoryUnknown, Kind, Mode, Pack, under
from guohe.programmes.queries.packs import PackUnknown, all_packs, pack

# The annex of the demo's agreement prints these names (budget_mainland.csv), in this order.
ANNEX = (
    "设备费", "材料费", "测试化验加工费", "差旅/会议/国际合作与交流费", "劳务费", "专家咨询费",
    "出版/文献/信息传播/知识产权事务费", "间接费用",
)  # fmt: skip


def test_the_first_pack_has_the_lines_of_the_annex_and_the_bank_charge_beside_them() -> None:
    names = [category.names.zh_hans for category in pack("DEMO-1").categories]
    assert tuple(names) == (*ANNEX, "银行手续费")


@pytest.mark.parametrize("printed", ANNEX)
def test_a_printed_name_finds_its_category_in_every_language(printed: str) -> None:
    found = pack("DEMO-1").category_named(printed)
    assert found is not None
    for name in (found.names.en, found.names.zh_hant, f" {found.names.zh_hans} ".replace("/", "／")):
        assert pack("DEMO-1").category_named(name) is found


def test_a_name_that_no_category_has_finds_nothing() -> None:
    assert pack("DEMO-1").category_named("招待费") is None


def test_every_line_of_the_first_pack_has_a_place_under_the_others() -> None:
    first, second, lump = pack("DEMO-1"), pack("DEMO-2"), pack("DEMO-3")
    groups: dict[str, set[str]] = {}
    for category in first.categories:
        groups.setdefault(under(category.code, written_under=first, asked_by=second).code, set()).add(
            category.code
        )
        placed = under(category.code, written_under=first, asked_by=lump)
        assert (placed.kind is Kind.CHARGE) == (category.kind is Kind.CHARGE)
    assert groups == {
        "equipment": {"equipment"},
        "business": {"materials", "testing", "travel", "publication"},
        "labour": {"labour", "consulting"},
        "indirect": {"indirect"},
        "bank_charge": {"bank_charge"},
    }


def test_regrouping_changes_no_kind() -> None:
    first, second = pack("DEMO-1"), pack("DEMO-2")
    for category in first.categories:
        assert under(category.code, written_under=first, asked_by=second).kind is category.kind


def test_the_second_pack_cannot_be_split_into_the_lines_of_the_first() -> None:
    with pytest.raises(CategoryUnknown):
        under("business", written_under=pack("DEMO-2"), asked_by=pack("DEMO-1"))


@pytest.mark.parametrize("each", all_packs(), ids=lambda each: f"{each.id}@{each.version}")
def test_a_pack_is_complete(each: Pack) -> None:
    assert each.invented == each.id.startswith("DEMO-") == (each.evidence.grade == "invented")
    assert [station.code for station in each.stations][-1] == "spendable"
    assert {station.holder for station in each.stations} == {"authority", "bank", "host"}
    assert {option.code for option in each.lot_policies} == {"fifo", "specified", "pooled"}
    assert (
        {year.side for year in each.report_years}
        == {column.side for column in each.columns}
        == {"funder", "host"}
    )
    codes = [category.code for category in each.categories]
    assert len(codes) == len(set(codes))
    assert (each.mode is Mode.LUMP_SUM) == ("equipment" not in codes)


@pytest.mark.parametrize(
    ("side", "day", "label", "first", "last"),
    [
        ("funder", date(2018, 12, 31), "2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("funder", date(2019, 1, 1), "2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("host", date(2018, 6, 30), "FY2017/18", date(2017, 7, 1), date(2018, 6, 30)),
        ("host", date(2018, 7, 1), "FY2018/19", date(2018, 7, 1), date(2019, 6, 30)),
        ("host", date(1999, 7, 1), "FY1999/00", date(1999, 7, 1), date(2000, 6, 30)),
    ],
)
def test_each_side_has_its_year(side: str, day: date, label: str, first: date, last: date) -> None:
    period = pack("DEMO-1").report_year(side).of(day)
    assert (period.label, period.starts, period.last_day) == (label, first, last)


def test_packs_are_in_force_from_their_day() -> None:
    assert not pack("DEMO-2").in_force_on(date(2019, 7, 2))
    assert pack("DEMO-1").in_force_on(date(2019, 7, 2))


def test_an_unknown_pack_version_or_category_is_refused() -> None:
    with pytest.raises(PackUnknown):
        pack("DEMO-9")
    with pytest.raises(PackUnknown):
        pack("DEMO-1", "9.0")
    with pytest.raises(CategoryUnknown):
        pack("DEMO-1").category("entertainment")


@pytest.mark.parametrize(
    ("printed", "code"),
    [("设备费", "equipment"), ("Travel", "travel"), ("業務費", "business"), ("其他支出", "other"), ("间接费用", "indirect")],
)  # fmt: skip
def test_the_plain_pack_knows_common_budget_lines_and_is_no_funders(printed: str, code: str) -> None:
    plain = pack("PLAIN")
    found = plain.category_named(printed)
    assert found is not None
    assert found.code == code
    assert plain.funder == ""
    assert plain.evidence.is_weak

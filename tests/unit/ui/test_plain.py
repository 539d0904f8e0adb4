"""A program reads an amount as a pair of currency and plain decimal text, never as a float."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest

from guohe.kernel.findings import Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.ui.plain import json_text, plain, table_record


@dataclass(frozen=True)
class Fact:
    on: date
    amount: Money


def test_values_of_ours_have_one_machine_form() -> None:
    told = plain(
        {
            "name": Name("Ng", "吳", "吴"),
            "facts": (Fact(date(2019, 7, 2), Money.of("CNY", "-0.05")),),
            "level": Level.HOLD,
            "digest": b"\x00\xff",
            "none": None,
            "yes": True,
        }
    )
    assert told == {
        "name": {"en": "Ng", "zh-hant": "吳", "zh-hans": "吴"},
        "facts": [{"on": "2019-07-02", "amount": {"currency": "CNY", "amount": "-0.05"}}],
        "level": "hold",
        "digest": "00ff",
        "none": None,
        "yes": True,
    }


def test_a_float_has_no_machine_form() -> None:
    with pytest.raises(TypeError):
        plain({"amount": 0.1})


def test_a_table_has_its_columns_once_and_one_object_a_row() -> None:
    table = Table(
        "t",
        [Column("a", "A"), Column("m", "M", Kind.MONEY)],
        [("x", Money.of("HKD", "1.00"))],
        totals=("", None),
    )
    assert table_record(table)["rows"] == [{"a": "x", "m": {"currency": "HKD", "amount": "1.00"}}]
    assert json.loads(json_text(table))["totals"] == {"a": "", "m": None}


def test_chinese_stays_readable_in_json() -> None:
    assert "深水埗" in json_text({"place": "深水埗"})

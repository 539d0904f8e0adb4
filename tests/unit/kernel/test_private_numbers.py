"""Numbers that belong to a person or a bank keep four figures wherever words are shown; all else is as written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.private_numbers import masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        # Made up: figures in a row, as 1 to 9 again and again.
        ("TRANSFER TO 012-345-678901 DEMO", "TRANSFER TO …8901 DEMO"),
        ("付 024-123-4-567890 示例", "付 …7890 示例"),
        ("卡號 1234 5678 9012 3456", "卡號 …3456"),
        ("1234-5678-9012-3456", "…3456"),
        ("DEMO STAFF A123456(7)", "DEMO STAFF …4567"),
        ("DEMO STAFF AB123456（A）", "DEMO STAFF …456A"),
        ("身份证12345619900101123X", "身份证…123X"),
        ("BIR 1234567(8)", "BIR …5678"),
        ("BIR 5/123456/7", "BIR …4567"),
        ("acct 123456789", "acct …6789"),
    ],
)
def test_a_private_number_keeps_its_last_four(said: str, shown: str) -> None:
    assert masked(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "AP18-00412 S690 plates 鋼板",
        "2019-06-01 to 2019-06-30",
        "export_20190702091400",
        "20190702",
        "HK$1234567890.00",
        "eb6305c9-1234-4678-9012-064871234567",
        "PO-7701, 12345678",
        "tel 2123 4567",
    ],
)
def test_dates_amounts_and_references_stay_as_written(said: str) -> None:
    assert masked(said) == said


@given(st.text(alphabet="0123456789-() /XA字.", max_size=40))
def test_masking_twice_masks_no_more_and_leaves_no_long_row_of_figures(text: str) -> None:
    shown = masked(text)
    assert masked(shown) == shown
    for row in re.findall(r"(?<!\d)\d{15,}(?!\d)", shown):
        assert f"{row}." in shown

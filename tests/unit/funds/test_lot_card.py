"""Every card of a lot says since when it is there."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.funds.domain.printed import lot_step, status_word, turned
from guohe.funds.domain.trace import LotCard
from guohe.kernel.money import Money

LOT = LotCard(
    1, 1, None, "D/T1", 7, date(2018, 4, 20), Money("HKD", 100), Money("HKD", 40), Money("CNY", 80), Money("CNY", 32), False
)  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "since 2018-04-20"), ("zh-hant", "自 2018-04-20 起"), ("zh-hans", "自 2018-04-20 起")],
)
def test_a_lot_has_its_day(lang: str, told: str) -> None:
    assert told in lot_step(LOT, lang).facts


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "reversed by entry J-9"), ("zh-hant", "已由分錄 J-9 沖銷"), ("zh-hans", "已由分录 J-9 冲销")],
)
def test_an_entry_is_called_one(lang: str, told: str) -> None:
    assert turned(None, 9, lang) == told
    assert status_word(None, 9, lang) == f"↺ {told}"

"""What a partner says that differs is told as one sentence with each amount in its currency, in every language."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.grants.domain.waiting import Differs
from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.portal.domain.attention import partner_differs

DAY = date(2019, 3, 1)


@pytest.mark.parametrize(
    ("kind", "lang", "told"),
    [
        (
            "short",
            "zh-hant",
            "2019-03-01 匯予合作單位 CNY 200.00；其函件（L-1）所列金額不同，相差 CNY 50.00。",
        ),
        (
            "short",
            "zh-hans",
            "2019-03-01 汇给合作单位 CNY 200.00；其函件（L-1）所列金额不同，相差 CNY 50.00。",
        ),
        (
            "unsupported",
            "zh-hant",
            "合作單位報稱截至 2019-03-01 已使用 CNY 200.00（L-1），其中 CNY 50.00 沒有憑證。",
        ),
        (
            "unsupported",
            "zh-hans",
            "合作单位称截至 2019-03-01 已使用 CNY 200.00（L-1），其中 CNY 50.00 没有凭证。",
        ),
        (
            "unsupported",
            "en",
            "Of the CNY 200.00 that the partner states as used to 2019-03-01 (L-1), CNY 50.00 has no evidence.",
        ),
    ],
)
def test_the_sentence_of_a_difference(kind: str, lang: str, told: str) -> None:
    differs = Differs(
        ref="G",
        kind=kind,
        amount=Money("CNY", 5000),
        whole=Money("CNY", 20000),
        day=DAY,
        evidence="L-1",
        known=DAY,
    )
    item = partner_differs(differs, DAY)
    assert say(item.key, lang, **item.named) == told

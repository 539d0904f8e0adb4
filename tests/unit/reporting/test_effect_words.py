"""What a choice of exchange would change is kept with its years as an address has them, and read with them in words."""

from __future__ import annotations

import pytest

from guohe.kernel.findings import Finding, Level
from guohe.reporting.domain.fx_choices import effect_called, effect_words

KEPT = "2018-FY2017-18+FY2018-19: CNY 1.00 → CNY 2.00"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "2018 (Mainland) and FY2017/18 + FY2018/19 (host): CNY 1.00 → CNY 2.00"),
        ("zh-hant", "2018 年（內地）及 FY2017/18 + FY2018/19（院校年度）：CNY 1.00 → CNY 2.00"),
        ("zh-hans", "2018 年（内地）和 FY2017/18 + FY2018/19（依托单位年度）：CNY 1.00 → CNY 2.00"),
    ],
)
def test_years_are_said_in_words(lang: str, told: str) -> None:
    assert effect_words(KEPT, lang) == told
    values = {"number": "1", "before": effect_called(KEPT), "now": effect_called(KEPT)}
    assert told in Finding("REP-743", Level.STOP, values=values).sentence(lang)


def test_what_has_no_years_stands_as_it_is() -> None:
    assert effect_words("–", "en") == "–"

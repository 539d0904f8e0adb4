"""In English a noun follows its number; in Chinese the same value stands alone."""

from __future__ import annotations

import pytest

from guohe.kernel import texts
from guohe.kernel.texts import TextMissing, placeholders, say

SENTENCES = {
    "kernel.test": {
        "en": "{days:day|days} in {place}, {count:line waits|lines wait}.",
        "zh_hant": "{place}：{days} 天，{count} 行。",
        "zh_hans": "{place}：{days} 天，{count} 行。",
    }
}


@pytest.fixture(autouse=True)
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "catalogue", lambda: SENTENCES)


@pytest.mark.parametrize(
    ("days", "count", "told"),
    [
        ("1", "0", "1 day in HK, 0 lines wait."),
        ("2", "1", "2 days in HK, 1 line waits."),
        ("11", "1,001", "11 days in HK, 1,001 lines wait."),
    ],
)
def test_a_noun_follows_its_number(days: str, count: str, told: str) -> None:
    assert say("kernel.test", "en", days=days, place="HK", count=count) == told
    assert say("kernel.test", "zh-hant", days=days, place="HK", count=count) == f"HK：{days} 天，{count} 行。"


def test_the_noun_is_no_part_of_the_name() -> None:
    assert placeholders(SENTENCES["kernel.test"]["en"]) == {"days", "place", "count"}
    with pytest.raises(TextMissing, match="count"):
        say("kernel.test", "en", days="1", place="HK")

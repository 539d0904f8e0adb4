"""Messages of the workflow say where, what was seen and what to do, in three languages written by hand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from guohe.kernel.texts import placeholders

FOLDER = Path(__file__).resolve().parents[3] / "src" / "guohe" / "imports" / "texts"
TEXTS = {
    key: texts
    for name in ("findings", "pages", "words", "set_up")
    for key, texts in tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")).items()
}
CODES = sorted(key for key in TEXTS if re.fullmatch(r"[A-Z]{3}-\d{3}", key))
# Forms of one character that only the other script has.
_SIMPLIFIED = set("账拨项资财务统计汇单据录发问题请导选择档编码对应说读与从将这该为时间数额额输储")
_TRADITIONAL = set("帳撥項資財務統計匯單據錄發問題請導選擇檔編碼對應說讀與從將這該為時間數額輸儲")
HANT_ONLY = _TRADITIONAL - _SIMPLIFIED
HANS_ONLY = _SIMPLIFIED - _TRADITIONAL


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_has_three_languages_with_the_same_values(key: str) -> None:
    texts = TEXTS[key]
    assert set(texts) == {"en", "zh_hant", "zh_hans"}
    assert placeholders(texts["en"]) == placeholders(texts["zh_hant"]) == placeholders(texts["zh_hans"])


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_no_script_strays_into_the_other(key: str) -> None:
    assert not set(TEXTS[key]["zh_hant"]) & HANS_ONLY
    assert not set(TEXTS[key]["zh_hans"]) & HANT_ONLY


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_no_word_begs_blames_or_boasts(key: str) -> None:
    english = TEXTS[key]["en"].lower()
    for word in ("please", "sorry", "invalid", "illegal", "oops", "error occurred", "compliant"):
        assert word not in english
    # 请 stays in 申请 (to apply).
    assert "请" not in TEXTS[key]["zh_hans"].replace("申请", "")


def test_a_refusal_says_what_happened_to_the_data() -> None:
    notes = {"IMP-501", "IMP-211", "ACC-611", "IMP-250", "IMP-251", "IMP-252"}
    for code in set(CODES) - notes:
        assert TEXTS[code]["en"].endswith(("Nothing has been saved.", "Nothing has been posted.")), code
        assert TEXTS[code]["zh_hant"].endswith(("尚未儲存任何資料。", "尚未入帳。")), code
        assert TEXTS[code]["zh_hans"].endswith(("尚未保存任何数据。", "尚未入账。")), code


def test_the_heads_of_added_up_lines_begin_with_a_capital_letter() -> None:
    heads = [text["en"] for key, text in TEXTS.items() if key.startswith("imports.group.")]
    assert len(heads) == 5
    assert [head for head in heads if not head[0].isupper()] == []

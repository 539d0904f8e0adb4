"""Every sentence of the set-up stands in three languages, with the same blanks, in the house tone."""

import re
import string
from pathlib import Path

import pytest

from setup.refusal import Refusal
from setup.words import language, say, texts

BLANKS = string.Formatter()


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in BLANKS.parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_sentence_has_three_languages_with_the_same_blanks(key: str) -> None:
    sentences = texts()[key]
    assert set(sentences) == {"en", "zh_hant", "zh_hans"}
    assert blanks(sentences["en"]) == blanks(sentences["zh_hant"]) == blanks(sentences["zh_hans"])


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_sentence_keeps_the_house_tone(key: str) -> None:
    assert not re.search(r"\b(please|sorry|invalid|illegal|oops|error|compliant)\b", texts()[key]["en"], re.I)
    assert "请" not in texts()[key]["zh_hans"]
    assert not re.search("[“”]", texts()[key]["zh_hant"])
    assert not re.search("[「」]", texts()[key]["zh_hans"])


@pytest.mark.parametrize("key", sorted(key for key in texts() if key.startswith("ACC-")))
def test_a_refusal_ends_with_what_became_of_the_data(key: str) -> None:
    last = texts()[key]["en"].rstrip(".").split(". ")[-1]
    assert re.search(r"\b(changed|unchanged|touched|deleted|run|still there)\b", last), last


def test_every_sentence_that_the_code_says_exists_and_none_is_left_over() -> None:
    folder = Path(__file__).parents[3] / "setup"
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    said = set(re.findall(r'say\(\s*"([a-z.-]+)"', code)) | set(re.findall(r'"(ACC-\d{3})"', code))
    from_table = {key for key in texts() if key.startswith("help.")}
    assert said - from_table == set(texts()) - from_table


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_HK.UTF-8"}, "zh-hant"),
        ({"LANG": "zh_TW"}, "zh-hant"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB", "LC_ALL": "zh_SG.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN", "GUOHE_LANG": "zh-hant"}, "zh-hant"),
        ({"LANG": "zh_CN", "GUOHE_LANG": "klingon"}, "zh-hans"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_terminals(environ: dict[str, str], expected: str) -> None:
    assert language(environ) == expected


def test_a_refusal_is_its_code_and_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUOHE_LANG", "en")
    assert str(Refusal("ACC-665", saw="var/demo, var/live")) == (
        'ACC-665 Which books? We saw: "var/demo, var/live". Say it before the command, '
        "for example: ./guohe --books demo status. Nothing has been changed."
    )
    monkeypatch.setenv("GUOHE_LANG", "zh-hans")
    assert str(Refusal("ACC-664")).startswith("ACC-664 还没有账簿。")
    assert say("stop.nothing", "zh-hant") == "沒有程式在執行。"

"""A slip on the line of a product command: its code, the reader's language, exit code 1; a word left out is filled in."""

import pytest
from click.testing import CliRunner, Result

from guohe.project.cli import main


def run(*words: str, lang: str = "en") -> Result:
    return CliRunner().invoke(main, words, prog_name="./guohe", env={"GUOHE_LANG": lang})


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "ACC-675 Command ./guohe status: there is no option --foo. See ./guohe status --help "),
        (
            "zh-hant",
            "ACC-675 指令 ./guohe status：沒有選項 --foo。可用選項見 ./guohe status --help。",
        ),
        (
            "zh-hans",
            "ACC-675 命令 ./guohe status：没有选项 --foo。可用选项见 ./guohe status --help。",
        ),
        ("klingon", "ACC-675 Command ./guohe status: "),
    ],
)
def test_a_slip_is_told_with_its_code_in_the_readers_language(lang: str, told: str) -> None:
    slip = run("status", "--foo", lang=lang)
    assert (slip.exit_code, slip.stdout) == (1, "")
    assert slip.stderr.startswith(told)
    assert "python -m" not in slip.stderr
    assert "Usage" not in slip.stderr


@pytest.mark.parametrize(("group", "word"), [("grant", "show"), ("fx", "show"), ("journal", "list")])
def test_a_reference_alone_is_looked_at(group: str, word: str) -> None:
    left_out = run(group, "DEMO-NKP-2018-001", "--foo")
    assert left_out.stderr.startswith(f"ACC-675 Command ./guohe {group} {word}: ")


def test_an_unknown_word_of_a_group_is_told_with_those_that_there_are() -> None:
    slip = run("grant", "sohw")
    assert slip.exit_code == 1
    assert slip.stderr.startswith('ACC-675 Command ./guohe grant: there is no command "sohw" (one of show, ')


@pytest.mark.parametrize(
    ("words", "en", "zh_hant", "zh_hans"),
    [
        (("status", "--jsonl"), "there is no option --jsonl (near it: --json)",
         "沒有選項 --jsonl（相近的有：--json）", "没有选项 --jsonl（相近的有：--json）"),
        (("stauts",), 'there is no command "stauts" (near it: status)',
         "沒有指令「stauts」（相近的有：status）", "没有命令“stauts”（相近的有：status）"),
        (("money",), "REF is missing", "欠缺 REF", "缺少 REF"),
        (("release", "retire", "1"), "option --reason is missing", "欠缺選項 --reason", "缺少选项 --reason"),
        (("notices", "choose"), "RHYTHM is missing (one of off, daily, weekly)",
         "欠缺 RHYTHM（可選：off、daily、weekly）", "缺少 RHYTHM（可选：off、daily、weekly）"),
        (("status", "--as"), "option --as needs a value after it", "選項 --as 之後須有一個值", "选项 --as 之后须有一个值"),
        (("status", "--json=1"), "option --json takes no value", "選項 --json 不帶值", "选项 --json 不带值"),
        (("money", "A", "B C"), "more words than it takes: B C", "多出的內容：B C", "多出的内容：B C"),
        (("release", "approve", "one"), 'NUMBER is "one" and must be a whole number',
         "NUMBER 為「one」，應為整數", "NUMBER 为“one”，应为整数"),
        (("deadlines", "--next", "0"), '--next is "0" and must be a whole number from 1 to 366',
         "--next 為「0」，應為1 至 366 的整數", "--next 为“0”，应为1 至 366 的整数"),
        (("rules", "of", "A", "--on", "2019-7-32"), '--on is "2019-7-32" and must be a day written as 2019-07-02',
         "--on 為「2019-7-32」，應為日期，寫法如 2019-07-02", "--on 为“2019-7-32”，应为日期，写法如 2019-07-02"),
        (("release", "status", "none.xml"), 'FILE is "none.xml" and must be a file that can be read',
         "FILE 為「none.xml」，應為可讀取的檔案", "FILE 为“none.xml”，应为可读取的文件"),
        (("release", "again", "M1", "none"), 'FOLDER is "none" and must be a folder that is there',
         "FOLDER 為「none」，應為現有的資料夾", "FOLDER 为“none”，应为现有的文件夹"),
        (("notices", "choose", "hourly"), 'RHYTHM is "hourly" and must be one of off, daily, weekly',
         "RHYTHM 為「hourly」，應為以下之一：off、daily、weekly", "RHYTHM 为“hourly”，应为以下之一：off、daily、weekly"),
    ],
)  # fmt: skip
def test_what_was_wrong_with_a_line_is_said_in_three_languages(
    words: tuple[str, ...], en: str, zh_hant: str, zh_hans: str
) -> None:
    for lang, told in (("en", f": {en}. See"), ("zh-hant", f"：{zh_hant}。"), ("zh-hans", f"：{zh_hans}。")):
        slip = run(*words, lang=lang)
        assert (slip.exit_code, told in slip.stderr) == (1, True), slip.stderr

"""A slip on the line of a product command: its code, the reader's language, exit code 1; a word left out is filled in."""

import pytest
from click.testing import CliRunner, Result

from guohe.project.cli import main


def run(*words: str, lang: str = "en") -> Result:
    return CliRunner().invoke(main, words, prog_name="./guohe", env={"GUOHE_LANG": lang})


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "ACC-675 Command ./guohe status: No such option '--foo'. See ./guohe status --help "),
        (
            "zh-hant",
            "ACC-675 指令 ./guohe status：No such option '--foo'。可用選項見 ./guohe status --help。",
        ),
        (
            "zh-hans",
            "ACC-675 命令 ./guohe status：No such option '--foo'。可用选项见 ./guohe status --help。",
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
    assert slip.stderr.startswith("ACC-675 Command ./guohe grant: No such command 'sohw'")
    assert "Did you mean 'show'? (show, " in slip.stderr

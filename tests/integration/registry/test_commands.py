"""The commands give what the pages give."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from guohe.kernel.texts import LANGUAGES, say
from guohe.registry.cli import commands
from guohe.registry.queries.register import register

BY_NAME = {command.name: command for command in commands}


def run(name: str, *words: str) -> Result:
    return CliRunner().invoke(BY_NAME[name], words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "words", [("units",), ("unit", "SKL-12"), ("institutions",), ("institution", "hkmu"), ("timeline",)]
)
def test_a_command_answers_in_words_and_in_json(words: tuple[str, ...], lang: str) -> None:
    told = run(*words, "--as-at", "2019-07-02", "--lang", lang)
    assert (told.exit_code, bool(told.output)) == (0, True)
    assert json.loads(run(*words, "--json", "--as-at", "2019-07-02").output)["on"] == "2019-07-02"


def test_units_are_listed_as_of_the_day() -> None:
    before = json.loads(run("units", "--as-at", "2018-06-30", "--json").output)
    after = json.loads(run("units", "--as-at", "2018-07-31", "--json").output)
    new = {unit["code"] for unit in after["units"]} - {unit["code"] for unit in before["units"]}
    assert new == {unit.code for unit in register().units if unit.approvals[0].date.text == "2018-07"}


@pytest.mark.parametrize(
    ("words", "code", "seen"),
    [
        (("unit", "SKL-99"), "UNT-201", "SKL-99"),
        (("institution", "ZZU"), "UNT-202", "ZZU"),
        (("units", "--host", "ZZU"), "UNT-202", "ZZU"),
        (("timeline", "--as-at", "2018"), "UNT-204", "2018"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_answered_stops_with_its_message(
    words: tuple[str, ...], code: str, seen: str, lang: str
) -> None:
    told = run(*words, "--lang", lang)
    assert told.exit_code == 1
    assert told.output == f"{code} {say(code, lang, seen=seen)}\n"

"""The commands of rulebooks: lists, checks with every fault, differences, coverage, and why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.rulebooks import FOLDER
from guohe.project.cli import main

BY_NAME = main.commands


def run(name: str, *words: str) -> Result:
    return CliRunner().invoke(BY_NAME[name], words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        ("rules", "list", "--on", "2019-07-02"),
        ("rules", "check"),
        ("rules", "diff", "demo-budgeted@1.0", "demo-budgeted@1.1"),
        ("rules", "coverage", "财科教"),
        ("why", "BUD-402", "--on", "2019-03-29"),
    ],
)
def test_a_command_answers_in_words_and_in_json(words: tuple[str, ...], lang: str) -> None:
    told = run(*words, "--lang", lang)
    assert (told.exit_code, bool(told.output)) == (0, True)
    assert json.loads(run(*words, "--lang", lang, "--json").output)


def test_a_folder_with_faults_names_each_and_stops(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "most/nkrd-fund", tmp_path / "most/nkrd-fund")
    first, second = (tmp_path / f"most/nkrd-fund/{year}/book.toml" for year in ("2016", "2021"))
    first.write_text(
        first.read_text("utf-8")
        .replace('value = "5000000.00", unit = "CNY"', 'value = "500", unit = "万元"')
        .replace('ends = "2021"', 'ends = "2020-06-01"'),
        "utf-8",
    )
    second.write_text(
        second.read_text("utf-8").replace(
            ', in_force = "2021", evidence = "own medium S31b"', ', evidence = "own medium S31b"'
        ),
        "utf-8",
    )
    told = run("rules", "check", str(tmp_path))
    assert told.exit_code == 1
    for code, place in (
        ("RUL-812", "nkrd-fund/2016/book.toml, indirect-ceiling, parameters, tiers 1, upto"),
        ("RUL-808", "nkrd-fund@2021"),
        ("RUL-813", "indirect-ceiling-theory"),
    ):
        assert [line for line in told.output.splitlines() if line.startswith(code) and place in line], (
            code,
            told.output,
        )


def test_a_new_version_is_published_once_and_only_without_faults(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "host", tmp_path / "host")
    beside = tmp_path / "host/demo-host/1.0/book.sha256"
    beside.unlink()
    assert "host/demo-host/1.0/book.sha256" in run("rules", "publish", str(tmp_path)).output
    assert beside.exists()
    book = beside.with_name("book.toml")
    book.write_text(book.read_text("utf-8").replace('in_force = "2018-01-01", ', ""), "utf-8")
    beside.unlink()
    refused = run("rules", "publish", str(tmp_path))
    assert (refused.exit_code, "RUL-813" in refused.output) == (1, True)
    assert not beside.exists()


def test_why_follows_the_version_of_the_day_or_of_the_book_named() -> None:
    told = json.loads(run("why", "indirect-ceiling", "--on", "2018-05-01", "--json").output)
    assert [(each["book"], each["version"]) for each in told] == [("nkrd-fund", "2016")]
    told = json.loads(
        run("why", "indirect-ceiling", "--book", "nkrd-fund@2021", "--on", "2018-05-01", "--json").output
    )
    assert [each["version"] for each in told] == ["2021"]


@pytest.mark.parametrize(
    ("word", "version"),
    [
        # As a finding names its rule, as a page does, and without a version: that of the day.
        ("demo-budgeted@1.0/budget-line", "1.0"),
        ("demo-budgeted@1.1/budget-line", "1.1"),
        ("demo-budgeted/budget-line@1.0", "1.0"),
        ("demo-budgeted/budget-line", "1.1"),
    ],
)
def test_why_takes_a_rule_as_findings_and_pages_name_it_and_says_which_version_answers(
    word: str, version: str
) -> None:
    told = run("why", word, "--on", "2021-06-01")
    assert (told.exit_code, told.output.split()[0]) == (0, f"demo-budgeted/budget-line@{version}")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("why", "demo-budgeted@9.9/budget-line"), "RUL-819"),
        (("why", "indirect-ceiling", "--on", "2021-06-01"), "RUL-803"),
        (("why", "indirect-ceiling", "--on", "2010-06-01"), "RUL-802"),
        (("why", "no-such-rule"), "RUL-819"),
        (("why", "BUD-402", "--on", "yesterday"), "RUL-824"),
        (("rules", "diff", "nkrd-fund@1", "nkrd-fund@2016"), "RUL-819"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_code(words: tuple[str, ...], code: str) -> None:
    told = run(*words)
    assert isinstance(told.exception, Refused)
    assert [finding.code for finding in told.exception.findings] == [code]


def test_a_document_nobody_cites_stops() -> None:
    assert run("rules", "coverage", "no such document").exit_code == 1

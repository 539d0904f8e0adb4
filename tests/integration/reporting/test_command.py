"""``guohe report`` prints the twin table and the bridge, writes the files, and refuses with the words of the pages."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.kernel.findings import EXIT_CLEAN, EXIT_NOTES, EXIT_STOP
from guohe.reporting.cli import report
from guohe.reporting.domain.report import Waiting
from guohe.reporting.queries import provided
from tests.factories.identity import Stage, the_cast
from tests.factories.people import NOW, RESEARCH_OFFICE
from tests.integration.reporting.ground import GRANT, demo_grant
from tests.unit.reporting.ledger import DEMO

YEARS = ("--mainland", "2018", "--host", "FY2018/19")


@pytest.fixture
def stage(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    monkeypatch.setattr(provided, "_waiting", [lambda ref: Waiting(read_to=date(2019, 3, 31))])
    stage = the_cast()
    demo_grant(stage, DEMO)
    return stage


def run(*words: str, code: int = EXIT_CLEAN) -> Result:
    result = CliRunner().invoke(report, list(words))
    assert result.exit_code == code, result.output
    return result


def test_the_command_of_the_story_prints_both_tables_and_the_bridge(stage: Stage) -> None:
    told = run(GRANT, "--as", "both", *YEARS).stdout
    for figure in ("CNY 48,145.16", "CNY 316,563.31", "HKD 92,250.00", "HKD 322,502.50"):
        assert figure in told
    assert "− 22,400.00 (Jan–Mar 2019) = HKD 392,352.50" in told
    assert "Difference 0.00." in told


def test_ten_thousands_come_with_their_note_and_its_exit_code(stage: Stage) -> None:
    result = run(GRANT, *YEARS, "--unit", "wan", code=EXIT_NOTES)
    assert "4.82" in result.stdout
    assert "31.66" in result.stdout
    assert "REP-701" in result.stderr


def test_one_side_alone_is_that_sides_template(stage: Stage) -> None:
    told = run(GRANT, "--as", "host", *YEARS).stdout
    assert "HKD 92,250.00" in told
    assert "48,145.16" not in told


def test_all_years_to_date_show_the_fen_that_was_carried(stage: Stage) -> None:
    told = run(GRANT, *YEARS, "--cumulative", code=EXIT_NOTES).stdout
    for figure in ("CNY 52,741.94", "CNY 18,064.51", "CNY 70,806.45"):
        assert figure in told


def test_json_is_the_report_for_a_program(stage: Stage) -> None:
    told = json.loads(run(GRANT, *YEARS, "--json").stdout)
    assert told["bridge"]["funder_total"] == "CNY 316563.31"


def test_the_files_are_written_where_the_line_says(stage: Stage, tmp_path: Path) -> None:
    files = {form: tmp_path / f"twin.{form}" for form in ("csv", "pdf", "xlsx")}
    run(GRANT, *YEARS, *(word for form, path in files.items() for word in (f"--{form}", str(path))))
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert files["xlsx"].read_bytes().startswith(b"PK")
    assert "48145.16" in files["csv"].read_text(encoding="utf-8-sig")


def test_prepare_and_sign_are_two_peoples_commands(stage: Stage) -> None:
    run("prepare", GRANT, *YEARS)
    refused = run("sign", GRANT, "1", code=EXIT_STOP)
    assert "ACC-601" in refused.stderr
    assert "is signed" in run("sign", GRANT, "1", "--by", RESEARCH_OFFICE).stdout
    again = run("prepare", GRANT, *YEARS, "--lang", "zh-hans", code=EXIT_STOP)
    assert "已签署的报告不得更改" in again.stderr
    assert "REP-714" in run("correct", GRANT, "1", code=EXIT_STOP).stderr
    assert "signed" in run("list", GRANT).stdout


def test_a_final_report_is_prepared_over_every_year_beside_the_yearly_one(stage: Stage) -> None:
    run("prepare", GRANT, *YEARS)
    run("sign", GRANT, "1", "--by", RESEARCH_OFFICE)
    # Without years, the next that no report told: 2019, for 2018 is told, and the host's years besides FY2018/19.
    assert json.loads(run("prepare", GRANT, "--json", code=EXIT_NOTES).stdout)["years"] == "2019-FY2017-18"
    told = json.loads(run("prepare", GRANT, "--final", "--json", code=EXIT_NOTES).stdout)
    assert (told["number"], told["kind"]) == (3, "final")
    # Every year from the first cost (16 April 2018) to the day, 2 July 2019.
    assert told["years"] == "2018+2019-FY2017-18+FY2018-19+FY2019-20"
    run("sign", GRANT, "3", "--by", RESEARCH_OFFICE)
    listed = run("list", GRANT).stdout.splitlines()
    assert listed[0].startswith("Final report 3  Both sides  2018 + 2019 (Mainland)")
    assert listed[2].startswith("Report 1 ")


def test_a_stored_copy_gives_its_frozen_bytes(stage: Stage) -> None:
    told = json.loads(run("prepare", GRANT, *YEARS, "--json").stdout)
    frozen = run("show", GRANT, "1", "--json").stdout_bytes
    assert hashlib.sha256(frozen).hexdigest() == told["digest"]
    assert f"SHA-256 {told['digest']}" in run("show", GRANT, "1").stdout


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ((GRANT, "--mainland", "18"), "REP-710"),
        ((GRANT, "--host", "2018"), "REP-711"),
        ((GRANT, "--pack", "NONE"), "REP-719"),
        (("show", GRANT, "9"), "REP-717"),
        (("OTHER",), "OTHER"),
    ],
)
def test_what_is_not_there_is_said_with_the_way_on(stage: Stage, words: tuple[str, ...], seen: str) -> None:
    assert seen in run(*words, code=EXIT_STOP).stderr

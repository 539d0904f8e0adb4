"""A program asks by the same commands: every answer and every refusal is JSON, with an exit code that says how it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.project.cli import main
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.payments.test_release import answer

pytestmark = pytest.mark.django_db
HUGE = "9" * 24


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return till()


def asked(*words: str, by: str = FINANCE_OFFICE) -> tuple[int, Any]:
    told = CliRunner().invoke(main, ["release", *words, "--json", "--as", by])
    return told.exit_code, json.loads(told.stdout)


def codes(found: Any) -> list[str]:
    return [each["code"] for each in found["findings"]]


def test_a_payment_goes_its_way_by_a_program(place: Till, tmp_path: Path) -> None:
    prepared = (
        "prepare", "DEMO-TEST-1/T1", "--from", str(place.payer), "--to", str(place.payee), "--name", "DEMO UNIVERSITY",
        "--on", "2019-07-03", "--purpose-code", "CSTRDR", "--statistics-code", "222222",
    )  # fmt: skip
    code, made = asked(*prepared, by=RESEARCH_OFFICE)
    number = made["payment"]
    assert (code, made["findings"]) == (0, [])
    code, refused = asked("approve", str(number), by=RESEARCH_OFFICE)
    assert (code, codes(refused)) == (1, ["ACC-601"])
    assert asked("approve", str(number))[0] == 0
    code, papers = asked("papers", str(number))
    assert (code, len(papers["rows"]) > 0) == (0, True)
    code, file = asked("export", str(place.payer), str(tmp_path))
    assert (code, file["payments"], Path(file["path"]).is_file()) == (0, [number], True)
    report = tmp_path / "r.xml"
    report.write_bytes(answer(file["file"], "RJCT", "AC04").replace(b"pain.002.001.12", b"pain.002.001.10"))
    code, read = asked("status", str(report))
    assert (code, codes(read), read["payments"]) == (3, ["PAY-332"], 1)
    code, gone = asked("withdraw", str(number), "--reason", "late")
    assert (code, codes(gone)) == (1, ["PAY-409"])


@pytest.mark.parametrize(
    "words",
    [
        ("approve", HUGE),
        ("papers", HUGE),
        ("export", HUGE, "."),
        ("withdraw", HUGE, "--reason", "x"),
        ("message", HUGE),
    ],
)
def test_a_number_of_nothing_is_refused_in_words(place: Till, words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(main, ["release", *words, "--as", FINANCE_OFFICE])
    assert (told.exit_code, "PAY-367" in told.output) == (1, True)


def test_a_file_that_cannot_be_written_is_told_and_given_again(place: Till, tmp_path: Path) -> None:
    place.released(place.prepared())
    message = place.exported().message_id
    (tmp_path / f"{message}.xml").mkdir()
    told = CliRunner().invoke(main, ["release", "again", message, str(tmp_path), "--as", FINANCE_OFFICE])
    assert (told.exit_code, "PAY-438" in told.output) == (1, True)
    code, found = asked("again", message, str(tmp_path))
    assert (code, codes(found)) == (1, ["PAY-438"])
    other = tmp_path / "other"
    other.mkdir()
    assert asked("again", message, str(other))[0] == 0
    assert (other / f"{message}.xml").read_bytes() == place_bytes(place, message)


def place_bytes(place: Till, message: str) -> bytes:
    from guohe.payments.operations.export_file import stored_file

    with place.stage.acting(FINANCE_OFFICE):
        return stored_file(message, actor=place.stage.account(FINANCE_OFFICE), now=NOW).content


def test_a_name_with_an_unseen_sign_is_no_file(place: Till, tmp_path: Path) -> None:
    code, found = asked("again", "GUOHE-x\x00", str(tmp_path))
    assert (code, codes(found)) == (1, ["PAY-369"])

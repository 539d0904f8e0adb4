"""The guide to bank profiles is followed as it is written: its statement, its profile, its commands, its keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.exchange.domain.heads import words_file
from guohe.exchange.domain.profile_file import read_profile
from guohe.imports.domain.accounts import OwnAccount
from guohe.imports.queries.accounts import ways_of
from guohe.project.cli import main
from tests.factories.imports import Ground, demo_ground, row_counts
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[3] / "docs/guides/bank-profile.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The blocks of one kind, in order."""
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (tmp_path / "town.toml").write_text(blocks("toml")[0], encoding="utf-8")
    return demo_ground()


def run(line: str) -> Result:
    program, *words = line.split()
    assert program == "./guohe"
    return CliRunner().invoke(main, words)


def test_the_guide_is_followed_from_a_file_nobody_can_read_to_its_entries(ground: Ground) -> None:
    look, form, hand_in, account, see, read = [line for each in blocks("sh") for line in each.splitlines()]
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    first = run(look)
    assert (first.exit_code, "IMP-002" in first.output) == (1, True), first.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert row_counts() == before
    assert all(f"{key}" in run(form).output for key in ("counts", "cut", "order", "[columns]", "[narrative]"))
    assert run(hand_in).output.strip() in TEXT
    assert run(account).exit_code == 0
    looked = run(see)
    assert "Account CNY ···7777, read by bank profile TOWN-BANK." in TEXT
    assert "Account CNY ···7777, read by bank profile TOWN-BANK." in looked.output
    for day, amount in (("2019-04-05", "CNY 480,000.00"), ("2019-04-06", "CNY −50.00")):
        assert f"{day}, {amount}" in TEXT
        assert f"{day}  {amount}" in looked.output
    done = run(read)
    assert (done.exit_code in (0, 3), "2019-04-05" in done.output) == (True, True), done.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert ways_of(ground.stage.host)[OwnAccount("7777", "CNY")].bank.code == "TOWN-BANK"
    client = seen_by(FINANCE_OFFICE)
    assert client.get("/en/bank/profiles/write").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "code", "place"),
    [
        ('counts = "values"', "IMP-195", '"counts"'),
        ('source = ""', "IMP-204", '"source"'),
        ("cut 35", "IMP-205", 'line 6, column 5: "cut 35"'),
    ],
)
def test_each_fault_that_the_guide_names_is_told_with_its_place(wrong: str, code: str, place: str) -> None:
    key = wrong.split()[0]
    body = re.sub(rf"^{key} = .*$", wrong, blocks("toml")[0], flags=re.MULTILINE)
    _, (fault,) = read_profile(body)
    assert f"({code})" in TEXT
    assert fault.code == code
    assert place in fault.sentence("en")


def test_every_key_and_column_that_a_profile_has_stands_in_the_guide() -> None:
    told = set(re.findall(r"`([a-z_.]+)`", TEXT))
    keys = {"version", "code", "name", "source", "counts", "cut", "order", "currency", "columns"}
    assert keys | {"narrative.fields", "narrative.payer", "charges.stand", "charges.words"} <= told
    assert set(words_file()["statement"]) <= told

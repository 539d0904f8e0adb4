"""`guohe release`: the plan says what each instalment waits for, and a bank file comes out the same twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guohe.payments.cli import release
from tests.factories.payments import till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


def run(*words: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(release, [*words, "--as", by])


def test_the_plan_shows_every_instalment_and_only_the_last_four_signs() -> None:
    place = till()
    place.prepared()
    for lang in ("en", "zh-hant", "zh-hans"):
        told = run("plan", "--lang", lang)
        assert (told.exit_code, "DEMO-TEST-1/T1" in told.output, "0128765432101" in told.output) == (
            0,
            True,
            False,
        )
    rows = json.loads(run("plan", "--json").output)["rows"]
    assert len(rows) == 2
    assert "waits for a second person" in str(rows[0])
    assert "no evidence yet" in str(rows[1])


def test_release_export_and_the_same_bytes_again(tmp_path: Path) -> None:
    place = till()
    number = place.prepared()
    own = run("approve", str(number), by=RESEARCH_OFFICE)
    assert (own.exit_code, "ACC-601" in own.output) == (1, True)
    assert run("approve", str(number)).exit_code == 0
    assert run("export", str(place.payer), str(tmp_path)).exit_code == 0
    written = next(tmp_path.iterdir())
    content = written.read_bytes()
    written.unlink()
    assert "PAY-368" in run("export", str(place.payer), str(tmp_path)).output
    assert run("again", written.stem, str(tmp_path)).exit_code == 0
    assert written.read_bytes() == content

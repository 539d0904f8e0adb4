"""The demo files are what their generator makes, byte for byte, and their story adds up."""

from __future__ import annotations

import csv
import io
import itertools
import runpy
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from guohe.exchange.domain.read_listing import read_listing
from tests.unit.exchange.demo import DEMO, grid_of


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setattr(sys, "path", [str(DEMO), *sys.path])
    names: dict[str, Any] = runpy.run_path(str(DEMO / "make_files.py"), run_name="made")
    files: dict[str, bytes] = names["files"]()
    return files


def test_files_are_the_output_of_their_generator(made: dict[str, bytes]) -> None:
    different = [name for name, content in made.items() if (DEMO / name).read_bytes() != content]
    assert different == []


def test_nothing_else_lies_in_the_folder(made: dict[str, bytes]) -> None:
    found = {
        str(path.relative_to(DEMO))
        for path in DEMO.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc", ".md")
    }
    assert found - set(made) == {"bad/expected.toml"}


def test_shipped_listing_is_big5_hkscs_and_no_other_encoding_on_the_way_in() -> None:
    data = (DEMO / "erp.csv").read_bytes()
    assert "深水埗" in data.decode("big5hkscs")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert (DEMO / "erp-utf16.tsv").read_bytes().startswith(b"\xff\xfe")
    assert "深水埗" in (DEMO / "erp-gb18030.csv").read_bytes().decode("gb18030")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DEMO / name).read_text(encoding="utf-8"))))


def test_every_account_of_the_listing_stands_in_the_mapping() -> None:
    mapping = {row["account"]: row["category"] for row in _rows("mapping.csv")}
    accounts = {line.account for line in read_listing(grid_of("erp.csv")).lines}
    assert accounts == set(mapping)
    assert [account for account, category in mapping.items() if not category] == ["6900"]


def test_days_of_the_money_line_are_those_of_the_story() -> None:
    """users.md 5.2, minute 0:30: 64 days = 38 before it left (21 + 16 + 1), 4 in the banks, 22 inside (4 + 13 + 5)."""
    days = {
        row["station"]: date.fromisoformat(row["date"])
        for row in _rows("events.csv")
        if row["instalment"].endswith("/T1")
    }
    order = ["approved", "agreement", "tax_filing", "sent", "credited", "converted", "posted", "spendable"]
    steps = [(days[after] - days[before]).days for before, after in itertools.pairwise(order)]
    assert steps == [21, 16, 1, 4, 4, 13, 5]
    assert sum(steps) == 64


def test_earlier_transfers_make_usual_three_and_nine_in_ten_within_six() -> None:
    rows = _rows("transfers.csv")
    took = sorted(int(row["working_days"]) for row in rows)
    assert (len(took), took[len(took) // 2]) == (11, 3)
    assert sum(1 for days in took if days <= 6) / len(took) >= 0.9
    for row in rows:
        sent, credited = date.fromisoformat(row["sent"]), date.fromisoformat(row["credited"])
        between = [sent + timedelta(days=step) for step in range(1, (credited - sent).days + 1)]
        assert sum(1 for day in between if day.weekday() < 5) == int(row["working_days"]), row["reference"]


def test_generator_writes_into_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: dict[str, bytes]
) -> None:
    monkeypatch.setattr(sys, "path", [str(DEMO), *sys.path])
    runpy.run_path(str(DEMO / "make_files.py"), run_name="made")["main"](tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == set(made)

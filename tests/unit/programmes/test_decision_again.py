"""A decision that was stored is made again from the folder of rulebooks after two newer versions came, to the same bytes."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.programmes.queries.rulebooks import FOLDER, publish, read_folder
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.judge import judge
from guohe.rules.domain.rerun import rerun
from guohe.rules.domain.values import Book
from guohe.rules.domain.versions import in_force

ON = date(2019, 3, 29)
# The data logger of the demo: 2,258.06 over the line.
FACTS: dict[str, Fact] = {
    "line_after": Money("CNY", 182_258_06),
    "line_approved": Money("CNY", 180_000_00),
    "category": "equipment",
}


def loaded(folder: Path) -> tuple[Book, ...]:
    """The published versions under a folder, without a fault."""
    books, faults = read_folder(folder)
    assert [fault.code for fault in faults] == []
    return books


def test_two_newer_versions_change_no_decision_that_was_stored(tmp_path: Path) -> None:
    home = tmp_path / "demo/demo-budgeted"
    shutil.copytree(FOLDER / "demo/demo-budgeted/1.0", home / "1.0")
    first = loaded(tmp_path)
    stored = judge(in_force(first, ON), FACTS, ON).stored()
    told = json.loads(stored)
    assert (told["version"], told["said"]["broken"]) == ("1.0", ["budget-line"])

    shutil.copytree(FOLDER / "demo/demo-budgeted/1.1", home / "1.1")
    newest = home / "2.0/book.toml"
    newest.parent.mkdir()
    text = (home / "1.1/book.toml").read_text("utf-8")
    changed = text.replace('version = "1.1"', 'version = "2.0"').replace('"2021-01-01"', '"2030-01-01"')
    # In the newest the same case is met: a line may go over to any amount that is at least the approved one.
    changed = changed.replace('kind = "cap"', 'kind = "floor"').replace(
        '182258.06", line_approved = "CNY 180000.00" }\noutcome = "broken"',
        '179999.99", line_approved = "CNY 180000.00" }\noutcome = "broken"',
    )
    newest.write_text(changed, "utf-8")
    assert len(publish(tmp_path)) == 1

    later = loaded(tmp_path)
    assert [book.version for book in later] == ["1.0", "1.1", "2.0"]
    assert rerun(stored, later) == stored
    now = json.loads(judge(later[-1], FACTS, ON).stored())
    assert "budget-line" in now["said"]["met"]
    # Without the version that decided there is no answer, rather than another one.
    with pytest.raises(Refused, match="RUL-822"):
        rerun(stored, later[1:])

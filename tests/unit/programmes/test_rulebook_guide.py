"""The guide for authors is tried as it is written: its book loads, and its kinds and units are those there are."""

from __future__ import annotations

import re
from pathlib import Path

from guohe.programmes.queries.rulebooks import read_folder
from guohe.rules.domain.kinds import KINDS

GUIDE = (Path(__file__).resolve().parents[3] / "docs/guides/add-a-rulebook.md").read_text(encoding="utf-8")


def test_the_book_of_the_guide_loads(tmp_path: Path) -> None:
    folder = tmp_path / "mycouncil/my-scheme/2027"
    folder.mkdir(parents=True)
    blocks = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) == 2
    (folder / "book.toml").write_text("".join(blocks), encoding="utf-8")
    books, faults = read_folder(tmp_path, published=False)
    assert [(fault.code, dict(fault.values)) for fault in faults] == []
    assert [rule.id for book in books for rule in book.rules] == ["amount"]


def test_every_kind_is_in_the_guide() -> None:
    table = GUIDE.split("## 4", 1)[1].split("## 5", 1)[0]
    told = {
        kind
        for row in table.splitlines()
        if row.startswith("| `")
        for kind in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert told == set(KINDS)

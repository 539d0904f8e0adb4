"""Books beside those that ship, as an institution adds them: published in a folder of their own and loaded from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guohe.programmes.queries import rulebooks
from tests.unit.rules.ground import HEAD, RULE

TRAVEL = """
[[rules]]
id = "travel"
kind = "member"
level = "hold"
decides = "finance"
words = { en = "Travel needs a note.", zh_hant = "差旅須有批示。", zh_hans = "差旅须有批示。" }
clause = { document = "doc", article = "1", in_force = "2018-01-01", evidence = "host" }
parameters = { measured = "category", values = ["travel"], wanted = false }
examples = [
  { facts = { category = "equipment" }, outcome = "met" },
  { facts = { category = "travel" }, outcome = "broken" },
]
"""
# A rule with conditions, and a limit that its second version moves.
ABROAD = RULE.replace(
    'decides = "finance"',
    'decides = "finance"\nwhen = { destination = ["outside_china", "macao"], head_note = false }\nstarts = 2018-03-01',
).replace("cost =", 'destination = "outside_china", head_note = false, cost =').replace('"S1"', '"host"').replace(
    "examples = [", 'note = { en = "Ask early.", zh_hant = "請及早查詢。", zh_hans = "请及早咨询。" }\nexamples = ['
).replace('outcome = "met"', 'on = 2019-01-01, outcome = "met"').replace('outcome = "broken"', 'on = 2019-01-01, outcome = "broken"')  # fmt: skip


def head(book_id: str, schemes: str, funder: str = "demo-agency", version: str = "1.0") -> str:
    """The head of an invented book without a note, in force from 2018 on."""
    written = HEAD.replace('id = "test"', f'id = "{book_id}"', 1).replace('"TEST"', schemes)
    written = written.replace('funder = "test"', f'funder = "{funder}"\ninvented = true')
    written = written.replace('ends = "2020-01-01"\n', "")
    if version != "1.0":
        written = written.replace('version = "1.0"', f'version = "{version}"')
        written = written.replace('starts = "2018-01-01"', 'starts = "2019-01-01"')
    return written


@contextmanager
def loaded_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *texts: str) -> Iterator[None]:
    """The books that ship and these."""
    folder = tmp_path / "rulebooks"
    shutil.copytree(rulebooks.FOLDER, folder)
    for number, text in enumerate(texts):
        place = folder / "added" / str(number)
        place.mkdir(parents=True)
        (place / rulebooks.BOOK).write_text(text, encoding="utf-8")
    rulebooks.publish(folder)
    monkeypatch.setattr(rulebooks, "FOLDER", folder)
    rulebooks.all_books.cache_clear()
    try:
        yield
    finally:
        monkeypatch.undo()
        rulebooks.all_books.cache_clear()

"""Killed at any moment, the books keep what was acknowledged, whole and once, and a retry completes the rest.

GUOHE_KILLS sets the number of kills; `./guohe bench crash` plays 200.
"""

from __future__ import annotations

import os

from tests.integration.crash import auditor
from tests.integration.crash.kills import notebooks, play
from tests.integration.crash.site import Site

SEED = 20261123
KILLS = int(os.environ.get("GUOHE_KILLS", "4"))


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(site: Site) -> None:
    story = play(site, KILLS, seed=SEED)
    assert story.faults == []
    assert sum(story.kills.values()) == KILLS
    assert story.entries > 100
    site.run("prove")


def test_the_auditor_sees_what_it_looks_for(site: Site) -> None:
    # A lost entry, an invented amount and a part of a batch, told to the auditor instead of done to the books.
    assert play(site, 1, seed=SEED).faults == []
    notes, *others = notebooks(site, SEED)
    lines = notes.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if '"means"' in line)
    false = site.folder / "false-notes"
    false.write_text(
        "\n".join((lines[first].replace('"minor": ', '"minor": 1'), *lines[first + 1 :])), encoding="utf-8"
    )
    seen = site.ask(lambda one: auditor.faults(one, [false, *others], finished=True))
    assert any("other amounts" in fault for fault in seen)
    seen = site.ask(lambda one: auditor.faults(one, others, finished=True))
    assert any("nobody meant" in fault for fault in seen)
    key = '"key": "' + "0" * 8
    start = lines[first].index('"spends"')
    place = lines[first].index('"key": "', start)
    lines[first] = lines[first][:place] + key + lines[first][place + len(key) :]
    false.write_text("\n".join(lines), encoding="utf-8")
    seen = site.ask(lambda one: auditor.faults(one, [false, *others], finished=True))
    assert any("are lost" in fault for fault in seen)

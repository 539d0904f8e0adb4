"""Killed in the middle of an import, the books have all of a confirmation or nothing, and the next attempt completes it."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.crash.site import Site, opened

LINES = 2_000
CENTS = 100
_POSTED = """
    SELECT count(*), count(DISTINCT j.source), coalesce(sum(p.amount), 0) FROM funds_journal AS j
    JOIN funds_posting AS p ON p.journal_id = j.id AND p.amount > 0 WHERE j.source LIKE 'AP-%'
"""
_MARKED = "SELECT count(*) FROM imports_line WHERE state = 'posted'"
_STAGED = "SELECT (SELECT count(*) FROM imports_job), (SELECT count(*) FROM imports_line)"


@pytest.fixture(scope="module")
def demo_site(demo_begun: Path) -> Iterator[Site]:
    with opened(demo_begun) as made:
        yield made


def posted(site: Site) -> tuple[int, int, int]:
    """Entries, different documents and cents in the books; and as many lines of the import are marked as posted."""
    row = site.ask(lambda one: one.execute(_POSTED).fetchone())
    marked = site.ask(lambda one: one.execute(_MARKED).fetchone())
    assert row is not None
    assert marked is not None
    assert row[0] == marked[0]
    return (int(row[0]), int(row[1]), int(row[2]))


def killed_after(site: Site, seconds: float, *words: str, server: bool) -> None:
    """Begins to do it and, in the middle, kills the server or the process that does it."""
    process = site.start(*words)
    time.sleep(seconds)
    if server:
        site.kill_first_process()
        process.wait(timeout=60)
    else:
        process.kill()
        process.wait()


def test_a_listing_is_read_whole_or_not_at_all(demo_site: Site) -> None:
    chance = random.Random(7)  # noqa: S311 -- to be played again
    for number in range(4):
        killed_after(demo_site, chance.uniform(0.05, 1.5), "read_listing", str(LINES), server=number % 2 == 0)
        assert demo_site.ask(lambda one: one.execute(_STAGED).fetchone()) in ((0, 0), (1, LINES))
    demo_site.run("read_listing", str(LINES))
    assert demo_site.ask(lambda one: one.execute(_STAGED).fetchone()) == (1, LINES)


def test_a_confirmation_is_posted_whole_or_not_at_all(demo_site: Site) -> None:
    demo_site.run("read_listing", str(LINES))
    for step in range(1, 7):
        assert demo_site.start("confirm_import", str(step)).wait(timeout=120) == -signal.SIGKILL
        assert posted(demo_site) == (0, 0, 0)
    chance = random.Random(11)  # noqa: S311 -- to be played again
    whole = (LINES, LINES, LINES * CENTS)
    for number in range(4):
        killed_after(demo_site, chance.uniform(0.05, 1.0), "confirm_import", "0", server=number % 2 == 0)
        assert posted(demo_site) in ((0, 0, 0), whole)
    if posted(demo_site) != whole:
        demo_site.run("confirm_import", "0")
    assert posted(demo_site) == whole
    # Again: nothing is ready any more, and nothing is added.
    assert demo_site.start("confirm_import", "0").wait(timeout=120) != 0
    assert posted(demo_site) == whole
    demo_site.run("prove")

"""Killed between the reading of a statement and its posting, or within either, a credit is posted exactly once."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.crash.site import Site, opened

INSTALMENT = "DEMO-NKP-2018-001/T2"
# The rows of demo/bank_cny.csv: two credits and one debit.
ENTRIES = 3
STEPS = 6
# The credit's receipt, its mark on the entry, the claim that it stopped the clock with, and the person's decision.
_TOLD = f"""
    SELECT (SELECT count(*) FROM funds_lot WHERE source_ref = '{INSTALMENT}' AND closed_by IS NULL),
           (SELECT count(*) FROM imports_bank_entry WHERE used_for = '{INSTALMENT}'),
           (SELECT count(*) FROM grants_claim AS c JOIN grants_instalment AS i ON i.id = c.instalment_id
              JOIN grants_grant AS g ON g.id = i.grant_id
             WHERE g.ref || '/T' || i.number = '{INSTALMENT}' AND c.station = 'credited'),
           (SELECT count(*) FROM reconciliation_decision WHERE item_ref = '{INSTALMENT}')
"""
NOTHING, ONCE = (0, 0, 0, 0), (1, 1, 1, 1)


@pytest.fixture
def demo_site(demo_begun: Path) -> Iterator[Site]:
    with opened(demo_begun) as made:
        yield made


def posted(site: Site) -> tuple[int, ...]:
    row = site.ask(lambda one: one.execute(_TOLD).fetchone())
    assert row is not None
    return tuple(row)


def entries(site: Site) -> int:
    row = site.ask(lambda one: one.execute("SELECT count(*) FROM imports_bank_entry").fetchone())
    assert row is not None
    return int(row[0])


def killed_after(site: Site, seconds: float, *words: str, server: bool) -> None:
    process = site.start(*words)
    time.sleep(seconds)
    if server:
        site.kill_first_process()
        process.wait(timeout=60)
    else:
        process.kill()
        process.wait()


def test_a_credit_is_posted_exactly_once_whatever_is_killed(demo_site: Site) -> None:
    chance = random.Random(19)  # noqa: S311 -- to be played again
    for number in range(2):
        killed_after(demo_site, chance.uniform(0.02, 0.4), "read_statement", server=number % 2 == 0)
        assert entries(demo_site) in (0, ENTRIES)
    demo_site.run("read_statement")
    assert (entries(demo_site), posted(demo_site)) == (ENTRIES, NOTHING)
    for step in range(1, STEPS + 1):
        assert demo_site.start("accept_credit", INSTALMENT, str(step)).wait(timeout=120) == -signal.SIGKILL
        assert posted(demo_site) == NOTHING
    for number in range(2):
        killed_after(
            demo_site, chance.uniform(0.02, 0.4), "accept_credit", INSTALMENT, "0", server=number % 2 == 0
        )
        assert posted(demo_site) in (NOTHING, ONCE)
    if posted(demo_site) == NOTHING:
        demo_site.run("accept_credit", INSTALMENT, "0")
    assert posted(demo_site) == ONCE
    # Again: the credit was used, and nothing is added; read again, the same statement adds no entry.
    assert demo_site.start("accept_credit", INSTALMENT, "0").wait(timeout=120) != 0
    demo_site.run("read_statement")
    assert (entries(demo_site), posted(demo_site)) == (ENTRIES, ONCE)
    demo_site.run("prove")

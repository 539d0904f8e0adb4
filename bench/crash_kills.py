"""Kills of the server and of the writers in the middle of posting: 20, with ``--full`` 200; the auditor shares nothing with the books."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from bench.measuring import keep, progress, show
from tests.integration.crash.kills import play
from tests.integration.crash.site import founded, opened

if TYPE_CHECKING:
    from bench.run import Scale


def run(scale: Scale) -> None:
    """One story on a server of its own, proved at its end."""
    kills = 4 if scale.quick else 200 if scale.full else 20
    start = time.monotonic()
    with founded() as begun, opened(begun) as site:
        story = play(site, kills, seed=time.time_ns() % 1_000_000, look_every=25, tell=progress)
        proof = "accepted"
        try:
            site.run("prove")
        except AssertionError as refusal:
            proof = f"not accepted: {str(refusal).strip().splitlines()[-1]}"
    keep("crash", seed=story.seed, kills=story.kills, batches=story.batches, entries=story.entries, faults=story.faults,
         recovery_median=median(story.recoveries), recovery_longest=max(story.recoveries), proof=proof,
         seconds=time.monotonic() - start)  # fmt: skip
    show(
        "Kills",
        ("kills", "batches acknowledged", "entries acknowledged", "faults found", "recovery median s", "longest s", "verify"),
        [(kills, f"{story.batches:,}", f"{story.entries:,}", len(story.faults), f"{median(story.recoveries):.1f}",
          f"{max(story.recoveries):.1f}", proof)],
    )  # fmt: skip
    for fault in story.faults[:20]:
        print(f"- {fault}")
    assert not story.faults, f"seed {story.seed}"

"""Writers post while the server and the writers are killed at random; the auditor looks after every few kills."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.crash import auditor
from tests.integration.crash.site import Child, Site

WRITERS = 3
KINDS = ("first process", "all processes", "one backend", "a writer")


@dataclass
class Story:
    """What was done and what was wrong."""

    seed: int
    kills: dict[str, int] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    batches: int = 0
    entries: int = 0


def play(
    site: Site, kills: int, *, seed: int, look_every: int = 3, tell: Callable[[str], None] = lambda text: None
) -> Story:
    """Kills ``kills`` times, lets every writer finish what it meant, and gives what the auditor found."""
    chance, story = random.Random(seed), Story(seed)  # noqa: S311 -- to be played again
    stop = site.folder / f"stop-{seed}"
    notes = notebooks(site, seed)

    def start(n: int) -> Child:
        return site.start("write", str(seed * 1000 + n), str(notes[n]), str(stop))

    writers = [start(n) for n in range(WRITERS)]
    try:
        _wait_for(notes)
        for number in range(kills):
            time.sleep(chance.uniform(0.05, 0.6))
            kind = KINDS[number % len(KINDS)]
            began = time.monotonic()
            match kind:
                case "first process":
                    site.kill_first_process()
                case "all processes":
                    site.kill_all_processes()
                case "one backend":
                    site.kill_one_backend(chance)
                case _:
                    n = chance.randrange(WRITERS)
                    writers[n].kill()
                    writers[n].wait()
                    writers[n] = start(n)
            if kind != "a writer":
                story.recoveries.append(time.monotonic() - began)
            story.kills[kind] = story.kills.get(kind, 0) + 1
            if number % look_every == look_every - 1:
                story.faults += site.ask(lambda one: auditor.faults(one, notes, finished=False))
                tell(f"{number + 1} kills of {kills}, {len(story.faults)} faults")
            for n, writer in enumerate(writers):
                assert writer.poll() is None, (
                    f"writer {n} ended by itself with {writer.poll()}: {_said(site)}"
                )
        stop.touch()
        for writer in writers:
            assert writer.wait(timeout=120) == 0, _said(site)
    finally:
        for writer in writers:
            _end(writer)
    story.faults += site.ask(lambda one: auditor.faults(one, notes, finished=True))
    story.batches, story.entries = auditor.counted(notes)
    return story


def notebooks(site: Site, seed: int) -> list[Path]:
    """Where the writers of this story note down what they mean to send."""
    return [site.folder / f"notes-{seed}-{n}" for n in range(WRITERS)]


def _wait_for(notebooks: list[Path]) -> None:
    deadline = time.monotonic() + 60
    while not all(auditor.counted([path])[0] for path in notebooks):
        assert time.monotonic() < deadline, "the writers did not begin"
        time.sleep(0.1)


def _said(site: Site) -> str:
    return (site.folder / "said-write").read_text(encoding="utf-8")[-3000:]


def _end(process: Child) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()

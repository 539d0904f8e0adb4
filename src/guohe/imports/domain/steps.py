"""A step of an import is done when its facts say so, not because a later page was opened."""

from __future__ import annotations

from typing import Final

from guohe.imports.domain.standing import JobFacts

STEPS: Final = ("file", "columns", "check", "resolve", "confirm")


def steps_done(job: JobFacts) -> frozenset[str]:
    """Resolve is done when nothing waits for a person here; confirm when besides nothing is ready any more."""
    if job.state == "read":
        return frozenset({"file"})
    done = {"file", "columns", "check"}
    standing = job.standing
    if not (standing.tick.lines or standing.question.lines or standing.held.lines):
        done.add("resolve")
    if job.state == "confirmed" and "resolve" in done and not standing.ready.lines:
        done.add("confirm")
    return frozenset(done)

"""Files and lines that wait for somebody, as the import context counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guohe.imports.queries import jobs, questions
from guohe.kernel.money import Money
from guohe.portal.domain.attention import Item, questions_waiting

# Files looked at for what is not confirmed yet; older ones stay in the list of imports.
LATEST = 20


def waiting_jobs(*, on: date) -> Iterator[Item]:
    """A file that was read and not confirmed has posted nothing."""
    for job in jobs.latest(LATEST):
        if job.state == "checked" and job.standing.ready.lines:
            yield Item(
                shape="held",
                subject=job.file_name,
                key="portal.attention.job",
                values=(("file", job.file_name), ("amount", str(job.standing.ready.amount))),
                page="imports:check",
                argument=str(job.number),
                days=(on - job.prepared_at.date()).days,
            )


def waiting_lines(grant_ref: str, *, on: date) -> Iterator[Item]:
    """The open questions of a grant, and how much money they keep out of its reports."""
    waiting = questions.of_grant(grant_ref, state="open")
    if waiting:
        held = sum(question.line.amount.minor for question in waiting)
        currency = waiting[0].line.amount.currency
        oldest = min(question.asked_at.date() for question in waiting)
        yield from questions_waiting(grant_ref, len(waiting), Money(currency, held), oldest, on)

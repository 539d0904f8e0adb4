"""Files, lines and credits that wait for somebody, as the contexts below count them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guohe.imports.queries import jobs, questions
from guohe.kernel.money import Money
from guohe.portal.domain.attention import Item, credit_not_identified, questions_waiting
from guohe.reconciliation.queries.inbox import hosts_with_money_in_view, inbox

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


def waiting_credits(*, on: date) -> Iterator[Item]:
    """Credits that nobody has identified for more working days than their host allows."""
    for host in hosts_with_money_in_view():
        for credit in inbox(host, on=on).credits:
            if credit.old and credit.age is not None:
                entry = credit.entry
                yield credit_not_identified(entry.number, entry.amount, entry.posted_on, credit.age, on)

"""A line of a period that is not open is booked on the first open day after it, and whoever books it is told so before."""

from __future__ import annotations

from datetime import date

from guohe.funds.queries.chart import booked_on, days_booked
from guohe.grants.queries import find
from guohe.imports.domain.held import RETRIED
from guohe.imports.models import Line
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.texts import say


def booked_late(entry: BankEntryFacts, lang: str) -> tuple[str, ...]:
    """One sentence for each day, other than the line's own, on which a book of its host would hold it."""
    books = {grant.book for grant in find.all_grants() if grant.host_id == entry.host_id}
    days = {booked_on(book, entry.posted_on) for book in books} - {entry.posted_on}
    day = entry.posted_on.isoformat()
    return tuple(say("imports.entry.booked_late", lang, day=day, on=on.isoformat()) for on in sorted(days))


def costs_booked_late(job: int, lang: str) -> tuple[str, ...]:
    """One sentence for each day on which costs of an import would stand instead of their own, how many, and the first of these."""
    rows = Line.objects.filter(job_id=job, kind="actual", grant_ref__isnull=False)
    rows = rows.filter(state="staged") | rows.filter(state="held", hold__code__in=list(RETRIED))
    books = {grant.ref: grant.book for grant in find.all_grants()}
    late: dict[date, list[date]] = {}
    wanted = [(books[ref or ""], day) for ref, day in rows.values_list("grant_ref", "posted_date")]
    booked = days_booked(set(wanted))
    for book, day in wanted:
        on = booked[book, day]
        if on != day:
            late.setdefault(on, []).append(day)
    return tuple(
        say(
            "imports.costs.booked_late", lang,
            lines=str(len(days)), day=min(days).isoformat(), on=on.isoformat(),
        )
        for on, days in sorted(late.items())
    )  # fmt: skip

"""What a grant's files hold that is in no report yet, and the last day that any of its lines shows."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Max, Subquery

from guohe.imports.models import Job, Line
from guohe.kernel.money import Money
from guohe.reporting.domain.report import HeldLine, Waiting

WAITS: Final = ("tick", "question", "held")


def waiting_of(ref: str) -> Waiting:
    """The waiting costs of a grant by date; its listings reach to the last day that a title or a line of them names."""
    rows = Line.objects.filter(grant_ref=ref, kind="actual", state__in=WAITS).order_by("posted_date", "pk")
    lines = tuple(
        HeldLine(source, on, Money(currency, minor))
        for source, on, currency, minor in rows.values_list(
            "doc_ref", "posted_date", "currency", "amount_minor"
        )
    )
    known = Line.objects.filter(grant_ref=ref).exclude(state="withdrawn")
    # Every line stands in a file, so one read of the files gives both days.
    latest = known.values("grant_ref").annotate(day=Max("posted_date")).values("day")
    days: set[date] = set()
    files = Job.objects.filter(pk__in=known.values("job_id")).annotate(latest=Subquery(latest))
    for title, day in files.values_list("reading__shape__period_end", "latest").distinct():
        days |= {date.fromisoformat(title)} if title else set()
        days |= {day} if day else set()
    return Waiting(lines, max(days, default=None))

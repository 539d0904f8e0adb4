"""What a grant's files hold that is in no report yet, and the last day that any of its lines shows."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Max

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
    days = [known.aggregate(day=Max("posted_date"))["day"]]
    days += [
        date.fromisoformat(day)
        for day in Job.objects.filter(pk__in=known.values("job_id"), reading__shape__period_end__isnull=False)
        .values_list("reading__shape__period_end", flat=True)
        .distinct()
        if day
    ]
    return Waiting(lines, max((day for day in days if day is not None), default=None))

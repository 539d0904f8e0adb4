"""What a grant's files hold that is in no report yet, and the last day that any of its lines shows."""

from __future__ import annotations

from typing import Final

from django.db.models import Max

from guohe.imports.models import Line
from guohe.kernel.money import Money
from guohe.reporting.domain.report import HeldLine, Waiting

WAITS: Final = ("tick", "question", "held")


def waiting_of(ref: str) -> Waiting:
    """The waiting costs of a grant by date; its listings reach to the latest day among all lines read for it."""
    rows = Line.objects.filter(grant_ref=ref, kind="actual", state__in=WAITS).order_by("posted_date", "pk")
    lines = tuple(
        HeldLine(source, on, Money(currency, minor))
        for source, on, currency, minor in rows.values_list("doc_ref", "posted_date", "currency", "amount_minor")
    )
    read_to = Line.objects.filter(grant_ref=ref).exclude(state="withdrawn").aggregate(day=Max("posted_date"))["day"]
    return Waiting(lines, read_to)

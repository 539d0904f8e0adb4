"""What a grant's files hold that is in no report yet, and the last day that any of its lines shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max

from guohe.imports.models import Line
from guohe.kernel.money import Money

WAITS: Final = ("tick", "question", "held")


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A cost that waits for a person."""

    source: str
    on: date
    amount: Money


def waiting_of(ref: str) -> tuple[tuple[WaitingLine, ...], date | None]:
    """The waiting costs of a grant by date, and the latest day among all lines read for it."""
    rows = Line.objects.filter(grant_ref=ref, kind="actual", state__in=WAITS).order_by("posted_date", "pk")
    lines = tuple(
        WaitingLine(source, on, Money(currency, minor))
        for source, on, currency, minor in rows.values_list(
            "doc_ref", "posted_date", "currency", "amount_minor"
        )
    )
    latest = (
        Line.objects.filter(grant_ref=ref)
        .exclude(state="withdrawn")
        .aggregate(latest=Max("posted_date"))["latest"]
    )
    return lines, latest

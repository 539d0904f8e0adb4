"""How papers name a line of an import, and how such a line is found again for them."""

from __future__ import annotations

from django.urls import reverse

from guohe.documents.domain.lines import Line as PaperLine
from guohe.imports.models import Line
from guohe.kernel.money import Money


def subject_of(number: int) -> str:
    """The reference under which papers are put on a line."""
    return f"line/{number}"


def line_of_subject(subject: str) -> PaperLine | None:
    """The line that a reference names; None if there is none that the actor sees."""
    number = subject.partition("/")[2]
    row = Line.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    if row is None:
        return None
    return PaperLine(
        subject=subject,
        label=row.doc_ref or f"row {row.row_number}",
        grant=row.grant_ref,
        amount=Money(row.currency, row.amount_minor),
        cost=row.category or "",
        url=reverse("imports:line", args=[row.pk]),
    )

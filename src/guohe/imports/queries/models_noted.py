"""Lines that were noted because they name another model than the approved one (IMP-133), as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from guohe.imports.models import FindingRow


@dataclass(frozen=True, slots=True)
class ModelNoted:
    """A line with the model approved and the one it names; ``read_on`` is the day on which its file was read."""

    line: int
    source: str
    order_no: str
    on: date
    read_on: date
    approved: str
    seen: str


def models_noted(ref: str) -> tuple[ModelNoted, ...]:
    """Of the lines of a grant that nobody rejected, withdrew or took back."""
    rows = (
        FindingRow.objects.filter(code="IMP-133", line__grant_ref=ref)
        .exclude(line__state__in=("withdrawn", "reversed", "rejected"))
        .select_related("line", "job")
        .order_by("line_id")
    )
    return tuple(
        ModelNoted(
            line=row.line.pk,
            source=row.line.doc_ref,
            order_no=row.line.order_no,
            on=row.line.posted_date,
            read_on=localtime(row.job.prepared_at).date(),
            approved=str(row.facts.get("approved", "")),
            seen=str(row.facts.get("seen", "")),
        )
        for row in rows
        if row.line is not None
    )

"""The sub-totals of a listing that its lines do not add up to: nobody confirms past one without a word."""

from __future__ import annotations

from guohe.imports.models import FindingRow

_APART = "IMP-202"


def totals_apart(number: int) -> tuple[int, ...]:
    """The rows of an import's sub-totals that do not agree with the lines above them."""
    rows = FindingRow.objects.filter(job_id=number, code=_APART).values_list("row_number", flat=True)
    return tuple(sorted({row for row in rows if row is not None}))

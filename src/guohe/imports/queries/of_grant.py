"""The files that brought lines of a grant."""

from __future__ import annotations

from guohe.imports.models import Line


def files_of(ref: str) -> tuple[int, ...]:
    """The imports that hold a line of the grant, by number."""
    found = Line.objects.filter(grant_ref=ref).values_list("job_id", flat=True).distinct().order_by("job_id")
    return tuple(found)

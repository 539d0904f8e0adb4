"""What a confirmation said of a line's lots no longer holds once a person named them; until the next one that is said instead."""

from __future__ import annotations

from collections.abc import Iterable

from guohe.imports.domain.held import ABOUT_LOTS, LOTS_NAMED
from guohe.imports.models import FindingRow, Line


def still_said(found: Iterable[FindingRow]) -> list[FindingRow]:
    """The findings without those about lots that were named since, and that they are named only while that is why the line waits.

    ``found`` are all findings of their lines.
    """
    rows = list(found)
    named: dict[int | None, int] = {}
    for row in rows:
        if row.code == LOTS_NAMED:
            named[row.line_id] = max(row.pk, named.get(row.line_id, 0))
    if not named:
        return rows
    waits = Line.objects.filter(pk__in=[line for line in named if line], hold__code=LOTS_NAMED)
    last = {named[line] for line in waits.values_list("pk", flat=True)}
    return [
        row
        for row in rows
        if (row.pk in last if row.code == LOTS_NAMED else not _outdated(row, named.get(row.line_id, 0)))
    ]


def _outdated(row: FindingRow, named: int) -> bool:
    return row.code in ABOUT_LOTS and row.pk < named

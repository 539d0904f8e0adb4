"""A budget table whose head lacks what a reading needs is refused before a figure is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guohe.exchange.domain.columns_checked import seen_heads
from guohe.exchange.domain.heads import Head, missing_from_mapping
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.kernel.findings import Finding, Level, Place


def refusals(rows: Sequence[tuple[str, ...]], head: Head | None, mapping: Mapping[str, str]) -> list[Finding]:
    """What the head lacks; nothing where the table can be read."""
    if not any(any(cell.strip() for cell in row) for row in rows):
        return [Finding("IMP-008", Level.STOP)]
    seen = {"seen": seen_heads(rows, head)}
    if head is None:
        return [Finding("IMP-002", Level.STOP, Place(row=1), seen)]
    place = Place(row=head.first + 1)
    found = [
        Finding("IMP-026", Level.STOP, place, {"role": role, "seen": text[:QUOTE_CHARS]})
        for role, text in missing_from_mapping(head, mapping)
    ]
    if "total" not in head.columns and not {"special", "own"} & set(head.columns):
        found.append(Finding("IMP-002", Level.STOP, place, seen))
    if "name" not in head.columns:
        found.append(Finding("BUD-209", Level.STOP, place, seen))
    return found

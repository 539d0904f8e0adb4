"""A budget table whose head lacks what a reading needs is refused before a figure is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guohe.exchange.domain.columns_checked import refuse_missing, refuse_no_head, seen_heads
from guohe.exchange.domain.heads import Head
from guohe.kernel.findings import Finding, Level, Place


def refusals(rows: Sequence[tuple[str, ...]], head: Head | None, mapping: Mapping[str, str]) -> list[Finding]:
    """What the head lacks; nothing where the table can be read."""
    nothing = refuse_no_head(rows, head)
    if nothing or head is None:
        return nothing
    seen, place = {"seen": seen_heads(rows, head)}, Place(row=head.first + 1)
    found = refuse_missing(head, mapping)
    if "total" not in head.columns and not {"special", "own"} & set(head.columns):
        found.append(Finding("IMP-002", Level.STOP, place, seen))
    if "name" not in head.columns:
        found.append(Finding("BUD-209", Level.STOP, place, seen))
    return found

"""Where lines stand changes in one statement for all of them, and only from where they stood. Private to operations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from guohe.imports.models import FindingRow, Line
from guohe.imports.queries.rows import finding_record
from guohe.kernel.findings import Finding


class LineMoved(RuntimeError):
    """A line stands elsewhere than the operation left it; the transaction is undone."""


def mark_posted(posted: Sequence[tuple[int, int]], *, actor: int, now: datetime) -> None:
    """Lines (id, journal) are in the books. Raises LineMoved when one was not ready or held."""
    if not posted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_line AS line SET state = 'posted', journal_id = done.journal, hold = NULL, "
            "changed_by_id = %s, changed_at = %s "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS done (id, journal) "
            "WHERE line.id = done.id AND line.state IN ('staged', 'held')",
            [actor, now, [number for number, _ in posted], [journal for _, journal in posted]],
        )
        if cursor.rowcount != len(posted):
            raise LineMoved(f"{len(posted)} lines posted, {cursor.rowcount} marked")


def hold_lines(
    held: Sequence[tuple[int, Finding]], *, host_id: int, job_id: int, actor: int, now: datetime
) -> None:
    """Lines (id, reason) wait with the reason of the books, which is kept among the findings each time it changes."""
    lines = Line.objects.filter(pk__in=[number for number, _ in held])
    known = dict(lines.values_list("pk", "hold"))
    rows = dict(lines.values_list("pk", "row_number"))
    held = [(number, finding) for number, finding in held if known[number] != finding_record(finding)]
    if not held:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_line AS line SET state = 'held', hold = kept.hold, changed_by_id = %s, changed_at = %s "
            "FROM unnest(%s::bigint[], %s::jsonb[]) AS kept (id, hold) "
            "WHERE line.id = kept.id AND line.state IN ('staged', 'held')",
            [
                actor,
                now,
                [number for number, _ in held],
                [json.dumps(finding_record(finding), ensure_ascii=False) for _, finding in held],
            ],
        )
        if cursor.rowcount != len(held):
            raise LineMoved(f"{len(held)} lines held, {cursor.rowcount} marked")
    FindingRow.objects.bulk_create(
        FindingRow(
            host_id=host_id,
            job_id=job_id,
            line_id=number,
            code=finding.code,
            level="note",
            row_number=rows[number],
            facts=dict(finding.values),
            minor=finding.minor,
        )
        for number, finding in held
    )

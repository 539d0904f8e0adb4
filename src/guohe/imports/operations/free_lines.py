"""A line that waited for its category alone is ready once it has one; its question is withdrawn. Private to operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from guohe.imports.domain.questions import KIND_OF_CODE

_CODE: Final = "REP-702"
# One statement for many lines, but not for all: the database compares the lines of a statement as they were and as they are,
# and does so each with each. Twice as many lines at once take four times as long.
AT_ONCE: Final = 500
# Another doubt is one that nobody was asked about yet.
_FREE: Final = """
    WITH free AS (
        SELECT line.id, asked.id AS question
        FROM imports_line AS line JOIN imports_question AS asked ON asked.line_id = line.id
        WHERE line.id = ANY (%s) AND line.state = 'question' AND line.category IS NOT NULL
          AND asked.state = 'open' AND asked.kind = %s
          AND NOT EXISTS (SELECT FROM imports_finding AS other WHERE other.line_id = line.id AND other.level = 'hold'
                          AND other.code <> %s
                          AND NOT EXISTS (SELECT FROM imports_question AS before
                                          WHERE before.line_id = line.id AND before.finding_id = other.id))
    ), closed AS (
        UPDATE imports_question AS asked SET state = 'withdrawn' FROM free WHERE asked.id = free.question
    )
    UPDATE imports_line AS line SET state = 'staged', changed_by_id = %s, changed_at = %s
    FROM free WHERE line.id = free.id
"""


def free_lines(lines: Sequence[int], *, actor: int, now: datetime) -> int:
    """Makes those of the lines ready that have a category and were asked about nothing else; returns how many."""
    ready = 0
    with connection.cursor() as cursor:
        for start in range(0, len(lines), AT_ONCE):
            some = list(lines[start : start + AT_ONCE])
            cursor.execute(_FREE, [some, KIND_OF_CODE[_CODE], _CODE, actor, now])
            ready += cursor.rowcount
    return ready

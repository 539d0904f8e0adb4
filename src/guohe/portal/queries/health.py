"""Health is counted from the database itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from guohe.imports.queries.jobs import latest

KINDS: Final = ("erp", "bank", "budget")


def job_counts() -> list[tuple[str, str, int]]:
    """Background jobs by name and state."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2"
        )
        return [(str(name), str(state), int(count)) for name, state, count in cursor.fetchall()]


def server_version() -> str:
    """The server's own version number."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def sources() -> list[tuple[str, datetime | None]]:
    """Each kind of file and when one was last read, among the newest files."""
    newest = latest()
    return [
        (kind, max((job.prepared_at for job in newest if job.kind == kind), default=None)) for kind in KINDS
    ]

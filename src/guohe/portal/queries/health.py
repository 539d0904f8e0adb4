"""Health is counted from the database itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from guohe.funds.queries import lots
from guohe.grants.queries.loaded import budgets_loaded
from guohe.imports.queries.jobs import last_read

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


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of file: when an import last read one, else how much of it was entered otherwise, and when last."""

    kind: str
    read_at: datetime | None
    entered: int = 0
    entered_at: datetime | None = None


def sources() -> tuple[Source, ...]:
    """Each kind of file; budgets and receipts may have come with a grant's set-up, by no import."""
    entered = {"budget": budgets_loaded(), "bank": lots.brought_in()}
    return tuple(Source(kind, last_read(kind), *entered.get(kind, (0, None))) for kind in KINDS)

"""Entries of statements are written, one statement of a host at a time, or wait until somebody says what they are.

Private to the operations of this context.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.db import connection

from guohe.imports.domain.same_movement import Pair
from guohe.imports.domain.statement_rows import EntryRow
from guohe.imports.models import Job

_ENTRIES: Final = """
INSERT INTO imports_bank_entry (host_id, job_id, row_number, fingerprint, account_mask, currency, transaction_date, posted_date,
    value_date, narrative, amount_minor, balance_minor, balance_agrees, raw, bank_reference, bank_statement)
SELECT %s, %s, n, mark, mask, money, txn, posted, value, said, minor, balance, agrees, raw, ref, of_statement
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::date[], %s::text[], %s::bigint[], %s::bigint[],
    %s::bool[], %s::jsonb[], %s::text[], %s::text[])
    AS entry (n, mark, mask, money, txn, posted, value, said, minor, balance, agrees, raw, ref, of_statement)
ON CONFLICT (host_id, fingerprint) WHERE withdrawn_at IS NULL DO NOTHING
"""


def one_at_a_time(host_id: int) -> None:
    """Two statements of a host are not compared at once: the second waits here, and then sees the entries of the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('imports bank entries ' || %s, 0))", [host_id]
        )


def write_entries(job: Job, rows: Sequence[EntryRow], apart: Collection[int | None]) -> int:
    """How many entries were written; one that stands already is not. ``apart`` are rows whose balance does not agree."""
    if not rows:
        return 0
    columns = zip(*(_values(row, apart) for row in rows), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [job.host_id, job.pk, *(list(column) for column in columns)])
        return int(cursor.rowcount)


def _values(row: EntryRow, apart: Collection[int | None]) -> tuple[Any, ...]:
    return (
        row.row,
        row.fingerprint,
        row.mask,
        row.currency,
        row.booked_on,
        row.posted_on,
        row.value_on,
        row.narrative,
        row.minor,
        row.balance,
        None if row.balance is None else row.row not in apart,
        json.dumps(list(row.raw), ensure_ascii=False),
        row.reference,
        row.statement,
    )


def waiting_record(row: EntryRow, pair: Pair, apart: Collection[int | None]) -> dict[str, Any]:
    """A line that waits, as its import keeps it: the entry that it may be (``other``), and what was said of it (``said``)."""
    told = asdict(row)
    for name in ("booked_on", "posted_on", "value_on"):
        told[name] = None if told[name] is None else told[name].isoformat()
    return {
        **told,
        "raw": list(row.raw),
        "other": pair.other.at,
        "other_job": pair.other.job,
        "agrees": row.row not in apart,
        "said": None,
    }


def row_that_waited(told: Mapping[str, Any]) -> EntryRow:
    """The line of such a record."""
    fields = {name: told[name] for name in EntryRow.__dataclass_fields__}
    for name in ("booked_on", "posted_on", "value_on"):
        fields[name] = None if fields[name] is None else date.fromisoformat(fields[name])
    return EntryRow(**{**fields, "raw": tuple(fields["raw"])})

"""Turns an entry round once, with a reason. The original stays; both stay visible together."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection

from guohe.funds.operations.post_entries import Posted
from guohe.funds.operations.refusals import said_in_words
from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level, Refused


def reverse(*, journal_id: int, reason: str, on: date, key: UUID) -> Posted:
    """Posts the exact negation of the entry, allocations and lots included, dated ``on``.

    Raises Refused: MON-391 when it was reversed before, MON-392 when money it brought has been used since,
    MON-395 without a reason, MON-530 for a day to come.
    """
    if not reason.strip():
        raise Refused(Finding("MON-395", Level.STOP, values={"source": f"J-{journal_id}"}))
    digest = digest_of(["reversal", journal_id, on.isoformat(), reason])
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal_id, was_there FROM funds_reverse(%s, %s, %s, %s, %s)",
            [journal_id, key, digest, on, reason],
        )
        number, was_there = cursor.fetchone()
    return Posted(journal_id=number, key=key, was_there=was_there)

"""An entry that was turned round may have been turned back since: the end of the chain says what the books hold."""

from __future__ import annotations

from django.db import connection

from guohe.kernel.findings import Finding, Level, Refused

_CHAIN = """
    WITH RECURSIVE chain AS (
        SELECT id, 0 AS steps FROM funds_journal WHERE id = %s
        UNION ALL SELECT back.id, chain.steps + 1 FROM chain JOIN funds_journal AS back ON back.reverses = chain.id
    )
    SELECT id, steps FROM chain ORDER BY steps DESC LIMIT 1
"""


def live_end(journal_id: int) -> int | None:
    """The entry by which the books hold what this one said: itself, or the reversal of its reversal. None when it is gone.

    Raises Refused (MON-397) when one sees no such entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [journal_id])
        found = cursor.fetchone()
    if found is None:
        raise Refused(Finding("MON-397", Level.STOP, values={"entry": f"J-{journal_id}"}))
    end, steps = found
    return end if steps % 2 == 0 else None

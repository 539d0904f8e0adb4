"""An entry that was turned round may have been turned back since: the end of the chain says what the books hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from guohe.kernel.findings import Finding, Level, Refused

_CHAIN = """
    WITH RECURSIVE chain AS (
        SELECT id AS first, id, 0 AS steps FROM funds_journal WHERE id = ANY (%s)
        UNION ALL
        SELECT chain.first, back.id, chain.steps + 1 FROM chain JOIN funds_journal AS back ON back.reverses = chain.id
    )
    SELECT DISTINCT ON (first) first, id, steps FROM chain ORDER BY first, steps DESC
"""


@dataclass(frozen=True, slots=True)
class Brought:
    """One lot by the entry that brought it; ``closed_by`` is the reversal that took it away again."""

    fund: str
    source: str
    instalment: str
    exchanged: bool
    journal: int
    closed_by: int | None


def live_end(journal_id: int) -> int | None:
    """The entry by which the books hold what this one said: itself, or the reversal of its reversal. None when it is gone.

    Raises Refused (MON-397) when one sees no such entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [[journal_id]])
        found = cursor.fetchone()
    if found is None:
        raise Refused(Finding("MON-397", Level.STOP, values={"entry": f"J-{journal_id}"}))
    _, end, steps = found
    return end if steps % 2 == 0 else None


def gone(journal_ids: Iterable[int]) -> frozenset[int]:
    """Those of these entries that the books no longer hold."""
    wanted = sorted(set(journal_ids))
    if not wanted:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [wanted])
        return frozenset(first for first, _, steps in cursor.fetchall() if steps % 2)


def brought_to(fund_refs: Iterable[str]) -> tuple[Brought, ...]:
    """Every lot of some funds with the source of its entry, also of those that a reversal took away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fund.ref, j.source, k.source_ref, k.parent_id IS NOT NULL, k.journal_id, k.closed_by "
            "FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id JOIN funds_journal AS j ON j.id = k.journal_id "
            "WHERE fund.ref = ANY (%s) ORDER BY k.id",
            [list(fund_refs)],
        )
        return tuple(Brought(*row) for row in cursor.fetchall())

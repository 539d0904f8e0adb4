"""An entry that was turned round may have been turned back since: the end of the chain says what the books hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Func

from guohe.kernel.findings import Finding, Level, Refused

_CHAIN = """
    WITH RECURSIVE chain AS (
        SELECT id AS first, id, 0 AS steps FROM funds_journal WHERE id = ANY (%s)
        UNION ALL
        SELECT chain.first, back.id, chain.steps + 1 FROM chain JOIN funds_journal AS back ON back.reverses = chain.id
    )
    SELECT DISTINCT ON (first) first, id, steps FROM chain ORDER BY first, steps DESC
"""


class IsGone(Func):
    """In a question of another context: whether the books no longer hold the entry in its field (``live_end``)."""

    template = (
        "(WITH RECURSIVE chain AS ("
        "SELECT %(expressions)s AS id, 0 AS steps UNION ALL "
        "SELECT back.id, chain.steps + 1 FROM chain JOIN funds_journal AS back ON back.reverses = chain.id"
        ") SELECT mod(max(steps), 2) = 1 FROM chain)"
    )
    output_field = BooleanField()


class WasTurned(Func):
    """In a question of another context: whether the entry in its field was ever reversed; cheap, to be asked before ``IsGone``."""

    template = "EXISTS (SELECT FROM funds_journal AS turned WHERE turned.reverses = %(expressions)s)"
    output_field = BooleanField()


class TakenAwayBy(Func):
    """In a question of another context: the reversal that took away all that an entry brought to an instalment.

    Its fields are the fund, the source of the entry and the instalment; an exchange may use lots of several instalments.
    Null while anything of it stands.
    """

    template = (
        "(SELECT CASE WHEN count(*) = count(k.closed_by) THEN max(k.closed_by) END "
        "FROM (VALUES (%(expressions)s)) AS asked (fund, source, instalment) "
        "JOIN funds_fund AS fund ON fund.ref = asked.fund JOIN funds_lot AS k ON k.fund_id = fund.id "
        "JOIN funds_journal AS j ON j.id = k.journal_id AND j.source = asked.source "
        "WHERE k.parent_id IS NOT NULL OR k.source_ref = asked.instalment)"
    )
    output_field = BigIntegerField()


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


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The reversal by which the books no longer hold an entry: its number, when it was posted and whose it is."""

    journal: int
    at: datetime
    account: int


def taken_out(journals: Iterable[int]) -> Mapping[int, TakenOut]:
    """Of some entries, those that the books no longer hold, each with the reversal that says so last."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [list(journals)])
        ends = {first: end for first, end, steps in cursor.fetchall() if steps % 2}
        cursor.execute(
            "SELECT id, posted_at, posted_by FROM funds_journal WHERE id = ANY (%s)", [list(ends.values())]
        )
        heads = {row[0]: TakenOut(*row) for row in cursor.fetchall()}
    return {first: heads[end] for first, end in ends.items()}


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

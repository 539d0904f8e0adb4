"""Checks the tables by SQL of its own against what the writers noted down. It imports nothing of the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.integration.crash.plan import Batch, read

# Each counts rows that must not be.
_BROKEN = {
    "entries that do not add to zero": """
        SELECT count(*) FROM (SELECT FROM funds_posting GROUP BY journal_id, currency HAVING sum(amount) <> 0) AS off""",
    "heads without their lines": """
        SELECT count(*) FROM funds_journal AS j WHERE j.line_count <>
            (SELECT count(*) FROM funds_posting AS p WHERE p.journal_id = j.id)""",
    "lines without a head": """
        SELECT count(*) FROM funds_posting AS p WHERE NOT EXISTS (SELECT FROM funds_journal AS j WHERE j.id = p.journal_id)""",
    "documents posted twice": """
        SELECT count(*) FROM (SELECT FROM funds_journal WHERE kind = 'spend' GROUP BY source HAVING count(*) > 1) AS twice""",
    "kept balances that differ from the lines": """
        SELECT count(*) FROM (SELECT account_id, period_id, sum(debit) AS debit, sum(credit) AS credit, sum(lines) AS lines
                              FROM funds_balance GROUP BY 1, 2) AS kept
        FULL JOIN (SELECT account_id, period_id, sum(greatest(amount, 0)) AS debit, sum(greatest(-amount, 0)) AS credit,
                          count(*) AS lines FROM funds_posting GROUP BY 1, 2) AS seen USING (account_id, period_id)
        WHERE (kept.debit, kept.credit, kept.lines) IS DISTINCT FROM (seen.debit, seen.credit, seen.lines)""",
    "costs not wholly paid by lots": """
        SELECT count(*) FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id AND a.role = 'expense'
        WHERE p.amount <> (SELECT coalesce(sum(x.amount), 0) FROM funds_allocation AS x
                           WHERE x.journal_id = p.journal_id AND x.line = p.line)""",
    "lots whose use differs from their allocations": """
        SELECT count(*) FROM funds_lot AS k
        WHERE (k.used, k.used_source) <> (SELECT coalesce(sum(x.amount), 0), coalesce(sum(x.source_amount), 0)
                                          FROM funds_allocation AS x WHERE x.lot_id = k.id)""",
    "budget lines whose actual differs from the carried costs": """
        SELECT count(*) FROM funds_budget_line AS b WHERE b.current AND b.actual_minor <>
            (SELECT coalesce(sum(x.source_amount), 0) FROM funds_posting AS p
             JOIN funds_allocation AS x ON x.journal_id = p.journal_id AND x.line = p.line WHERE p.budget_line_id = b.id)""",
}


def faults(connection: psycopg.Connection[Any], notebooks: Iterable[Path], *, finished: bool) -> list[str]:
    """Everything that is wrong. ``finished`` says that every batch was retried until it was acknowledged."""
    meant: dict[str, Batch] = {}
    acknowledged: set[str] = set()
    # Read before the tables: what is acknowledged by now must be there a moment later.
    for path in notebooks:
        more, acked = read(path)
        meant |= more
        acknowledged |= acked
    found = []
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # More batches may have been meant since; those are looked at next time.
        posted = Counter(
            {str(row[0]): int(row[1]) for row in connection.execute(
                "SELECT j.key, sum(p.amount) FROM funds_journal AS j JOIN funds_posting AS p ON p.journal_id = j.id "
                "WHERE j.kind = 'spend' AND p.amount > 0 GROUP BY j.key"
            )}
        )  # fmt: skip
        for name, question in _BROKEN.items():
            row = connection.execute(question).fetchone()
            assert row is not None
            if row[0]:
                found.append(f"{name}: {row[0]}")
    later: dict[str, Batch] = {}
    for path in notebooks:
        later |= read(path)[0]
    known = {spend.key for batch in later.values() for spend in batch.spends}
    foreign = sum(key not in known for key in posted)
    if foreign:
        found.append(f"entries that nobody meant: {foreign}")
    for batch in meant.values():
        there = [spend for spend in batch.spends if spend.key in posted]
        if (batch.key in acknowledged or finished) and len(there) != len(batch.spends):
            found.append(f"{batch.key}: {len(batch.spends) - len(there)} acknowledged entries are lost")
        elif len(there) not in (0, len(batch.spends)):
            found.append(f"{batch.key}: {len(there)} of {len(batch.spends)} entries, a part of a batch")
        wrong = [spend.source for spend in there if posted[spend.key] != spend.minor]
        if wrong:
            found.append(f"{batch.key}: other amounts at {wrong[:3]}")
    if finished and acknowledged != set(meant):
        found.append(f"batches never acknowledged: {len(set(meant) - acknowledged)}")
    return found


def counted(notebooks: Iterable[Path]) -> tuple[int, int]:
    """Batches and entries acknowledged."""
    batches = entries = 0
    for path in notebooks:
        meant, acknowledged = read(path)
        batches += len(acknowledged)
        entries += sum(len(meant[key].spends) for key in acknowledged)
    return batches, entries

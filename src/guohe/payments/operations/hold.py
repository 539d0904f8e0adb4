"""Whoever changes how much of an instalment is paid, or what is known of a payment, does so alone; the SQL takes the same locks.

Held until the transaction ends. Several are taken in one order, so that no two people wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def hold_instalments(refs: Iterable[str]) -> None:
    """Preparing, releasing, filing and undoing a return of these instalments waits for us."""
    _hold(f"payments {ref}" for ref in refs)


def hold_payments(numbers: Iterable[int]) -> None:
    """What a statement says of these payments is said by nobody else meanwhile."""
    _hold(f"payments debit {number}" for number in numbers)


def _hold(names: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

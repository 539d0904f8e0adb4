"""A period is held by one person, closed by another, and opened again only by a third act that leaves its record."""

from __future__ import annotations

from django.db import connection

from guohe.funds.operations.refusals import said_in_words


def _turn(period_id: int, state: str, reason: str) -> None:
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT funds_turn_period(%s, %s, %s)", [period_id, state, reason])


def hold(*, period_id: int, reason: str) -> None:
    """Nothing more is posted into the period while it is looked at."""
    _turn(period_id, "held", reason)


def close(*, period_id: int, reason: str) -> None:
    """Locks the period and keeps the digest of its balances. The one who held it cannot close it (MON-362)."""
    _turn(period_id, "closed", reason)


def reopen(*, period_id: int, reason: str) -> None:
    """Opens the period again. The one who closed it cannot (MON-362)."""
    _turn(period_id, "open", reason)

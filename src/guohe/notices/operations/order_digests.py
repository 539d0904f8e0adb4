"""Whoever's digest is due gets one job; a job that waits already is not ordered again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guohe.notices.domain.rhythm import Rhythm, Wish, is_due
from guohe.notices.operations.send_digest import refuse_if_not_sendable

TASK: Final = "notices.digest"


def order_due(*, now: datetime) -> int:
    """Orders every digest that is due at ``now`` and gives how many; none while no mail server is set up."""
    if not settings.MAIL_FROM:
        return 0
    return sum(order(wish.account, now=now) for wish in _wishes(now) if is_due(wish, now))


def order_now(account: int, *, now: datetime) -> None:
    """Orders today's digest of the one who acts, whatever they chose; the worker sends it when this has committed.

    Raises Refused as send_digest does: ACC-681, ACC-682, ACC-690, ACC-691.
    """
    refuse_if_not_sendable(account, now=now)
    order(account, now=now)


def order(account: int, *, now: datetime) -> bool:
    """Orders the digest of the day of ``now`` for one account; False if its job waits already."""
    lock = f"notices-{account}-{now.date()}"
    task = app.configure_task(TASK, queue="notices", queueing_lock=lock, lock=lock, allow_unknown=True)
    try:
        with transaction.atomic():
            task.defer(account=account, day=now.date().isoformat())
    except AlreadyEnqueued:
        return False
    return True


def _wishes(now: datetime) -> Iterable[Wish]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, rhythm, chosen_at, settled_on FROM notices_wishes()")
        return [
            Wish(account, Rhythm(rhythm), chosen_at.astimezone(now.tzinfo), settled_on)
            for account, rhythm, chosen_at, settled_on in cursor.fetchall()
        ]

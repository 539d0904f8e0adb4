"""Inside the block one account acts, on one day; the database sees both and forgets them with the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, Literal

from django.db import connection, transaction

Door = Literal["web", "cli", "job", "api"]

_NAMES: Final = ("guohe.actor", "guohe.on", "guohe.door")
_SET: Final = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _NAMES)
_READ: Final = "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _NAMES)


@contextmanager
def acting(account_id: int, *, on: date, door: Door = "cli") -> Iterator[None]:
    """Opens a transaction in which ``account_id`` acts on the day ``on``.

    Nested in another transaction, the earlier actor acts again afterwards. The block commits with its own
    transaction; an exception undoes everything in it.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        earlier: tuple[str, ...] = ("", "", "")
        with connection.cursor() as cursor:
            if nested:
                cursor.execute(_READ)
                earlier = cursor.fetchone()
            cursor.execute(_SET, [str(account_id), on.isoformat(), door])
        yield
        if nested and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_SET, earlier)

"""Inside the block one account acts, on one day; the database sees both and forgets them with the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, Literal

from django.db import connection, transaction

from guohe.db.once import asking_anew
from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.permissions import AccessFinding, Thing
from guohe.identity.queries.actor import known_as
from guohe.identity.queries.capabilities import permission_to, permission_to_approve
from guohe.kernel.findings import Level, Refused

Door = Literal["web", "cli", "job", "api"]

# What stands for a username where none of these books' is known: never a person of the demo.
UNNAMED: Final = "USERNAME"

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
    with transaction.atomic(), asking_anew(), known_as(account_id, on):
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


def require(
    actor: int, word: Word, *, host_id: int, on: date, grant: str | None = None, unit: str | None = None
) -> None:
    """Nothing if ``actor`` is the one who acts and may do this; raises Refused, naming who can, otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guohe_actor()")
        if cursor.fetchone()[0] != actor:
            raise Refused(AccessFinding("ACC-605", Level.STOP, values={"example": UNNAMED}))
    permission_to(word, account=actor, host=host_id, on=on, grant=grant, unit=unit).or_refuse()


def require_approver(
    actor: int,
    thing: Thing,
    *,
    preparer: int,
    host_id: int,
    on: date,
    grant: str | None = None,
    unit: str | None = None,
) -> None:
    """Nothing if ``actor`` may approve what ``preparer`` prepared; raises Refused (ACC-601 for one's own) otherwise."""
    require(actor, "view", host_id=host_id, on=on, grant=grant, unit=unit)
    permission_to_approve(
        thing, account=actor, preparer=preparer, host=host_id, on=on, grant=grant, unit=unit
    ).or_refuse()

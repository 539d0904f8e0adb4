"""Inside the block one account acts, on one day; the database sees both and forgets them with the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Final, Literal

from django.db import connection, transaction

from guohe.db.once import asking_anew, asking_once, keep
from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.permissions import AccessFinding, Thing
from guohe.identity.models import Account
from guohe.identity.queries.actor import known_as
from guohe.identity.queries.capabilities import (
    HELD_BY_ACTOR,
    capabilities_of,
    held_told,
    permission_to,
    permission_to_approve,
)
from guohe.kernel.findings import Level, Refused

Door = Literal["web", "cli", "job", "api"]

# What stands for a username where none of these books' is known: never a person of the demo.
UNNAMED: Final = "USERNAME"

_NAMES: Final = ("guohe.actor", "guohe.on", "guohe.door")
_SET: Final = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _NAMES)
# The open account of a number, its row, and what it holds. CASE alone promises an order: what one holds is looked for
# after it is said who acts, and nothing is said of an account that is closed.
_TELL: Final = (
    "SELECT account.*, CASE WHEN {told} THEN ({held}) END AS held "
    "FROM identity_account_numbered(%s) AS account WHERE account.is_active"
)
_SET_AND_TELL: Final = _TELL.format(
    told=" AND ".join(f"set_config('{name}', %s, true) IS NOT NULL" for name in _NAMES), held=HELD_BY_ACTOR
)
_READ: Final = "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _NAMES)


@contextmanager
def acting(account_id: int, *, on: date, door: Door = "cli") -> Iterator[None]:
    """Opens a transaction in which ``account_id`` acts on the day ``on``.

    Nested in another transaction, the earlier actor acts again afterwards. The block commits with its own
    transaction; an exception undoes everything in it.
    """
    with _block(account_id, on, asking_anew()):
        with connection.cursor() as cursor:
            cursor.execute(_SET, [str(account_id), on.isoformat(), door])
        yield


@contextmanager
def acting_to_read(account_id: int, *, on: date, door: Door) -> Iterator[Account | None]:
    """The same for a block that only reads: every question is asked once in it, the row and the capabilities of the account
    with the word that it acts. Gives the account; None, and nobody acts, when it is closed."""
    with _block(account_id, on, asking_once()):
        told = [str(account_id), on.isoformat(), door, account_id]
        account = next(iter(Account.objects.raw(_SET_AND_TELL, told)), None)
        if account is not None:
            keep(capabilities_of, held_told(account.held), account_id, on)  # type: ignore[attr-defined]
        yield account


@contextmanager
def _block(account_id: int, on: date, answers: AbstractContextManager[None]) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic(), answers, known_as(account_id, on):
        earlier: tuple[str, ...] = ("", "", "")
        if nested:
            with connection.cursor() as cursor:
                cursor.execute(_READ)
                earlier = cursor.fetchone()
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

"""A closed account signs in no more and acts no more; what it did keeps its name, and it can be opened again."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.domain.people import Person
from guohe.identity.operations.explained import explained


def close_account(*, person: Person, host: int, now: datetime) -> None:
    """Closes an account; ``host`` is the host in whose log this stands. Raises Refused."""
    _set_active(person, active=False, host=host, now=now)


def open_account(*, person: Person, host: int, now: datetime) -> None:
    """Opens a closed account again, with the capabilities it still holds. Raises Refused."""
    _set_active(person, active=True, host=host, now=now)


def _set_active(person: Person, *, active: bool, host: int, now: datetime) -> None:
    with explained(username=person.username), connection.cursor() as cursor:
        action = "identity.account.opened" if active else "identity.account.closed"
        # Told first: whoever closes their own account may not write afterwards.
        record(host_id=host, action=action, subject=f"account:{person.username}", now=now)
        cursor.execute("SELECT identity_set_active(%s, %s)", [person.account, active])

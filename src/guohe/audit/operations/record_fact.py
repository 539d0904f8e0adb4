"""Every write leaves a fact that names its actor; the fact commits or vanishes with what it tells of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection, transaction

# The log is read by many and kept for ever: no e-mail address and no account, card or identity number enters it.
_PRIVATE: Final = re.compile(r"[^\s@]+@[^\s@]+|(?<![0-9a-f])\d{12,}[0-9X]?(?![0-9a-f])")
Detail = str | int | bool | None


class PrivateDetail(ValueError):
    """A detail looks like an e-mail address or a number that belongs to a person or a bank."""


def record(
    *,
    host_id: int,
    action: str,
    subject: str,
    now: datetime,
    details: Mapping[str, Detail] | None = None,
    on_behalf_of: int | None = None,
) -> int:
    """Writes one fact of a host and gives its number; the actor and the door are those of the transaction.

    ``action`` is a dotted name (``imports.batch.accepted``), ``subject`` what it was done to (``grant:DEMO-1``).
    Raises PrivateDetail; without an actor the database refuses.
    """
    facts = dict(details or {})
    for value in (subject, *facts.values()):
        if isinstance(value, str) and _PRIVATE.search(value):
            raise PrivateDetail("a detail of an audit entry looks like personal or bank data")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_fact (host_id, at, on_behalf_of, action, subject, details) "
            "VALUES (%s, %s, %s, %s, %s, %s::jsonb) RETURNING id",
            [host_id, now, on_behalf_of, action, subject, json.dumps(facts, ensure_ascii=False)],
        )
        number: int = cursor.fetchone()[0]
    if not any(waiting[1] is seal for waiting in connection.run_on_commit):
        # A link that could not be made now is made by the next one that can.
        transaction.on_commit(seal, robust=True)
    return number


def seal() -> None:
    """Links the committed facts that have no link yet; losing a link in a crash loses nothing, so it is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', 'off', true), audit_seal()")

"""A capability is given by an administrator of the host, in one scope, from a day to before a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.domain.capabilities import WORDS, ScopeKind, Word
from guohe.identity.domain.people import Person
from guohe.identity.operations.explained import explained


def grant_capability(
    *,
    person: Person,
    host: int,
    word: Word,
    starts: date,
    now: datetime,
    ends: date | None = None,
    scope_kind: ScopeKind = "host",
    scope_ref: str = "",
) -> int:
    """Gives one capability and its number. Raises Refused when it is open already, unknown, or ends before it starts."""
    values = {
        "username": person.username,
        "word": word,
        "seen": word,
        "words": ", ".join(WORDS),
        "starts": starts.isoformat(),
        "ends": "" if ends is None else ends.isoformat(),
    }
    with explained(**values), connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_grant_capability(%s, %s, %s, %s, %s, %s, %s)",
            [person.account, host, word, scope_kind, scope_ref, starts, ends],
        )
        number: int = cursor.fetchone()[0]
        record(
            host_id=host,
            action="identity.capability.granted",
            subject=f"account:{person.username}",
            details={
                "capability": word,
                "scope": f"{scope_kind}:{scope_ref}" if scope_ref else scope_kind,
                "starts": starts.isoformat(),
                "ends": None if ends is None else ends.isoformat(),
            },
            now=now,
        )
    return number

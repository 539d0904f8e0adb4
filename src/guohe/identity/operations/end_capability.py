"""An open capability is ended before a day, today or later; what was done under it keeps its ground."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.domain.capabilities import ScopeKind, Word
from guohe.identity.domain.people import Person
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.operations.explained import explained
from guohe.identity.queries.capabilities import capability_history_of
from guohe.kernel.findings import Level, Refused


def end_capability(
    *,
    person: Person,
    host: int,
    word: Word,
    ends: date,
    now: datetime,
    scope_kind: ScopeKind = "host",
    scope_ref: str = "",
) -> None:
    """Ends the open capability of this scope. Raises Refused when there is none, or the day lies in the past."""
    wanted = (host, word, scope_kind, scope_ref, None)
    number = next(
        (
            held.number
            for held in capability_history_of(person.account)
            if (held.host, held.word, held.scope_kind, held.scope_ref, held.ends) == wanted
        ),
        None,
    )
    if number is None:
        raise Refused(AccessFinding("ACC-613", Level.STOP, values={"username": person.username}, word=word))
    with explained(seen=ends.isoformat(), today=now.date().isoformat()), connection.cursor() as cursor:
        cursor.execute("SELECT identity_end_capability(%s, %s)", [number, ends])
        record(
            host_id=host,
            action="identity.capability.ended",
            subject=f"account:{person.username}",
            details={"capability": word, "ends": ends.isoformat()},
            now=now,
        )

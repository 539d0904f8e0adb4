"""A further host is added by an administrator, who then administers it too."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.explained import explained
from guohe.kernel.names import Name


def add_host(*, code: str, name: Name, now: datetime, is_demo: bool = False) -> int:
    """Adds a host and gives its number. Raises Refused for a code that is taken or a name that is missing."""
    with explained(code=code), connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_add_host(%s, %s, %s, %s, %s)",
            [code, name.en, name.zh_hant, name.zh_hans, is_demo],
        )
        host: int = cursor.fetchone()[0]
        record(host_id=host, action="identity.host.added", subject=f"host:{code}", now=now)
    return host

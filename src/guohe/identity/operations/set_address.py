"""Everyone says where mail to their own account goes; the log tells that it was done, never the address."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from guohe.audit.operations.record_fact import record


def set_address(address: str, *, username: str, host: int, now: datetime) -> None:
    """Sets the e-mail address of the account that acts, which is called ``username``; ``host`` keeps the fact."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_set_email(%s)", [address])
    record(host_id=host, action="identity.email.set", subject=f"account:{username}", now=now)

"""An account is added by an administrator; it can do nothing until a capability is given."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.explained import explained
from guohe.identity.operations.set_password import refuse_weak_password
from guohe.kernel.names import Name


def add_account(
    *,
    host: int,
    username: str,
    name: Name,
    now: datetime,
    password: str | None = None,
    language: str = "en",
    email: str = "",
    is_demo: bool = False,
) -> int:
    """Adds an account and gives its number; ``host`` is the host in whose log this stands.

    Without a password it cannot sign in. Raises Refused for a username that is taken or a weak password.
    """
    if password is not None:
        refuse_weak_password(password, username=username, name=name, email=email)
    with explained(username=username), connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_add_account(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                username,
                make_password(password),
                name.en,
                name.zh_hant,
                name.zh_hans,
                language,
                email,
                is_demo,
            ],
        )
        account: int = cursor.fetchone()[0]
        record(host_id=host, action="identity.account.added", subject=f"account:{username}", now=now)
    return account

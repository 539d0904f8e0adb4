"""Empty books get their first host and their first administrator, once; everyone else is added by an administrator."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.domain.people import Founded
from guohe.identity.operations.act_as import acting
from guohe.identity.operations.explained import explained
from guohe.kernel.names import Name


def found_deployment(
    *,
    host_code: str,
    host_name: Name,
    username: str,
    name: Name,
    starts: date,
    now: datetime,
    password: str | None = None,
    email: str = "",
    is_demo: bool = False,
) -> Founded:
    """Adds the first host and an administrator of it from ``starts``; without a password the account cannot sign in.

    The first fact of the log names the administrator as its actor. Raises Refused when there is a host already.
    """
    with explained(username=username, code=host_code), connection.cursor() as cursor:
        cursor.execute(
            "SELECT host, account FROM identity_found(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(host_code, host_name.en, host_name.zh_hant, host_name.zh_hans, is_demo),
                *(username, make_password(password), name.en, name.zh_hant, name.zh_hans, email, starts),
            ],
        )
        founded = Founded(*cursor.fetchone())
        with acting(founded.account, on=max(starts, now.date())):
            record(
                host_id=founded.host,
                action="identity.deployment.founded",
                subject=f"host:{host_code}",
                now=now,
            )
    return founded

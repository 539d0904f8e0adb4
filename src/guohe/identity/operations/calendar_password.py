"""A calendar password is made by its owner and told once, opens calendars alone, and is withdrawn by its owner."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.domain.calendar_password import RANDOM_BYTES, check_label, fingerprint, written
from guohe.identity.models import Account
from guohe.identity.operations.act_as import acting
from guohe.identity.operations.sign_in import account_for_request
from guohe.identity.queries.accounts import hosts_visible, own_username
from guohe.identity.queries.calendar_passwords import own_calendar_passwords
from guohe.kernel.findings import Finding, Level, Refused


def make_calendar_password(*, label: str, now: datetime) -> str:
    """A new password of the one who acts: told here, and readable nowhere afterwards.

    Raises Refused (ACC-632, ACC-633).
    """
    label = " ".join(label.split())
    kept = sum(1 for each in own_calendar_passwords() if each.withdrawn_at is None)
    faults = check_label(label, kept)
    if faults:
        raise Refused(*faults)
    password = written(secrets.token_bytes(RANDOM_BYTES))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_make_calendar_password(%s, %s, %s)", [label, fingerprint(password), now]
        )
    _tell("identity.calendar.made", now)
    return password


def withdraw_calendar_password(*, number: int, now: datetime) -> None:
    """The password opens nothing from now on. Raises Refused (ACC-634) for one that is not the actor's, or is withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_withdraw_calendar_password(%s, %s)", [number, now])
        if not cursor.fetchone()[0]:
            raise Refused(Finding("ACC-634", Level.STOP, values={"number": str(number)}))
    _tell("identity.calendar.withdrawn", now)


def account_of_calendar(*, username: str, password: str, now: datetime) -> Account | None:
    """The open account whose calendar password this is; the first use of a day stands in the log. None for any other."""
    name = username.strip().lower()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account, first FROM identity_use_calendar_password(%s, %s, %s)",
            [name, fingerprint(password), now.date()],
        )
        account, first = cursor.fetchone()
    if account is None:
        return None
    if first:
        with acting(account, on=now.date(), door="web"):
            _tell("identity.calendar.used", now)
    return account_for_request(name)


def _tell(action: str, now: datetime) -> None:
    username = own_username()
    for host in hosts_visible():
        record(host_id=host.host, action=action, subject=f"account:{username}", now=now)

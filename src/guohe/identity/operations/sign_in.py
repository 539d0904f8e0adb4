"""Signing in compares one password, at most five times in a quarter of an hour for one username.

The attempt is counted before the password is compared, so that attempts side by side are all counted; a success
takes its own count back. What was typed is kept as a digest: it may be a password in the wrong box.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction

from guohe.audit.operations.record_fact import record
from guohe.db.once import once
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.models import Account, SignInAttempt
from guohe.identity.operations.act_as import Door, acting
from guohe.identity.queries.accounts import hosts_visible
from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Level, Place, Refused

MOST_TRIES: Final = 5
WINDOW: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=1)


def account_for_request(username: str) -> Account | None:
    """The account as Django's request carries it; None if there is none or it is closed."""
    return _active(Account.objects.raw("SELECT * FROM identity_account_named(%s)", [username]))


@once
def account_of_session(account: int) -> Account | None:
    """The account a session belongs to; None once it is closed."""
    return _active(Account.objects.raw("SELECT * FROM identity_account_numbered(%s)", [account]))


def sign_in(*, username: str, password: str, now: datetime, door: Door = "web") -> Account:
    """The account of a right username and password. Raises Refused (ACC-622, ACC-623) otherwise."""
    typed = _typed(username)
    tried = _count_attempt(typed, now)
    name = username.strip().lower()
    account, kept = account_for_request(name), _kept_hash(name)
    if kept is None:
        # The same work as for a real account, so that the time of the answer tells nothing.
        make_password(password)
    if account is None or kept is None or not check_password(password, kept):
        values = {"left": str(MOST_TRIES - tried), "minutes": str(int(WINDOW.total_seconds() // 60))}
        raise Refused(AccessFinding("ACC-622", Level.STOP, Place(pointer="id_username"), values))
    forget_tries(username)
    record_presence(account=account, action="identity.session.opened", now=now, door=door)
    return account


def forget_tries(username: str) -> None:
    """Takes the count of a username back: it signed in, or got a new password."""
    SignInAttempt.objects.filter(name_digest=_typed(username)).delete()


def record_presence(*, account: Account, action: str, now: datetime, door: Door = "web") -> None:
    """Writes into the log of each host of the account that it signed in, signed out or was switched to."""
    with acting(account.pk, on=now.date(), door=door):
        for host in hosts_visible():
            record(host_id=host.host, action=action, subject=f"account:{account.username}", now=now)


def _kept_hash(username: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_password_of(%s)", [username])
        kept: str | None = cursor.fetchone()[0]
    return kept


def _typed(username: str) -> bytes:
    return digest_of(["sign-in", username.strip().lower()])


def _count_attempt(typed: bytes, now: datetime) -> int:
    """How many attempts there were in the window, this one included. Raises Refused when there were too many."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Attempts with one name take turns; other names are not held up.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('identity_sign_in'), hashtext(%s))", [typed.hex()]
        )
        SignInAttempt.objects.filter(at__lt=now - KEPT).delete()
        moments = list(
            SignInAttempt.objects.filter(name_digest=typed, at__gt=now - WINDOW)
            .order_by("at")
            .values_list("at", flat=True)
        )
        if len(moments) >= MOST_TRIES:
            again = (moments[-MOST_TRIES] + WINDOW).astimezone(now.tzinfo) + timedelta(minutes=1)
            raise Refused(
                AccessFinding("ACC-623", Level.STOP, Place(pointer="id_username"), {"time": f"{again:%H:%M}"})
            )
        SignInAttempt.objects.create(name_digest=typed, at=now)
    return len(moments) + 1


def _active(rows: Iterable[Account]) -> Account | None:
    return next((account for account in rows if account.is_active), None)

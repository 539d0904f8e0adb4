"""A command has no session: who acts is said on the line, by GUOHE_ACTOR, or in the demo is the finance officer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from guohe.identity.domain.demo_cast import FIRST_SEEN_AS
from guohe.identity.domain.people import Person
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.operations.act_as import UNNAMED, acting
from guohe.identity.queries.accounts import account_by_username
from guohe.kernel.findings import Level, Refused


def open_account(username: str) -> Person:
    """The open account of this username. Raises Refused (ACC-606)."""
    person = account_by_username(username)
    if person is None or not person.is_active:
        raise Refused(AccessFinding("ACC-606", Level.STOP, values={"username": username}))
    return person


@contextmanager
def acting_at_keyboard(username: str | None, *, on: date, demo: bool) -> Iterator[Person]:
    """The block in which the named account acts through the door ``cli``; gives the person.

    Raises Refused when nobody is named outside the demo (ACC-605), or no open account has the name (ACC-606).
    """
    wanted = username or (FIRST_SEEN_AS if demo else None)
    if wanted is None:
        raise Refused(AccessFinding("ACC-605", Level.STOP, values={"example": UNNAMED}))
    person = open_account(wanted)
    with acting(person.account, on=on, door="cli"):
        yield person

"""Databases of the tests: where both roles' connections lead, and copies in which a test may commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

from django.db import DatabaseError, connections

_COPIES = count(1)
_ROLES = ("owner", "default")


def here() -> str:
    """The database that both roles' connections lead to."""
    return str(connections["owner"].settings_dict["NAME"])


def point_at(name: str) -> None:
    """Both roles' connections lead to this database from now on."""
    for alias in _ROLES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def make(name: str, *, like: str) -> None:
    """A database of this name, a copy of another to which nobody is connected; an older one of the name is gone."""
    point_at("postgres")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    point_at(name)


def drop(name: str) -> None:
    """The server's own cleaner may be in it for a moment and the owner may not end it: what stays goes with the server."""
    point_at("postgres")
    with connections["owner"].cursor() as cursor, suppress(DatabaseError):
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def copied(like: str, *, worker: str) -> Iterator[str]:
    """A copy of a database, where the connections lead meanwhile; gives its name, of its own because a former may stay."""
    before, copy = here(), f"guohe_copy_{worker}_{next(_COPIES)}"
    make(copy, like=like)
    yield copy
    drop(copy)
    point_at(before)

"""Tests use a real PostgreSQL in two roles: the owner builds the database, the application's role runs the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import HealthCheck, settings

# No test asserts time: a loaded machine draws its examples slowly and is still right.
settings.register_profile("guohe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("guohe")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Builds one database a worker as its owner; the application's connection then goes to the same database.

    The built database is kept as a template, so that a test which must commit gets a copy of its own.
    """
    from django.core.management import call_command
    from django.db import connections

    name = f"guohe_test_{worker_id}"
    owner, application = connections["owner"], connections["default"]
    ground = owner.settings_dict["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with owner.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
        owner.close()
        for connection in (owner, application):
            connection.close()
            connection.settings_dict["NAME"] = name
        call_command("migrate", database="owner", verbosity=0)
        owner.close()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for connection in (owner, application):
            connection.close()
            connection.settings_dict["NAME"] = ground
        with owner.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner.close()


@pytest.fixture(scope="session")
def demo_database(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A copy of the built database with the demo loaded, once a worker; gives its name, gone at the end."""
    from django.db import connections

    from tests.factories.demo import load_to_stay

    built, name = f"guohe_test_{worker_id}", f"guohe_test_demo_{worker_id}"
    owner = connections["owner"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _point_at("postgres")
        with owner.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{built}"')
        _point_at(name)
        load_to_stay()
        _point_at(built)
    yield name
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _drop(name)


@pytest.fixture(scope="module")
def demo_books(
    demo_database: str, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[None]:
    """The tests of this module begin with the demo's books, each in a transaction of its own as ever.

    Asked for by a module as a whole, because a test's transaction is opened before its own fixtures are made.
    """
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _point_at(demo_database)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _point_at(f"guohe_test_{worker_id}")


_COPIES = count(1)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A copy of the built database in which a test may commit; gone afterwards. Gives the copy's name.

    Append-only tables refuse the TRUNCATE that Django's own transaction tests rely on.
    """
    from django.db import connections

    # A name of its own: the copy before may still be there, see below.
    built, copy = f"guohe_test_{worker_id}", f"guohe_copy_{worker_id}_{next(_COPIES)}"
    owner = connections["owner"]
    before = owner.settings_dict["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _point_at("postgres")
        with owner.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{built}"')
        _point_at(copy)
        yield copy
        _point_at("postgres")
        _drop(copy)
        _point_at(before)


def _point_at(name: str) -> None:
    """Both roles' connections lead to this database from now on."""
    from django.db import connections

    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _drop(name: str) -> None:
    """The server's own cleaner may be in it for a moment and the owner may not end it: what stays goes with the server."""
    from django.db import DatabaseError, connections

    with connections["owner"].cursor() as cursor, suppress(DatabaseError):
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

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


_COPIES = count(1)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A copy of the built database in which a test may commit; gone afterwards. Gives the copy's name.

    Append-only tables refuse the TRUNCATE that Django's own transaction tests rely on.
    """
    from django.db import DatabaseError, connections

    # A name of its own: the copy before may still be there, see below.
    built, copy = f"guohe_test_{worker_id}", f"guohe_copy_{worker_id}_{next(_COPIES)}"
    owner, application = connections["owner"], connections["default"]

    def point_at(name: str) -> None:
        for connection in (owner, application):
            connection.close()
            connection.settings_dict["NAME"] = name

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        point_at("postgres")
        with owner.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{built}"')
        point_at(copy)
        yield copy
        point_at("postgres")
        # The server's own cleaner may be in the copy for a moment; the owner may not end it. What stays goes with the server.
        with owner.cursor() as cursor, suppress(DatabaseError):
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        point_at(built)

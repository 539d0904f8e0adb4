"""Tests use a real PostgreSQL in two roles: the owner builds the database, the application's role runs the product."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import HealthCheck, settings

# No test asserts time: a loaded machine draws its examples slowly and is still right.
settings.register_profile("guohe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("guohe")


# Their modules start servers, browsers or books of their own, so a module is dear to begin and better begun once.
_SLOW = ("tests/journeys/", "tests/integration/setup/", "tests/integration/crash/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every worker begins with slow modules, each with its own share of them, and ends with what is quick to share.

    Each worker is given as many items as another, in their order (``--dist worksteal``); whoever is done first takes from the end
    of another's. The order within a module, and of the quick ones, stays random.
    """
    modules: dict[str, list[pytest.Item]] = {}
    quick: list[pytest.Item] = []
    for item in items:
        name = item.nodeid.partition("::")[0]
        (modules.setdefault(name, []) if name.startswith(_SLOW) else quick).append(item)
    slow, workers = list(modules.values()), getattr(config, "workerinput", {}).get("workercount", 1)
    share, ordered = len(items) // workers, []
    for at in range(workers):
        mine = list(chain.from_iterable(slow[at::workers]))
        room = max(0, share - len(mine)) if at < workers - 1 else len(quick)
        ordered += [*mine, *quick[:room]]
        quick = quick[room:]
    items[:] = ordered


def pytest_collection_finish() -> None:
    """What was loaded and collected stays to the end: the collector of garbage need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Builds one database a worker as its owner; the application's connection then goes to the same database.

    The built database is kept as a template, so that a test which must commit gets a copy of its own.
    """
    from django.core.management import call_command
    from django.db import connections

    from tests.factories.databases import drop, here, make, point_at

    ground, name = here(), _built(worker_id)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        make(name, like="template1")
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        drop(name)
        point_at(ground)


@pytest.fixture(scope="session")
def demo_database(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A copy of the built database with the demo loaded, once a worker; gives its name, gone at the end."""
    from tests.factories.databases import drop, here, make, point_at
    from tests.factories.demo import load_to_stay

    name, before = f"guohe_test_demo_{worker_id}", here()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        make(name, like=_built(worker_id))
        load_to_stay()
        point_at(before)
    yield name
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = here()
        drop(name)
        point_at(before)


@pytest.fixture(scope="module")
def demo_books(demo_database: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The tests of this module begin with the demo's books, each in a transaction of its own as ever.

    Asked for by a module as a whole, because a test's transaction is opened before its own fixtures are made.
    """
    from tests.factories.databases import here, point_at

    before = here()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        point_at(demo_database)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        point_at(before)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A copy of the module's database in which a test may commit; gone afterwards. Gives the copy's name.

    Append-only tables refuse the TRUNCATE that Django's own transaction tests rely on.
    """
    from tests.factories.databases import copied, here
    from tests.factories.demo import holds_the_same

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = here()
        with copied(before, worker=worker_id) as copy:
            holds_the_same(copy, before)
            yield copy


def _built(worker: str) -> str:
    return f"guohe_test_{worker}"

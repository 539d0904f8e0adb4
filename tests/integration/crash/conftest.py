"""A durable server for each test: it is killed and recovered, and what one story left stops no other, in any order."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.integration.crash.site import Site, founded, opened


@pytest.fixture(scope="session")
def begun(django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """Books with two funds and a race's, founded once a worker."""
    with ExitStack() as held:
        with django_db_blocker.unblock():
            place = held.enter_context(founded())
        yield place


@pytest.fixture(scope="session")
def demo_begun(django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The demo's books, founded once a worker."""
    with ExitStack() as held:
        with django_db_blocker.unblock():
            place = held.enter_context(founded("found_demo"))
        yield place


@pytest.fixture(autouse=True)
def children_may_ask(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A child of the test asks a server of its own, not the test's database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def site(begun: Path) -> Iterator[Site]:
    with opened(begun) as made:
        yield made

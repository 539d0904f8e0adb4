"""Committed books under the strongest role there is, and what a proof finds broken in them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import psycopg.sql
import pytest
from django.db import connections

from guohe.funds.operations.post_entries import post
from guohe.funds.operations.seal_journals import seal
from guohe.funds.operations.verify_books import verify
from guohe.identity.operations.act_as import acting
from tests.factories.databases import copied, drop, here, make, point_at
from tests.factories.funds import books, demo_spends, funded
from tests.factories.identity import person, the_cast
from tests.factories.people import FINANCE_OFFICE, TODAY


@pytest.fixture(scope="session")
def books_to_attack(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A database of committed and sealed books, made once a worker; gives its name."""
    before, name = here(), f"guohe_test_attacked_{worker_id}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        make(name, like=f"guohe_test_{worker_id}")
        stage = the_cast()
        with stage.acting(FINANCE_OFFICE):
            ground = books(stage.host)
            funded(ground)
            post(book=ground.book, entries=demo_spends(ground))
        with stage.acting(FINANCE_OFFICE):
            seal(book=ground.book, journals_a_block=4)
        point_at(before)
    yield name
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = here()
        drop(name)
        point_at(before)


@pytest.fixture
def owner(
    books_to_attack: str, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[psycopg.Connection]:
    """The owner's connection to a copy of the committed books; the strongest role there is."""
    allowed = django_db_blocker.unblock()  # type: ignore[attr-defined]
    with allowed, copied(books_to_attack, worker=worker_id), _as_owner() as link:
        yield link


@pytest.fixture(scope="module")
def shared_copy(
    books_to_attack: str, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[str]:
    """A copy for all attacks of a module that must change nothing; gives its name."""
    name, before = f"guohe_test_shared_{worker_id}", here()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        make(name, like=books_to_attack)
        point_at(before)
    yield name
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = here()
        drop(name)
        point_at(before)


@pytest.fixture
def refused_owner(shared_copy: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """The owner's connection for attacks that are refused: every table holds afterwards what it held before."""
    before = here()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        point_at(shared_copy)
        with _as_owner() as link:
            held = _held(link)
            yield link
            assert _held(link) == held
        point_at(before)


def _held(link: psycopg.Connection) -> dict[str, str]:
    """A digest of every row of each table of the books."""
    tables = [
        str(name)
        for (name,) in link.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'funds\\_%' ORDER BY 1"
        )
    ]
    told = {}
    for name in tables:
        asked = psycopg.sql.SQL(
            "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"
        )
        (told[name],) = link.execute(asked.format(psycopg.sql.Identifier(name))).fetchone() or ("",)
    return told


def _as_owner() -> psycopg.Connection:
    settings = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        settings.pop(name, None)
    return psycopg.connect(**settings, autocommit=True)


def broken() -> list[str]:
    """Laws that the books break now, as verify sees them."""
    connections["default"].close()
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        return sorted(proof.name for proof in verify() if proof.broken)

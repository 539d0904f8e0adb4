"""Demo and live never mix: the database compares every host and account with what these books are, in raw SQL too."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from guohe.identity.operations.act_as import acting
from tests.factories.people import TODAY

HOST = "SELECT identity_add_host('second', 'a', 'b', 'c', %s)"
ACCOUNT = "SELECT identity_add_account('second.one', 'x', 'a', 'b', 'c', 'en', '', %s)"
FOUND = "SELECT account FROM identity_found('first', 'a', 'b', 'c', %s, 'an.admin', 'x', 'a', 'b', 'c', '', '2018-01-01')"


def ask(statement: str, demo: bool) -> int:
    """One statement through the application's own connection; undone when it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [demo])
        number: int = cursor.fetchone()[0]
        return number


@pytest.fixture(params=["demo", "live"])
def books(committed: str, request: pytest.FixtureRequest) -> str:
    """Books that say what they are, as the set-up writes it; a commit of another connection, so a copy of their own."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO db_deployment (mode) VALUES (%s)", [request.param])
    return str(request.param)


def test_neither_founding_nor_adding_brings_the_other_kind_in(books: str) -> None:
    demo = books == "demo"
    with pytest.raises(IntegrityError, match=f"{books} books take no row of identity_host"):
        ask(FOUND, not demo)
    with acting(ask(FOUND, demo), on=TODAY):
        with pytest.raises(IntegrityError, match=f"{books} books take no row of identity_host"):
            ask(HOST, not demo)
        assert ask(HOST, demo) > 0
        if not demo:
            with pytest.raises(IntegrityError, match="live books take no row of identity_account"):
                ask(ACCOUNT, True)
        assert ask(ACCOUNT, False) > 0


@pytest.mark.django_db
def test_the_application_does_not_say_what_the_books_are() -> None:
    for statement in (
        "INSERT INTO db_deployment (mode) VALUES ('demo')",
        "UPDATE db_deployment SET mode = 'demo'",
        "DELETE FROM db_deployment",
    ):
        with (
            pytest.raises(ProgrammingError, match="denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

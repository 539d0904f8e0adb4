"""Demo and live never mix: the database compares every host and account with what these books are, in raw SQL too."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from pytest_django import Settings

from guohe.identity.operations.act_as import acting
from guohe.kernel.findings import Finding, Level, Refused
from guohe.project.cli import main
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
def books(committed: str, settings: Settings, request: pytest.FixtureRequest) -> str:
    """Books that say what they are, as the set-up writes it; a commit of another connection, so a copy of their own."""
    settings.MODE = request.param
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


COMMANDS = (
    ("migrate",),
    ("account", "list", "--as", "test.lau"),
    ("status", "--as", "test.lau"),
    ("import", "erp", "demo/erp.csv", "--as", "test.lau"),
    ("verify", "--as", "test.lau"),
    ("worker",),
)


def test_no_door_opens_books_of_the_other_kind(
    books: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`DATABASE_URL` of one kind and a folder of the other: the kind was compared by `demo load` and `init` alone."""
    monkeypatch.setenv("GUOHE_LANG", "en")
    other = settings.MODE = "live" if books == "demo" else "demo"
    told = Finding("ACC-753", Level.STOP, values={"seen": books, "mode": other}).sentence("en")
    for words in (*COMMANDS, ("demo", "load") if other == "demo" else ("init",)):
        for role in ("owner", "default"):
            connections[role].close()
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 1, words
        assert f"ACC-753 {told}" in done.output, words
    for role in ("owner", "default"):
        # What was refused once is refused again: no connection is left open.
        for _ in range(2):
            with pytest.raises(Refused, match="ACC-753"), connections[role].cursor():
                pass
    monkeypatch.delitem(sys.modules, "guohe.project.wsgi", raising=False)
    with pytest.raises(Refused, match="ACC-753"):
        import_module("guohe.project.wsgi")
    settings.MODE = books
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_account")
        assert cursor.fetchone()[0] == 0


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

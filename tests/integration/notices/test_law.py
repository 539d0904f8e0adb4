"""The database holds it too: a sending is never edited, never of somebody else, and in its order; raw SQL, both roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections, transaction

from guohe.notices.operations.keep_search import keep_search
from guohe.notices.operations.send_digest import send_digest
from tests.factories.identity import other_host
from tests.factories.imports import Ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.integration.notices.conftest import chosen

pytestmark = pytest.mark.usefixtures("demo_books")

TABLES = ("notices_choice", "notices_step", "notices_savedsearch", "notices_searchwithdrawal")
STEP = (
    "INSERT INTO notices_step (host_id, account_id, day, number, state, things, text_digest, found, code, at) "
    "VALUES (%s, %s, %s, %s, %s, 1, %s, '{}', %s, now())"
)


@pytest.fixture
def told(ground: Ground) -> Ground:
    """A choice, a digest that was sent, and a kept search of the finance office."""
    account = chosen(ground, FINANCE_OFFICE)
    send_digest(account=account, now=NOW, door="job")
    with ground.stage.acting(FINANCE_OFFICE):
        keep_search(name="steel", words="186000", in_digest=True, actor=account, now=NOW)
    return ground


@contextmanager
def refused(law: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=law), transaction.atomic():
        yield


def execute(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {} SET host_id = host_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_edits_nothing(told: Ground, table: str, verb: str) -> None:
    with told.stage.acting(FINANCE_OFFICE), refused("permission denied"):
        execute(verb.format(table))


@pytest.mark.parametrize("table", TABLES[:3])
@pytest.mark.parametrize("verb", ["UPDATE {} SET host_id = host_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nor_does_the_owner(told_for_good: None, table: str, verb: str) -> None:
    with pytest.raises(DatabaseError, match="rows are written once"), connections["owner"].cursor() as cursor:
        cursor.execute(verb.format(table))


@pytest.fixture
def told_for_good(kept_ground: Ground) -> None:
    account = chosen(kept_ground, FINANCE_OFFICE)
    send_digest(account=account, now=NOW, door="job")
    with kept_ground.stage.acting(FINANCE_OFFICE):
        keep_search(name="steel", words="186000", in_digest=True, actor=account, now=NOW)


@pytest.mark.parametrize(
    ("number", "state"),
    [(3, "handed"), (3, "sent"), (2, "sent"), (4, "handed"), (3, "refused"), (3, "empty")],
)
def test_nothing_follows_a_digest_that_was_sent(told: Ground, number: int, state: str) -> None:
    account = told.stage.account(FINANCE_OFFICE)
    with told.stage.acting(FINANCE_OFFICE), refused("does not follow"):
        execute(STEP, told.stage.host, account, TODAY, number, state, "a" * 64, "")


@pytest.mark.parametrize(
    ("day", "state", "digest", "law"),
    [
        ("2019-07-01", "handed", "a" * 64, "does not follow"),
        ("2019-07-02", "sent", "a" * 64, "does not follow"),
        ("2019-07-02", "handed", "the text itself", "notices_step_told"),
    ],
)
def test_a_first_step_is_of_today_and_holds_a_fingerprint(
    told: Ground, day: str, state: str, digest: str, law: str
) -> None:
    account = told.stage.account(RESEARCH_OFFICE)
    with told.stage.acting(RESEARCH_OFFICE), refused(law):
        execute(STEP, told.stage.host, account, day, 1, state, digest, "")


def test_nobody_writes_for_another(told: Ground) -> None:
    account = told.stage.account(RESEARCH_OFFICE)
    with told.stage.acting(FINANCE_OFFICE), refused("row-level security"):
        execute(STEP, told.stage.host, account, TODAY, 1, "handed", "a" * 64, "")


def test_nobody_sees_anothers(told: Ground) -> None:
    other = other_host(told.stage)
    for username in (RESEARCH_OFFICE, ADMINISTRATOR):
        with told.stage.acting(username):
            assert [execute(f"SELECT FROM {table}") for table in TABLES] == [0] * 4
    with other.acting(OTHER_OFFICER):
        assert [execute(f"SELECT FROM {table}") for table in TABLES] == [0] * 4
        with connection.cursor() as cursor:
            cursor.execute("SELECT readers, last_sent FROM notices_standing()")
            assert cursor.fetchone() == (0, None)
    with told.stage.acting(FINANCE_OFFICE):
        assert [execute(f"SELECT FROM {table}") for table in TABLES] == [1, 2, 1, 0]


def test_who_acts_is_not_told_who_wants_mail(told: Ground) -> None:
    with told.stage.acting(ADMINISTRATOR):
        assert execute("SELECT * FROM notices_wishes()") == 0
    assert execute("SELECT * FROM notices_wishes()") == 1


def test_an_address_is_changed_by_its_owner_only(told: Ground) -> None:
    with told.stage.acting(RESEARCH_OFFICE):
        execute("SELECT identity_set_email('mine@polyu.example')")
        with connection.cursor() as cursor:
            cursor.execute("SELECT username FROM identity_account WHERE email = 'mine@polyu.example'")
            assert cursor.fetchall() == [(RESEARCH_OFFICE,)]
        with refused("permission denied"):
            execute("UPDATE identity_account SET email = ''")

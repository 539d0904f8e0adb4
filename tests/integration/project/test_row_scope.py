"""Rows of files, transfers and orders are narrowed by the database: raw SQL on one pooled connection, with no filter at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from guohe.identity.operations.act_as import acting
from guohe.identity.operations.grant_capability import grant_capability
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.read_file import read_file
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage, add_person, other_host, person
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, TODAY
from tests.integration.project import story

pytestmark = pytest.mark.usefixtures("demo_books")

HIDDEN, OWN = "DEMO-NKP-2018-001", "DEMO-RAIL-2018-002"

# Rows that tell of one grant, by what names the grant; and rows that belong to the host as a whole.
FILES = (
    "imports_job", "imports_line", "imports_finding", "imports_question", "imports_answer", "imports_tick", "imports_run",
    "imports_bank_entry",
)  # fmt: skip
OTHERS = ("grants_transfer", "grants_purchaseorder", "funds_posting", "funds_lot")

SEES_NOTHING = (
    "unit.other",
    "unit.ended",
    "unit.as.grant",
    "only.admin",
    "only.view",
    OTHER_OFFICER,
    "nobody.more",
)


@pytest.fixture
def pool(committed: str) -> Iterator[ConnectionPool[Connection[TupleRow]]]:
    """The demo with its listing in the books and one answer, several people, and a pool of a single connection."""
    stage = Stage(demo_loaded().host, "polyu")
    finance = stage.account(FINANCE_OFFICE)
    with stage.acting(FINANCE_OFFICE):
        content = (story.DEMO / "erp.csv").read_bytes()
        job = read_file(host_id=stage.host, name="erp.csv", content=content, actor=finance, now=NOW).job
        accept_ticks(job_id=job, actor=finance, now=NOW)
        confirm(job_id=job, actor=finance, now=NOW)
        statement = (story.DEMO / "bank_cny.csv").read_bytes()
        read_bank_statement(
            host_id=stage.host, name="bank_cny.csv", content=statement, actor=finance, now=NOW
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO imports_run (host_id, job_id, what, file_name, order_of, state, started_by_id, started_at) "
                "VALUES (%s, %s, 'read', 'erp.csv', '{}', 'done', %s, %s)",
                [stage.host, job, finance, NOW],
            )
            cursor.execute(
                "INSERT INTO imports_answer (host_id, question_id, answered_by_id, answered_at, answer, note, effect) "
                "SELECT host_id, id, %s, %s, 'note', 'said', 'noted' FROM imports_question",
                [finance, NOW],
            )
    with stage.acting(ADMINISTRATOR):
        add_person(stage.host, "steel.only", "view_money", "answer", scope=("grant", HIDDEN))
        add_person(stage.host, "rail.only", "view_money", "answer", scope=("grant", OWN))
        add_person(stage.host, "unit.only", "view_money", "prepare", "answer", scope=("unit", "CNERC-02"))
        add_person(stage.host, "unit.other", "view_money", "prepare", "answer", scope=("unit", "CNERC-01"))
        # Of the host they see what administrators see: no rows. The unit was theirs, and is no more.
        add_person(stage.host, "unit.ended", "administer")
        for word in ("view_money", "prepare", "answer"):
            grant_capability(
                person=person("unit.ended"), host=stage.host, word=word, starts=TODAY, ends=TODAY,
                scope_kind="unit", scope_ref="CNERC-02", now=NOW,
            )  # fmt: skip
        # A unit that happens to be called like the grant is another thing.
        add_person(stage.host, "unit.as.grant", "view_money", "prepare", "answer", scope=("unit", HIDDEN))
        add_person(stage.host, "only.admin", "administer")
        add_person(stage.host, "only.view", "view")
        add_person(stage.host, "nobody.more")
    other_host(stage)
    settings = connection.get_connection_params()
    for unused in ("cursor_factory", "context"):
        settings.pop(unused, None)
    with ConnectionPool(kwargs=settings, min_size=1, max_size=1, timeout=10) as made:
        yield made


def ask(pool: ConnectionPool[Connection[TupleRow]], username: str | None, statement: str) -> list[TupleRow]:
    """What one person's transaction on the pool's only connection gives; it is rolled back."""
    actor = "" if username is None else str(person(username).account)
    with pool.connection() as borrowed:
        borrowed.execute(
            "SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', %s, true)",
            [actor, TODAY.isoformat()],
        )
        rows = borrowed.execute(statement)  # type: ignore[call-overload]
        found: list[TupleRow] = rows.fetchall() if rows.description else [(rows.rowcount,)]
        borrowed.rollback()
    return found


def counts(pool: ConnectionPool[Connection[TupleRow]], username: str | None) -> dict[str, int]:
    return {table: ask(pool, username, f"SELECT count(*) FROM {table}")[0][0] for table in (*FILES, *OTHERS)}


def test_rows_follow_the_scope_of_whoever_asks(pool: ConnectionPool[Connection[TupleRow]]) -> None:
    whole = counts(pool, FINANCE_OFFICE)
    assert [table for table, many in whole.items() if many == 0] == []
    own = counts(pool, "steel.only")
    # The listing is of this one grant; its findings about the file as a whole, and the statement, are the host's.
    of_lines = "SELECT count(*) FROM imports_finding WHERE line_id IS NOT NULL"
    assert own["imports_finding"] == ask(pool, FINANCE_OFFICE, of_lines)[0][0]
    refs = "SELECT DISTINCT grant_ref FROM imports_line UNION SELECT DISTINCT grant_ref FROM imports_question"
    assert ask(pool, "steel.only", refs) == [(HIDDEN,)]
    assert own["imports_question"] == whole["imports_question"] == own["imports_answer"]
    assert own["imports_job"] == 1
    orders = (
        "SELECT number FROM grants_purchaseorder AS o JOIN grants_projectcode AS c ON c.code = o.project_code"
    )
    assert ask(pool, "rail.only", "SELECT number FROM grants_purchaseorder") == ask(pool, "rail.only", orders)
    assert own["grants_transfer"] == own["imports_bank_entry"] == own["imports_run"] == 0
    # The steel grant is the one grant of CNERC-02: whoever holds the unit sees its rows, and no other's.
    assert counts(pool, "unit.only") == own
    assert ask(pool, "unit.only", refs) == [(HIDDEN,)]
    assert ask(pool, "unit.only", "SELECT ref FROM grants_grant") == [(HIDDEN,)]
    assert own["funds_posting"] > 0
    # Numbers of orders carry no amount: whoever views the host, or the grant of their project, sees them.
    orders_alone = {"only.view", "rail.only"}
    for username in (*SEES_NOTHING, "rail.only", None):
        expected = {"grants_purchaseorder"} if username in orders_alone else set()
        seen = {table for table, many in counts(pool, username).items() if many}
        assert seen == expected, username
    # The same connection, borrowed again by who may: nothing was left behind.
    assert counts(pool, FINANCE_OFFICE) == whole


def test_what_is_not_seen_cannot_be_moved_by_a_statement_without_a_condition(
    pool: ConnectionPool[Connection[TupleRow]],
) -> None:
    statements = (
        "UPDATE imports_question SET state = 'withdrawn'",
        "UPDATE imports_job SET state = state",
        "UPDATE imports_line SET hold = hold WHERE state = 'question'",
        "UPDATE imports_run SET done = 7",
        "UPDATE imports_bank_entry SET used_for = used_for",
    )
    assert all(ask(pool, FINANCE_OFFICE, statement)[0][0] > 0 for statement in statements)
    for username in (*SEES_NOTHING, "rail.only", None):
        moved = {statement: ask(pool, username, statement)[0][0] for statement in statements}
        assert moved == dict.fromkeys(statements, 0), username


def test_how_fresh_a_file_is_and_the_days_of_transfers_are_told_without_the_rows(
    pool: ConnectionPool[Connection[TupleRow]],
) -> None:
    for statement in (
        "SELECT imports_last_read('erp'), imports_last_read('bank')",
        "SELECT * FROM grants_days_noted((guohe_visible_hosts())[1])",
    ):
        whole = ask(pool, FINANCE_OFFICE, statement)
        assert whole
        assert whole[0][0] is not None
        assert ask(pool, "rail.only", statement) == whole
        assert ask(pool, OTHER_OFFICER, statement) in ([], [(None, None)])
    host = person(OTHER_OFFICER)
    with acting(host.account, on=TODAY), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_host AS h, grants_days_noted(h.id)")
        assert cursor.fetchone() == (0,)

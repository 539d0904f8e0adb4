"""Raw SQL, as the application and as the owner of the tables, does not change what was posted."""

from __future__ import annotations

import psycopg
import pytest
from django.db import Error, connection, transaction

from guohe.funds.operations.post_entries import post
from guohe.funds.operations.seal_journals import seal
from tests.factories.funds import REF, Ground, books, demo_spends, funded
from tests.factories.identity import Stage, other_host
from tests.factories.people import FINANCE_OFFICE, OTHER_OFFICER
from tests.integration.funds.strongest_role import books_to_attack, broken, owner, refused_owner, shared_copy

__all__ = ["books_to_attack", "owner", "refused_owner", "shared_copy"]

TABLES = (
    "funds_book", "funds_period", "funds_period_event", "funds_account", "funds_fund", "funds_budget_line",
    "funds_journal", "funds_posting", "funds_balance", "funds_lot", "funds_allocation", "funds_fx_deal",
    "funds_commitment", "funds_batch", "funds_seal", "funds_fund_event",
)  # fmt: skip
# A column that every row of the table has, with another value for it.
EDITS = {
    "funds_book": "name = 'x'", "funds_period": "ends = ends + 1", "funds_period_event": "reason = 'x'",
    "funds_account": "currency = 'USD'", "funds_fund": "lot_policy = 'pooled'",
    "funds_budget_line": "limit_minor = limit_minor + 1", "funds_journal": "memo = 'x'",
    "funds_posting": "amount = amount + 1", "funds_balance": "debit = debit + 1", "funds_lot": "used = 0",
    "funds_allocation": "amount = amount + 1", "funds_fx_deal": "rate = '9'", "funds_commitment": "amount = 1",
    "funds_fund_event": "state = 'open'", "funds_batch": "journals = 1", "funds_seal": "root = content",
}  # fmt: skip


@pytest.fixture
def posted(stage: Stage, ground: Ground) -> Ground:
    """The demo's entries, posted and sealed."""
    funded(ground)
    post(book=ground.book, entries=demo_spends(ground))
    seal(book=ground.book)
    return ground


def test_the_application_can_only_read(posted: Ground) -> None:
    for table in TABLES:
        for statement in (
            f"UPDATE {table} SET {EDITS[table]}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"INSERT INTO {table} DEFAULT VALUES",
        ):
            refused = pytest.raises(Error, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize("statement", [
    "SET session_replication_role = replica",
    "ALTER TABLE funds_posting DISABLE TRIGGER ALL",
    "DROP TRIGGER funds_posting_append_only ON funds_posting",
    "SELECT funds_money_law()",
    "SELECT funds_refuse('MON-321', '{}')",
    "SELECT funds_keep_deal(1, 1, '{}')",
    "COPY funds_posting FROM STDIN",
    "CREATE RULE quiet AS ON INSERT TO funds_posting DO INSTEAD NOTHING",
    "CREATE TABLE funds_mine (x int)",
])  # fmt: skip
def test_the_application_cannot_go_round_the_law(posted: Ground, statement: str) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_application_cannot_feed_staging_tables_of_its_own(posted: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE funds_stage_entry (n integer)")
        cursor.execute("CREATE TEMP TABLE funds_stage_line (n integer)")
        with pytest.raises(Error, match="staging tables"), transaction.atomic():
            cursor.execute("SELECT * FROM funds_post_staged(%s, NULL)", [posted.book])


def test_a_view_in_the_place_of_a_staging_table_is_not_read(posted: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = public")
        cursor.execute("CREATE TEMP VIEW funds_stage_entry AS SELECT 1 / 0 AS n")
        cursor.execute("CREATE TEMP TABLE funds_stage_line (n integer)")
        with pytest.raises(Error, match="staging tables"), transaction.atomic():
            cursor.execute("SELECT funds_open_staging()")


def as_role(owner: psycopg.Connection, role: str) -> None:
    """Switches ordinary triggers off where the server lets the owner; an owner who is no superuser may not even ask."""
    (superuser,) = owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() or (
        False,
    )
    if superuser or role == "origin":
        owner.execute(f"SET session_replication_role = {role}" if superuser else "SELECT 1")
    else:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(f"SET session_replication_role = {role}")


@pytest.mark.parametrize(
    "table",
    [
        table
        for table in TABLES
        if table not in ("funds_period_event", "funds_commitment", "funds_batch", "funds_fund_event")
    ],
)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_owner_cannot_edit_delete_or_empty(
    refused_owner: psycopg.Connection, table: str, role: str
) -> None:
    as_role(refused_owner, role)
    for statement in (
        f"UPDATE {table} SET {EDITS[table]}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(psycopg.Error) as refusal:
            refused_owner.execute(statement)
        assert refusal.value.sqlstate in {"23001", "23514"}, statement
    assert broken() == []


HEAD = (
    "INSERT INTO funds_journal (id, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by, line_count,"
    " key, digest, kind, source, memo{more}) SELECT nextval('funds_journal_id'), {xact}, now(), book_id, host_id,"
    " {period}, {day}, posted_by, {lines}, {key}, '', 'raw', 'RAW-1', ''{values} FROM funds_journal WHERE source = 'AP18-00901'"
)
LINES = (
    "INSERT INTO funds_posting (journal_id, amount, account_id, fund_id, budget_line_id, period_id, host_id,"
    " effective_date, line, currency) SELECT {journal}, p.amount {amount}, {account}, {fund}, {budget}, {line_period},"
    " p.host_id, {line_day}, p.line {line}, p.currency FROM {source} funds_posting AS p JOIN funds_journal AS j"
    " ON j.id = p.journal_id WHERE j.source = 'AP18-00901'"
)


def raw(**changes: str) -> str:
    """One statement that writes an entry by hand, like AP18-00901 except for ``changes``."""
    day = changes.pop("day", "date '2018-09-03'")
    period = changes.pop("period", "(SELECT id FROM funds_period WHERE starts = '2018-09-01')")
    head = {"xact": "pg_current_xact_id()", "period": period, "day": day, "lines": "2", "key": "gen_random_uuid()",
            "more": "", "values": ""}  # fmt: skip
    lines = {"journal": "head.id", "amount": "", "account": "p.account_id", "fund": "p.fund_id",
             "budget": "p.budget_line_id", "line_period": period, "line_day": day, "line": "", "source": "head CROSS JOIN"}  # fmt: skip
    for name, value in changes.items():
        (head if name in head else lines)[name] = value
    return f"WITH head AS ({HEAD.format(**head)} RETURNING id) {LINES.format(**lines)}"


def test_a_lawful_entry_by_hand_is_under_the_same_law(owner: psycopg.Connection) -> None:
    owner.execute(raw())
    assert broken() == []
    row = owner.execute("SELECT sum(amount) FROM funds_allocation AS a JOIN funds_journal AS j ON j.id = a.journal_id "
                        "WHERE j.source = 'RAW-1'").fetchone()  # fmt: skip
    assert row == (18_600_000,)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"amount": "+ 1"}, "GM310"),
        ({"amount": "* (CASE WHEN p.line = 1 THEN 2 ELSE 1 END)"}, "GM310"),
        ({"amount": "* 0"}, "23514"),
        ({"lines": "3"}, "GM311"),
        ({"lines": "1"}, "23514"),
        ({"line": "+ 1"}, "GM311"),
        ({"line": "- 1"}, "GM311"),
        ({"xact": "'3'::xid8"}, "GM311"),
        ({"day": "date '2018-10-03'"}, "GM315"),
        ({"line_day": "date '2018-09-04'"}, "GM311"),
        ({"line_period": "(SELECT id FROM funds_period WHERE starts = '2018-10-01')"}, "GM311"),
        ({"period": "999"}, "GM315"),
        ({"fund": "NULL"}, "GM318"),
        ({"fund": "999"}, "GM320"),
        ({"budget": "999"}, "GM320"),
        ({"account": "999"}, "GM352"),
        (
            {
                "account": "(CASE p.line WHEN 1 THEN (SELECT id FROM funds_account WHERE code = '5900-CNY') ELSE p.account_id END)"
            },
            "GM353",
        ),
        ({"amount": "* 100"}, "GM321"),
        ({"key": "j.key"}, "42P01"),
        ({"key": "key"}, "23505"),
        ({"more": ", approved_by", "values": ", posted_by"}, "23514"),
        ({"more": ", reverses, reason", "values": ", id, 'x'"}, "GM394"),
        ({"more": ", reverses", "values": ", id"}, "23514"),
    ],
)
def test_an_entry_by_hand_that_breaks_a_law(
    refused_owner: psycopg.Connection, changes: dict[str, str], state: str
) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        refused_owner.execute(raw(**changes))
    assert refusal.value.sqlstate == state, refusal.value
    assert broken() == []


EACH = "nextval('funds_journal_id')"
# Numbers with gaps, as when others post at the same time.
EVERY_SECOND = f"greatest({EACH}, {EACH})"


def many_raw(
    *, head_id: str = "nextval('funds_journal_id')", lines: str = "2", left_out: str = "false", **changes: str
) -> str:
    """One statement that writes three hundred entries of one cent by hand."""
    statement = raw(lines=lines, amount="/ abs(p.amount)", **changes)
    head, body = statement.split(" RETURNING id)")
    head = head.replace("nextval('funds_journal_id')", head_id)
    head = head.replace(
        "FROM funds_journal WHERE", "FROM funds_journal CROSS JOIN generate_series(1, 300) AS place WHERE"
    )
    return f"{head} RETURNING id) {body} AND NOT ({left_out})"


@pytest.mark.parametrize("head_id", [EACH, EVERY_SECOND])
def test_a_lawful_batch_by_hand_is_under_the_same_law(owner: psycopg.Connection, head_id: str) -> None:
    owner.execute(many_raw(head_id=head_id))
    assert broken() == []
    row = owner.execute("SELECT count(*), sum(amount) FROM funds_allocation AS a JOIN funds_journal AS j ON j.id = a.journal_id "
                        "WHERE j.source = 'RAW-1'").fetchone()  # fmt: skip
    assert row == (300, 300)


@pytest.mark.parametrize("head_id", [EACH, EVERY_SECOND])
@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"left_out": "head.id = (SELECT max(id) FROM head)"}, "GM311"),
        ({"left_out": "head.id = (SELECT min(id) FROM head)"}, "GM311"),
        ({"left_out": "head.id = (SELECT id FROM head ORDER BY id OFFSET 150 LIMIT 1)"}, "GM311"),
        # Heads and lines are both wrong here: which is asked first is the plan's choice.
        ({"left_out": "head.id = (SELECT max(id) FROM head) AND p.line = 2"}, "GM310 GM311"),
        ({"lines": "CASE place WHEN 150 THEN 3 ELSE 2 END"}, "GM311"),
        ({"lines": "CASE place WHEN 300 THEN 3 ELSE 2 END"}, "GM311"),
        (
            {
                "line_day": "date '2018-09-03' + CASE head.id WHEN (SELECT max(id) FROM head) THEN 1 ELSE 0 END"
            },
            "GM311",
        ),
        ({"line": "+ CASE head.id WHEN (SELECT max(id) FROM head) THEN 1 ELSE 0 END"}, "GM311"),
        (
            {
                "account": "(CASE WHEN p.line = 1 AND head.id = (SELECT max(id) FROM head)"
                " THEN (SELECT id FROM funds_account WHERE code = '5900-CNY') ELSE p.account_id END)"
            },
            "GM353",
        ),
        (
            {"budget": "CASE head.id WHEN (SELECT max(id) FROM head) THEN 999 ELSE p.budget_line_id END"},
            "GM320",
        ),
    ],
)
def test_a_batch_by_hand_with_one_entry_that_breaks_a_law(
    refused_owner: psycopg.Connection, head_id: str, changes: dict[str, str], state: str
) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        refused_owner.execute(many_raw(head_id=head_id, **changes))
    assert refusal.value.sqlstate in state.split(), refusal.value
    assert broken() == []


def test_balanced_lines_added_to_an_old_entry(refused_owner: psycopg.Connection) -> None:
    old = "(SELECT id FROM funds_journal WHERE source = 'PY18-05-077')"
    added = LINES.format(journal=old, amount="", account="p.account_id", fund="p.fund_id", budget="NULL", line="+ 2",
                         line_period="p.period_id", line_day="p.effective_date", source="")  # fmt: skip
    with pytest.raises(psycopg.Error) as refusal:
        refused_owner.execute(added)
    assert refusal.value.sqlstate == "GM311"
    with refused_owner.transaction(force_rollback=True):
        refused_owner.execute(raw())
        with pytest.raises(psycopg.Error) as refusal:
            refused_owner.execute(added.replace(old, "(SELECT id FROM funds_journal WHERE source = 'RAW-1')"))
    assert refusal.value.sqlstate == "GM311"
    assert broken() == []


def test_a_head_without_lines_and_lines_without_a_head(refused_owner: psycopg.Connection) -> None:
    head = HEAD.format(xact="pg_current_xact_id()", period="period_id", day="effective_date", lines="2",
                       key="gen_random_uuid()", more="", values="")  # fmt: skip
    with pytest.raises(psycopg.Error) as refusal:
        refused_owner.execute(head)
    assert refusal.value.sqlstate == "GM311"
    with pytest.raises(psycopg.Error) as refusal:
        refused_owner.execute(LINES.format(journal="10 ^ 9", amount="", account="p.account_id", fund="p.fund_id", budget="NULL",
                                   line="", line_period="p.period_id", line_day="p.effective_date", source=""))  # fmt: skip
    assert refusal.value.sqlstate == "GM311"
    assert broken() == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO funds_allocation SELECT journal_id + 1, lot_id, 1, 1, host_id, line, kind FROM funds_allocation LIMIT 1",
        "INSERT INTO funds_lot (journal_id, amount, source_amount, host_id, fund_id, opened_on, line, currency,"
        " source_currency, source_ref) SELECT journal_id, 1, 1, host_id, fund_id, opened_on, line, currency,"
        " source_currency, 'x' FROM funds_lot LIMIT 1",
        "INSERT INTO funds_balance SELECT account_id, period_id, 15, host_id, 1, 1, 1 FROM funds_balance LIMIT 1",
    ],
)
def test_what_follows_from_postings_is_not_written_by_hand(
    refused_owner: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        refused_owner.execute(statement)
    assert refusal.value.sqlstate == "23001"
    assert broken() == []


def test_another_hosts_books_are_not_seen(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
    stranger = other_host(stage)
    with stranger.acting(OTHER_OFFICER):
        for table in TABLES:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), table
        for call in (f"funds_post({ground.book}, '[]')", f"funds_seal_pending({ground.book})",
                     f"funds_open_fund({ground.book}, 'x', 'CNY', 'fifo')", f"funds_load_budget({ground.fund}, 9, '[]', NULL)",
                     "funds_reverse(1, gen_random_uuid(), '', '2019-07-01', 'x')",
                     f"funds_open_book({ground.host}, 'x', 'x', 'cash', '2018-01-01')"):  # fmt: skip
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {call}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_posting")
        assert cursor.fetchone() == (0,), "nobody acts, so nothing is seen"


def test_one_pooled_connection_shows_each_actor_only_their_own(stage: Stage) -> None:
    stranger = other_host(stage)
    with stage.acting(FINANCE_OFFICE):
        funded(books(stage.host))
    with stranger.acting(OTHER_OFFICER):
        funded(books(stranger.host, code="OT", ref="OTHER"))
    for _ in range(3):
        for place, who, ref in ((stage, FINANCE_OFFICE, REF), (stranger, OTHER_OFFICER, "OTHER")):
            with place.acting(who), connection.cursor() as cursor:
                cursor.execute("SELECT DISTINCT ref FROM funds_fund")
                assert cursor.fetchall() == [(ref,)]
                cursor.execute("SELECT count(DISTINCT host_id), min(host_id) FROM funds_posting")
                assert cursor.fetchone() == (1, place.host)

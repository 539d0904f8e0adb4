"""Whatever a superuser changes with the guards off, column by column, a proof finds: the seals and the laws, each alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import psycopg
import pytest
from django.db import connections

from guohe.funds.operations.commit_order import commit
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.operations.seal_journals import seal
from guohe.funds.operations.verify_books import LAWS, OF_A_RANGE, OF_ALL, verify
from tests.factories.funds import (
    Ground,
    add_fund,
    books,
    cny,
    converted,
    demo_spends,
    funded,
    hkd,
    key,
    received,
    spend,
)
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import FINANCE_OFFICE, OTHER_OFFICER

DAY = date(2019, 3, 4)
# What changes in the course of the work is held by other laws than the seals: sums, states, names.
CHANGING: Final = {
    "funds_lot": {"closed_by", "used", "used_source", "spent"},
    "funds_period": {"state", "turned_by", "digest"},
    "funds_account": {"name", "closed_on", "hot"},
    "funds_budget_line": {"actual_minor", "committed_minor", "current"},
    "funds_seal": {"host_id", "sealed_at"},
}
# One row of each shape that a table has, of those that a sealed line names.
_KIND: Final = "SELECT kind FROM funds_journal AS j WHERE j.id = t.journal_id"
ROWS: Final = {
    "funds_journal": "DISTINCT ON (kind, memo = '') ctid FROM funds_journal",
    "funds_posting": f"DISTINCT ON (({_KIND}), line, lot_id IS NULL, budget_line_id IS NULL) ctid FROM funds_posting AS t",
    "funds_allocation": "DISTINCT ON (kind) ctid FROM funds_allocation",
    "funds_lot": "DISTINCT ON (parent_id IS NULL) ctid FROM funds_lot",
    "funds_fx_deal": "ctid FROM funds_fx_deal LIMIT 1",
    "funds_commitment": "ctid FROM funds_commitment LIMIT 1",
    "funds_book": "ctid FROM funds_book",
    "funds_period": "ctid FROM funds_period WHERE id = (SELECT max(period_id) FROM funds_posting)",
    "funds_account": "ctid FROM funds_account WHERE id = (SELECT max(account_id) FROM funds_posting)",
    "funds_fund": "ctid FROM funds_fund WHERE id IN (SELECT fund_id FROM funds_posting)",
    "funds_budget_line": "ctid FROM funds_budget_line WHERE id = (SELECT max(budget_line_id) FROM funds_posting)",
    "funds_seal": "ctid FROM funds_seal WHERE block = 2",
}
# Another value of each type, at both ends of it, so that no two columns that are written side by side run together.
OTHERS: Final = {
    "smallint": ("{} + 1", "{} # 16384", "-{} - 1"),
    "integer": ("{} + 1", "{} # 1073741824", "-{} - 1"),
    "bigint": ("{} + 1", "{} # 4294967296", "-{} - 1"),
    "text": ("{} || 'x'", "' ' || {}", "upper({}) || lower({})"),
    "date": ("{} + 1", "'infinity'"),
    "timestamp with time zone": ("{} + interval '1 microsecond'",),
    "uuid": ("gen_random_uuid()",),
    "bytea": ("set_byte({0}, 0, get_byte({0}, 0) # 1)", "{} || '\\x00'", "substr({}, 2)"),
    "xid8": ("({}::text::bigint + 1)::text::xid8",),
    "boolean": ("NOT {}",),
}
INSTEAD_OF_NOTHING: Final = {
    "smallint": ("0", "-1"),
    "integer": ("0", "-1"),
    "bigint": ("0", "-1"),
    "text": ("''",),
}
# The same letters and numbers, in other columns.
MOVED: Final = {
    "funds_journal": (
        "kind = kind || left(source, 1), source = substr(source, 2)",
        "source = source || left(memo, 1), memo = substr(memo, 2)",
        "source = memo, memo = source",
    ),
    "funds_posting": (
        "account_id = fund_id, fund_id = account_id",
        "period_id = budget_line_id, budget_line_id = period_id",
        "lot_id = fund_id, fund_id = lot_id",
        "account_id = period_id, period_id = account_id",
    ),
    "funds_allocation": (
        "amount = source_amount, source_amount = amount",
        "lot_id = amount, amount = lot_id",
    ),
}


@pytest.fixture
def owner(committed: str) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to committed books with every kind of entry, sealed in blocks of five."""
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        add_fund(ground.book, ref="SECOND", lot_policy="specified")
        funded(ground)
        received(ground, ref="SECOND", instalment="S1")
        received(ground, instalment="T2", on=date(2019, 2, 1))
        converted(ground, deal_no="DEMO-FX-2", on=date(2019, 2, 4))
        post(book=ground.book, entries=demo_spends(ground))
        post(book=ground.book, entries=[spend(ground, "N-1", hkd("12.00"), on=DAY, memo="two cables")])
        first = _one("SELECT id FROM funds_lot WHERE source_ref = 'SECOND/S1'")
        converted(ground, ref="SECOND", deal_no="S-1", lot=first)
        second = _one("SELECT max(id) FROM funds_lot")
        post(book=ground.book, entries=[spend(ground, "N-2", hkd("7.00"), on=DAY, ref="SECOND", lot=second)])
        commit(book=ground.book, fund=ground.ref, order_no="PO-1", amount=hkd("100.00"), in_award_currency=cny("80.00"),
               budget="materials", on=DAY, key=key())  # fmt: skip
        reverse(
            journal_id=_one("SELECT id FROM funds_journal WHERE source = 'N-1'"),
            reason="twice",
            on=DAY,
            key=key(),
        )
    with stage.acting(FINANCE_OFFICE):
        seal(book=ground.book, journals_a_block=5)
    settings = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        settings.pop(name, None)
    with psycopg.connect(**{**settings, "dbname": committed}, autocommit=True) as link:
        link.execute(
            "SELECT set_config('guohe.actor', (SELECT min(posted_by)::text FROM funds_journal), false),"
            " set_config('guohe.on', '2019-07-02', false)"
        )
        yield link


def _one(sql: str) -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _guards_off(owner: psycopg.Connection[Any], table: str) -> None:
    """Every trigger and constraint of the table, for the transaction that is open."""
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for (name,) in owner.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype NOT IN ('n', 't') ORDER BY contype = 'p'",
        [table],
    ).fetchall():
        owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
    for (name,) in owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attidentity <> ''", [table]
    ).fetchall():
        owner.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY")
    for (name,) in owner.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique",
        [table],
    ).fetchall():
        owner.execute(f"DROP INDEX {name}")


def _edits(owner: psycopg.Connection[Any], table: str, row: str) -> Iterator[str]:
    for column, kind, nullable in owner.execute(
        "SELECT attname, format_type(atttypid, NULL), NOT attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum", [table]
    ).fetchall():  # fmt: skip
        if column in CHANGING.get(table, ()):
            continue
        (nothing,) = owner.execute(
            f"SELECT {column} IS NULL FROM {table} WHERE ctid = %s", [row]
        ).fetchone() or (True,)
        values = (
            INSTEAD_OF_NOTHING[kind]
            if nothing
            else tuple(each.format(column, column) for each in OTHERS[kind])
        )
        yield from (f"{column} = {value}" for value in values)
        if nullable and not nothing:
            yield f"{column} = NULL"
    yield from MOVED.get(table, ())


def _unsealed(owner: psycopg.Connection[Any]) -> bool:
    (broken,) = owner.execute(
        "SELECT (SELECT broken FROM funds_prove('chain', 0, 0)) + (SELECT broken FROM funds_prove('seals', 0, 1000000))"
    ).fetchone() or (0,)
    return bool(broken)


@pytest.mark.parametrize("table", ROWS)
def test_the_seals_find_every_column_of_every_shape_of_row(
    owner: psycopg.Connection[Any], table: str
) -> None:
    tried, unseen = 0, []
    with owner.transaction(force_rollback=True):
        _guards_off(owner, table)
        assert not _unsealed(owner)
        for (row,) in owner.execute(f"SELECT {ROWS[table]}").fetchall():
            (before,) = owner.execute(
                f"SELECT t::text FROM {table} AS t WHERE ctid = %s", [row]
            ).fetchone() or ("",)
            for edit in _edits(owner, table, row):
                with owner.transaction(force_rollback=True):
                    try:
                        with owner.transaction():
                            (after,) = owner.execute(
                                f"UPDATE {table} AS t SET {edit} WHERE ctid = %s RETURNING t::text", [row]
                            ).fetchone() or ("",)
                    except psycopg.errors.NotNullViolation:
                        continue
                    if after == before:
                        continue
                    tried += 1
                    if not _unsealed(owner):
                        unseen.append(f"{edit}: {before}")
    assert unseen == []
    assert tried >= 8


def _broken(owner: psycopg.Connection[Any]) -> set[str]:
    return {
        law
        for question in (*OF_ALL, *OF_A_RANGE)
        for law, broken in owner.execute(
            "SELECT law, broken FROM funds_prove(%s, 0, 1000000)", [question]
        ).fetchall()
        if broken
    } - {"guards"}


SPEND: Final = "(SELECT id FROM funds_journal WHERE source = 'AP18-00901')"
# Not the lot that paid the spend, but of its fund and currency.
LATER_LOT: Final = "(SELECT max(id) FROM funds_lot WHERE currency = 'HKD' AND source_ref LIKE '%/T2')"
DIFFERENT: Final = (
    # Two allocations that each say the line's amount; one that is gone; one of a line that has none; one of no line.
    (f"INSERT INTO funds_allocation SELECT journal_id, {LATER_LOT}, amount, source_amount, host_id, line, kind"
     f" FROM funds_allocation WHERE journal_id = {SPEND}", {"money", "lots", "budget", "seals"}),
    (f"DELETE FROM funds_allocation WHERE journal_id = {SPEND}", {"money", "lots", "budget", "seals"}),
    (f"UPDATE funds_allocation SET line = 2 WHERE journal_id = {SPEND}", {"money", "lots", "budget", "seals"}),
    (f"UPDATE funds_allocation SET line = 9 WHERE journal_id = {SPEND}", {"money", "lots", "budget", "seals"}),
    (f"UPDATE funds_allocation SET journal_id = 900000 WHERE journal_id = {SPEND}", {"money", "lots", "budget", "seals"}),
    (f"UPDATE funds_allocation SET amount = amount + 1 WHERE journal_id = {SPEND}", {"money", "lots", "seals"}),
    # A lot of another currency, of another fund, and one that is not there.
    (f"UPDATE funds_allocation SET lot_id = (SELECT min(id) FROM funds_lot) WHERE journal_id = {SPEND}", {"money", "lots", "seals"}),
    (f"UPDATE funds_allocation SET lot_id = 900000 WHERE journal_id = {SPEND}", {"money", "lots", "seals"}),
    ("UPDATE funds_lot SET fund_id = fund_id + 1 WHERE currency = 'HKD'", {"money", "seals"}),
    ("UPDATE funds_lot SET amount = amount + 1 WHERE parent_id IS NULL", {"money", "seals"}),
    ("UPDATE funds_lot SET line = 9 WHERE parent_id IS NULL", {"money", "seals"}),
    ("UPDATE funds_lot SET spent = spent + 1", {"lots"}),
    (f"UPDATE funds_posting SET budget_line_id = (SELECT max(budget_line_id) FROM funds_posting) WHERE journal_id = {SPEND}"
     " AND line = 1", {"budget", "seals"}),
    (f"UPDATE funds_posting SET amount = -amount WHERE journal_id = {SPEND}", {"money", "balances", "seals"}),
    # The fund of both lines, so that they still balance; of one; and none.
    (f"UPDATE funds_posting SET fund_id = (SELECT max(id) FROM funds_fund) WHERE journal_id = {SPEND}", {"money", "seals"}),
    (f"UPDATE funds_posting SET fund_id = (SELECT max(id) FROM funds_fund) WHERE journal_id = {SPEND} AND line = 2", {"entries", "seals"}),
    (f"UPDATE funds_posting SET fund_id = NULL WHERE journal_id = {SPEND}", {"accounts", "seals"}),
    (f"UPDATE funds_posting SET fund_id = 900000 WHERE journal_id = {SPEND}", {"accounts", "money", "seals"}),
    (f"UPDATE funds_posting SET currency = 'USD' WHERE journal_id = {SPEND}", {"accounts", "money", "seals"}),
    (f"UPDATE funds_posting SET account_id = 900000 WHERE journal_id = {SPEND} AND line = 1", {"accounts", "balances", "money"}),
    (f"UPDATE funds_posting SET period_id = period_id + 1 WHERE journal_id = {SPEND}", {"entries", "balances", "seals"}),
    (f"UPDATE funds_posting SET period_id = -period_id, host_id = -1 WHERE journal_id = {SPEND}", {"entries", "accounts", "seals"}),
    (f"UPDATE funds_journal SET period_id = period_id + 1 WHERE id = {SPEND}", {"entries", "heads", "seals"}),
    (f"UPDATE funds_journal SET host_id = host_id + 1 WHERE id = {SPEND}", {"entries", "heads", "seals"}),
    (f"UPDATE funds_journal SET line_count = 3 WHERE id = {SPEND}", {"entries", "seals"}),
    (f"UPDATE funds_journal SET approved_by = posted_by WHERE id = {SPEND}", {"entries", "seals"}),
    ("UPDATE funds_account SET opened_on = '2018-09-01' WHERE code = '7310'", {"accounts", "seals"}),
    ("UPDATE funds_account SET closed_on = '2018-08-20' WHERE code = '7310'", {"accounts"}),
    ("UPDATE funds_account SET currency = 'CNY' WHERE code = '7310'", {"accounts", "seals"}),
    ("UPDATE funds_account SET book_id = 900000 WHERE code = '7310'", {"accounts", "seals"}),
    ("UPDATE funds_fund SET book_id = 900000", {"accounts", "seals"}),
    ("UPDATE funds_period SET ends = starts + 1", {"heads", "seals"}),
    ("UPDATE funds_balance SET lines = lines + 1", {"balances"}),
    (f"DELETE FROM funds_posting WHERE journal_id = {SPEND}", {"entries", "balances", "money", "seals"}),
    (f"DELETE FROM funds_journal WHERE id = {SPEND}", {"entries", "seals"}),
)  # fmt: skip


def test_the_laws_find_what_is_different(owner: psycopg.Connection[Any]) -> None:
    assert _broken(owner) == set()
    unseen = []
    for sql, laws in DIFFERENT:
        table = next(word for word in sql.split() if word.startswith("funds_"))
        with owner.transaction(force_rollback=True):
            _guards_off(owner, table)
            assert owner.execute(sql).rowcount, sql
            found = _broken(owner)
            if not laws <= found:
                unseen.append((sql, sorted(laws - found), sorted(found)))
    assert unseen == []


def test_every_question_answers_for_its_laws(owner: psycopg.Connection[Any]) -> None:
    told = [
        law
        for question in (*OF_ALL, *OF_A_RANGE)
        for (law,) in owner.execute("SELECT law FROM funds_prove(%s, 0, 1000000)", [question]).fetchall()
    ]
    assert sorted(set(told)) == sorted(LAWS)


def test_entries_of_two_books_lie_between_each_other(stage: Stage) -> None:
    def some(ground: Ground, number: int) -> None:
        post(book=ground.book, entries=[spend(ground, f"X-{number}", hkd("5.00"), on=DAY, ref=ground.ref)])

    stranger = other_host(stage)
    with stage.acting(FINANCE_OFFICE):
        ours = books(stage.host)
        funded(ours)
    with stranger.acting(OTHER_OFFICER):
        theirs = books(stranger.host, code="OT", ref="OTHER")
        funded(theirs)
    for number in range(3):
        with stage.acting(FINANCE_OFFICE):
            some(ours, number)
        with stranger.acting(OTHER_OFFICER):
            some(theirs, number)
    with stage.acting(FINANCE_OFFICE):
        assert seal(book=ours.book) == 1
        some(ours, 9)
    with stranger.acting(OTHER_OFFICER):
        some(theirs, 9)
        assert seal(book=theirs.book) == 1
        assert [proof.name for proof in verify() if proof.broken] == []

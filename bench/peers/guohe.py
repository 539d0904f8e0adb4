"""Our books, and beside them plain COPY of the same rows into tables with the same indexes and no law at all."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from bench.ground import CATEGORIES, Place, more_funds, opened, people
from bench.worker import side_by_side
from guohe.funds.operations.bulk_post import Staged, post_many, post_staged, stage
from guohe.funds.operations.open_books import open_account
from guohe.funds.operations.post_entries import Entry, Line, post
from guohe.kernel.money import Money
from tests.factories.people import FINANCE_OFFICE, NOW

_FUNDS = 50
_CLIENTS = 8
_state: dict[str, Any] = {}
_turn = itertools.count()

_MIRROR = """
    CREATE TABLE IF NOT EXISTS mirror_journal (LIKE funds_journal INCLUDING DEFAULTS INCLUDING INDEXES);
    CREATE TABLE IF NOT EXISTS mirror_posting (LIKE funds_posting INCLUDING DEFAULTS INCLUDING INDEXES);
    CREATE TABLE IF NOT EXISTS mirror_allocation (LIKE funds_allocation INCLUDING DEFAULTS INCLUDING INDEXES);
"""
_HEAD_COLUMNS = (
    "id, reverses, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by, approved_by, line_count, "
    "key, digest, kind, source, memo, instalment, reason"
)
_HEAD_TYPES = ("int8", "int8", "int8", "timestamptz", "int4", "int4", "int4", "date", "int4", "int4", "int2",
               "uuid", "bytea", "text", "text", "text", "text", "text")  # fmt: skip
_POSTING_COLUMNS = "journal_id, amount, lot_id, account_id, fund_id, budget_line_id, period_id, host_id, effective_date, line, currency"
_POSTING_TYPES = ("int8", "int8", "int8", "int4", "int4", "int4", "int4", "int4", "date", "int2", "text")
_ALLOCATION_COLUMNS = "journal_id, lot_id, amount, source_amount, host_id, line, kind"
_ALLOCATION_TYPES = ("int8", "int8", "int8", "int8", "int4", "int2", "text")


def set_up() -> int:
    """Books with fifty funds of four instalments each, enforced budgets; eight banks and a hot one; empty mirrors."""
    place = more_funds(opened(people()), 1, _FUNDS + 1)
    with place.stage.acting(FINANCE_OFFICE):
        for number in range(_CLIENTS):
            open_account(book=place.ground.book, code=f"BANK{number}", name=f"Bank {number}", currency="HKD", role="bank",
                         on=date(2018, 1, 1))  # fmt: skip
        open_account(book=place.ground.book, code="HOT", name="Hot bank", currency="HKD", role="bank",
                     on=date(2018, 1, 1), hot=True)  # fmt: skip
    _state["place"] = place
    _state["plain"] = psycopg.connect(os.environ["DATABASE_URL"])
    with _state["plain"].transaction():
        _state["plain"].execute(_MIRROR)
    return len(place.funds)


def prepare(*, of: str, **values: Any) -> Callable[[], int]:
    """Bulk from staged rows or from entries, plain COPY with or without allocations, or single posts."""
    if of == "single":
        return _single(**values)
    # As the server does by itself within a minute: plans are made for tables whose size is known.
    _state["plain"].execute(
        "ANALYZE funds_journal, funds_posting, funds_allocation, funds_lot, mirror_journal, mirror_posting"
    )
    _state["plain"].commit()
    entries = _entries(values["count"])
    place: Place = _state["place"]
    if of == "entries":
        return lambda: _posted(lambda: post_many(book=place.ground.book, entries=entries))
    with place.stage.acting(FINANCE_OFFICE):
        staged = stage(book=place.ground.book, entries=entries)
    if of == "bulk":
        return lambda: _posted(lambda: post_staged(book=place.ground.book, staged=staged))
    return _copy(staged, allocations=of == "copy_all")


def _posted(work: Callable[[], Any]) -> int:
    with _state["place"].stage.acting(FINANCE_OFFICE):
        done = work()
    assert done.were_there == 0
    return int(done.journals)


def _entries(count: int) -> list[Entry]:
    place: Place = _state["place"]
    refs, first, turn = list(place.funds), date(2018, 2, 1), next(_turn)
    made = []
    for n in range(count):
        amount, ref = Money("HKD", 100 + n * 104_729 % 1_999_901), refs[n % len(refs)]
        made.append(
            Entry(
                key=uuid4(),
                kind="spend",
                effective_date=first + timedelta(days=(turn * 7 + n * 30 // count) % 1000),
                source=f"AP{turn}-{n}",
                memo="bench",
                lines=(
                    Line(f"E{n * 7919 % 200:04d}", amount, fund=ref, budget=CATEGORIES[n % 5]),
                    Line("1000-HKD", -amount, fund=ref),
                ),
            )
        )
    return made


def _copy(staged: Staged, *, allocations: bool) -> Callable[[], int]:
    plain: psycopg.Connection[Any] = _state["plain"]
    place: Place = _state["place"]
    top = plain.execute("SELECT coalesce(max(id), 0) FROM mirror_journal").fetchone()
    assert top is not None
    periods = plain.execute("SELECT id, starts, ends FROM funds_period").fetchall()
    plain.commit()
    period_of = {
        starts + timedelta(days=n): number
        for number, starts, ends in periods
        for n in range((ends - starts).days)
    }
    now, book, host = NOW, place.ground.book, place.stage.host
    heads, base = [], int(top[0])
    for n, key, digest, kind, day, source, memo, instalment, line_count in staged.entries:
        heads.append((base + n, None, base, now, book, host, period_of[day], day, 1, None, line_count, key, digest, kind,
                      source, memo, instalment, None))  # fmt: skip
    lines, used = [], []
    for n, number, account, currency, minor, fund, budget, lot in staged.lines:
        day = staged.entries[n - 1][4]
        lines.append(
            (base + n, minor, lot, account, fund, budget, period_of[day], host, day, number, currency)
        )
        if minor > 0:
            used.append((base + n, fund or 0, minor, minor * 100 // 124, host, number, "spend"))

    def go() -> int:
        with plain.transaction(), plain.cursor() as cursor:
            for table, columns, types, rows in (
                ("mirror_journal", _HEAD_COLUMNS, _HEAD_TYPES, heads),
                ("mirror_posting", _POSTING_COLUMNS, _POSTING_TYPES, lines),
                ("mirror_allocation", _ALLOCATION_COLUMNS, _ALLOCATION_TYPES, used if allocations else []),
            ):
                if rows:
                    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
                        copy.set_types(types)
                        for row in rows:
                            copy.write_row(row)
        return len(heads)

    return go


def _single(clients: int, seconds: float, hot: bool, one_fund: bool = False) -> Callable[[], int]:
    from django.db import connections

    connections.close_all()
    place: Place = _state["place"]
    refs = list(place.funds)
    account = place.stage.account(FINANCE_OFFICE)
    connections.close_all()

    def one(number: int) -> Callable[[], None]:
        from guohe.identity.operations.act_as import acting

        bank, ref = "HOT" if hot else f"BANK{number}", refs[0 if one_fund else number]
        turn = itertools.count()
        for connection in connections.all():
            connection.settings_dict["CONN_MAX_AGE"] = None

        def act() -> None:
            ten = Money("HKD", 1000 + next(turn))
            entry = Entry(
                key=uuid4(), kind="spend", effective_date=date(2018, 6, 1), source="AP-single", memo="bench",
                lines=(Line(f"E{number:04d}", ten, fund=ref, budget="materials"), Line(bank, -ten, fund=ref)),
            )  # fmt: skip
            with acting(account, on=date(2019, 7, 2)):
                post(book=place.ground.book, entries=[entry])

        return act

    return side_by_side(clients, seconds, one)

"""Our books, and beside them plain COPY of the same rows into tables with the same indexes and no law at all."""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from bench.ground import CATEGORIES, Place, more_funds, opened, people
from bench.worker import side_by_side
from guohe.funds.domain.entries import digest
from guohe.funds.operations.bulk_post import names_of, post_many, post_staged, stage
from guohe.funds.operations.open_books import open_account
from guohe.funds.operations.post_entries import Entry, Line, post_alone
from guohe.kernel.money import Money
from tests.factories.people import FINANCE_OFFICE, NOW

_FUNDS = 50
_CLIENTS = 8
_state: dict[str, Any] = {}
_turn = itertools.count()
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)

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
    if of == "bulk":
        with place.stage.acting(FINANCE_OFFICE):
            staged = stage(book=place.ground.book, entries=entries)
        return lambda: _posted(lambda: post_staged(book=place.ground.book, staged=staged))
    return _copy(entries, allocations=of == "copy_all")


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


def _binary(rows: list[tuple[Any, ...]], types: tuple[str, ...]) -> bytes:
    """The rows as COPY reads them, laid out before the going as ours are."""
    first = date(2000, 1, 1)
    forms: dict[str, Callable[[Any], bytes]] = {
        "int2": struct.Struct(">h").pack,
        "int4": struct.Struct(">i").pack,
        "int8": struct.Struct(">q").pack,
        "text": str.encode,
        "bytea": bytes,
        "uuid": lambda value: bytes(value.bytes),
        "date": lambda day: struct.pack(">i", (day - first).days),
        "timestamptz": lambda at: struct.pack(">q", (at - _FIRST) // timedelta(microseconds=1)),
    }
    parts = [b"PGCOPY\n\xff\r\n\x00" + bytes(8)]
    for row in rows:
        parts.append(struct.pack(">h", len(row)))
        for value, kind in zip(row, types, strict=True):
            data = None if value is None else forms[kind](value)
            parts += (struct.pack(">i", -1 if data is None else len(data)), data or b"")
    return b"".join([*parts, b"\xff\xff"])


def _copy(entries: list[Entry], *, allocations: bool) -> Callable[[], int]:
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
    with place.stage.acting(FINANCE_OFFICE):
        names = names_of(book)
    heads, lines, used = [], [], []
    for base, entry in enumerate(entries, start=int(top[0]) + 1):
        day = entry.effective_date
        heads.append((base, None, base, now, book, host, period_of[day], day, 1, None, len(entry.lines), entry.key,
                      digest(entry), entry.kind, entry.source, entry.memo, entry.instalment, None))  # fmt: skip
        for number, line in enumerate(entry.lines, start=1):
            minor, fund = line.amount.minor, names.funds[line.fund or ""]
            budget = None if line.budget is None else names.budgets[fund, line.budget]
            lines.append((base, minor, line.lot, names.accounts[line.account][0], fund, budget, period_of[day], host,
                          day, number, line.amount.currency))  # fmt: skip
            if minor > 0:
                used.append((base, fund, minor, minor * 100 // 124, host, number, "spend"))
    laid_out = [
        (f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", _binary(rows, types))
        for table, columns, types, rows in (
            ("mirror_journal", _HEAD_COLUMNS, _HEAD_TYPES, heads),
            ("mirror_posting", _POSTING_COLUMNS, _POSTING_TYPES, lines),
            ("mirror_allocation", _ALLOCATION_COLUMNS, _ALLOCATION_TYPES, used if allocations else []),
        )
        if rows
    ]

    def go() -> int:
        with plain.transaction(), plain.cursor() as cursor:
            for statement, data in laid_out:
                with cursor.copy(statement) as copy:
                    copy.write(data)
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
            post_alone(account=account, on=date(2019, 7, 2), book=place.ground.book, entry=entry)

        return act

    return side_by_side(clients, seconds, one)

"""Databases, people and books for a benchmark, made by the product's own operations in a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection, connections

from bench.measuring import progress
from guohe.funds.operations.open_books import open_account, open_months
from guohe.imports.operations.confirm import confirm
from tests.factories.funds import Ground, add_fund, books, converted, received
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE, NOW

_EMPTY = "guohe_bench_empty"
INSTALMENTS = 4
COSTS_EACH = 200
CATEGORIES = ("labour", "materials", "testing", "travel", "equipment")
# Room for any benchmark, so that the law is asked each time and never refuses.
ENFORCED = dict.fromkeys(CATEGORIES, "900,000,000,000.00")
SENT, CREDITED, BOUGHT = "90,000,000.00", "89,999,850.00", "111,599,814.00"


def url_of(name: str, *, application: bool = False) -> str:
    """The address of a database of this server, as its owner or as the application."""
    given = os.environ["GUOHE_APP_DATABASE_URL" if application else "DATABASE_URL"]
    parts = urlsplit(given)
    return (
        urlunsplit(parts._replace(path=f"/{name}")) if parts.netloc else given.replace("/guohe?", f"/{name}?")
    )


def create(name: str, template: str | None = None) -> None:
    """An empty database, or a copy of another."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        copied = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        server.execute(f'CREATE DATABASE "{name}"{copied}')


def drop(name: str) -> None:
    """Gives the disk back."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def point_at(name: str) -> None:
    """Django's two connections go to this database from now on."""
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _exists(name: str) -> bool:
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@contextmanager
def database(name: str) -> Iterator[str]:
    """A migrated database of this name for the block; every benchmark begins with empty books."""
    from django.core.management import call_command

    name = f"guohe_bench_{name}"
    if not _exists(_EMPTY):
        progress("tables")
        create(_EMPTY)
        point_at(_EMPTY)
        call_command("migrate", database="owner", verbosity=0)
    point_at("postgres")
    create(name, _EMPTY)
    point_at(name)
    try:
        yield name
    finally:
        point_at("postgres")
        drop(name)


@dataclass(frozen=True, slots=True)
class Place:
    """Books with numbers of everything that a line may name."""

    stage: Stage
    ground: Ground
    funds: dict[str, int]
    budget: dict[int, list[int]]
    costs: list[int]
    bank: int


def people() -> Stage:
    """The cast of the demo."""
    return the_cast()


def opened(stage: Stage) -> Place:
    """A book of 36 months with some expense accounts and no fund with money yet."""
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host, ref="BENCH-0", enforced=True, limits=ENFORCED)
        _open_costs(ground.book)
    return look(stage, ground)


def on_demo_books(lines: int) -> Place:
    """The demo's books with ``lines`` cost lines on the grant DEMO-NKP-2018-001, posted from one listing."""
    from tests.factories.imports import STEEL, demo_ground, many_lines

    ground = demo_ground()
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("many.csv", many_lines(lines, cents=2_900)).job
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (done.posted, len(done.held)) == (lines, 0)
        open_months(book=ground.book, first=date(2020, 7, 1), count=6)
        _open_costs(ground.book)
    return look(ground.stage, Ground(ground.stage.host, ground.book, 0, STEEL))


def _open_costs(book: int) -> None:
    for number in range(COSTS_EACH):
        open_account(book=book, code=f"E{number:04d}", name=f"Cost {number}", currency="HKD", role="expense",
                     on=date(2018, 1, 1))  # fmt: skip


def more_funds(place: Place, first: int, after: int) -> Place:
    """Funds BENCH-first to BENCH-(after - 1), each with four instalments received and exchanged."""
    with place.stage.acting(FINANCE_OFFICE):
        for number in range(first, after):
            ref = f"BENCH-{number}"
            add_fund(place.ground.book, ref=ref, limits=ENFORCED, enforced=True)
            for turn in range(1, INSTALMENTS + 1):
                received(
                    place.ground,
                    ref=ref,
                    instalment=f"T{turn}",
                    sent=SENT,
                    credited=CREDITED,
                    on=date(2018, 1, turn),
                )
                converted(place.ground, ref=ref, sold=CREDITED, bought=BOUGHT, deal_no=f"B{number}-{turn}",
                          on=date(2018, 1, 10 + turn))  # fmt: skip
    return look(place.stage, place.ground)


def look(stage: Stage, ground: Ground) -> Place:
    """The numbers of what is there."""
    with stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, id FROM funds_fund WHERE ref LIKE 'BENCH-%%' AND ref <> 'BENCH-0' AND book_id = %s ORDER BY id",
            [ground.book],
        )
        funds = dict(cursor.fetchall())
        cursor.execute(
            "SELECT fund_id, array_agg(id ORDER BY id) FROM funds_budget_line WHERE current AND enforced GROUP BY fund_id"
        )
        budget = dict(cursor.fetchall())
        cursor.execute(
            "SELECT id FROM funds_account WHERE book_id = %s AND code LIKE 'E%%' ORDER BY id", [ground.book]
        )
        costs = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM funds_account WHERE book_id = %s AND code = '1000-HKD'", [ground.book])
        bank = cursor.fetchone()[0]
    return Place(stage, ground, funds, budget, costs, bank)


# Spends of one batch, laid out by the database itself and posted through the same door as any file. ``first`` numbers
# the batch's entries within all entries of this filling, so that days go on from batch to batch.
_HEADS = """
    INSERT INTO pg_temp.funds_stage_entry (n, day, line_count, key, digest, kind, source, memo)
    SELECT n, '2018-02-01'::date + ((%(first)s + n)::bigint * 1050 / %(all)s)::integer, 2, gen_random_uuid(),
           sha256(int8send(%(first)s + n)), 'spend', 'AP' || (%(base)s + %(first)s + n), 'bench'
    FROM generate_series(1, %(many)s) AS n
"""
_LINES = """
    INSERT INTO pg_temp.funds_stage_line (n, line, day, amount, account_id, fund_id, budget_line_id, currency)
    SELECT n, side.line, '2018-02-01'::date + ((%(first)s + n)::bigint * 1050 / %(all)s)::integer,
           side.sign * (100 + (n::bigint * 104729 %% 1999901)),
           CASE side.line WHEN 1 THEN (%(costs)s)[1 + (n::bigint * 7919 + %(first)s) %% %(cost_count)s] ELSE %(bank)s END,
           (%(funds)s)[1 + n %% %(fund_count)s],
           CASE side.line WHEN 1 THEN (%(budgets)s)[1 + (n %% %(fund_count)s) * 5 + n %% 5] END, 'HKD'
    FROM generate_series(1, %(many)s) AS n CROSS JOIN (VALUES (1::smallint, 1), (2::smallint, -1)) AS side (line, sign)
"""


def fill(place: Place, *, funds: list[int], journals: int, base: int, batch: int = 50_000) -> int:
    """Posts ``journals`` two-line spends over ``funds`` through the bulk door, by days over three years; gives their number."""
    values = {
        "costs": place.costs, "cost_count": len(place.costs), "bank": place.bank, "funds": funds, "fund_count": len(funds),
        "budgets": [line for fund in funds for line in place.budget[fund][:5]], "all": journals, "base": base,
    }  # fmt: skip
    for first in range(0, journals, batch):
        many = min(batch, journals - first)
        with place.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
            cursor.execute("SELECT funds_open_staging()")
            cursor.execute(_HEADS, {**values, "first": first, "many": many})
            cursor.execute(_LINES, {**values, "first": first, "many": many})
            cursor.execute("SELECT lines FROM funds_post_staged(%s, NULL)", [place.ground.book])
            assert cursor.fetchone()[0] == 2 * many
        progress(f"{first + many:,} of {journals:,} entries")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return journals

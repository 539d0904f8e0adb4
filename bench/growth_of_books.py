"""Questions to books that grow: what depends on the size of all books must stay small, the rest must not grow at all.

One grant of 10,000 lines is posted first; then funds of 10,000 spends each are added around it, through the bulk
door, until the books have the lines of each size. After each size: trial balance as of any day, trace back and forward,
the lines and the twin report of that grant, and the proof of all books.
"""

# ruff: noqa: B023 -- every closure of a loop here runs within its own turn
from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from bench.ground import Place, database, fill, more_funds, on_demo_books, url_of
from bench.measuring import Server, go, keep, milliseconds, progress, show
from guohe.funds.operations.seal_journals import seal
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import spend_facts, trace, trial_balance
from guohe.identity.operations.act_as import acting
from guohe.reporting.queries import twin
from tests.factories.people import AUDITOR, FINANCE_OFFICE, TODAY

if TYPE_CHECKING:
    from bench.run import Scale

STEEL = "DEMO-NKP-2018-001"
SPENDS_A_FUND = 10_000
_SUM_OF_LINES = """
    SELECT account_id, sum(amount) FROM funds_posting WHERE effective_date <= %s GROUP BY account_id
"""


def run(scale: Scale) -> None:
    """Three sizes; ``full`` goes to ten million lines."""
    sizes = (40_000, 80_000, 120_000) if scale.quick else (100_000, 300_000, 1_000_000)
    grow((100_000, 1_000_000, 10_000_000) if scale.full else sizes)


def grow(sizes: tuple[int, ...]) -> None:
    """Asks after each size, the smallest first."""
    server = Server(url_of("postgres"))
    rows: list[tuple[object, ...]] = []
    with database("growth"):
        place = on_demo_books(SPENDS_A_FUND)
        funds = 0
        for size in sizes:
            wanted = size // (2 * SPENDS_A_FUND) - 1
            place = more_funds(place, funds + 1, wanted + 1)
            fresh = [number for ref, number in place.funds.items() if int(ref.partition("-")[2]) > funds]
            posted = go(
                server,
                lambda: fill(
                    place, funds=fresh, journals=SPENDS_A_FUND * len(fresh), base=funds * SPENDS_A_FUND
                ),
            )
            funds = wanted
            keep("growth", lines=size, filled_per_second=posted.units / posted.seconds)
            rows += [(f"{size:,}", *row) for row in _asked(place, size, server)]
    show(
        "Questions to growing books (ms; CPU of the client's process)",
        ("lines in the books", "question", "p50", "p99", "client CPU", "note"),
        sorted(rows, key=lambda row: str(row[1])),
    )


def _asked(place: Place, size: int, server: Server) -> list[tuple[object, ...]]:
    chance = random.Random(size)
    account = place.stage.account(FINANCE_OFFICE)
    rows: list[tuple[object, ...]] = []

    def ask(name: str, times: int, work: Callable[[int], Any], note: str = "") -> None:
        with acting(account, on=TODAY):
            work(0)
            p50, p99, cpu = milliseconds(work, times)
        keep("growth", lines=size, question=name, p50_ms=p50, p99_ms=p99, cpu_ms=cpu, note=note)
        rows.append((name, f"{p50:,.1f}", f"{p99:,.1f}", f"{cpu:,.1f}", note))
        progress(f"{size:,} lines: {name} {p50:.1f} ms")

    with connection.cursor() as cursor, acting(account, on=TODAY):
        cursor.execute("SELECT min(journal_id), max(journal_id) FROM funds_posting")
        low, high = cursor.fetchone()
    days = [date(2018, 2, 1) + timedelta(days=chance.randrange(800)) for _ in range(40)]
    entries = [chance.randint(low + 200, high) for _ in range(1000)]
    book = place.ground.book
    ask("trial balance as of any day", 39, lambda n: trial_balance.as_of(book, days[n]), "random days")
    ask("trial balance by summing all lines", 3, lambda n: _sum(days[n]), "plain SQL, for comparison")
    ask("trace of any line to its instalments", 400, lambda n: trace.back(entries[n]), "random lines")
    ask(
        "trace of an instalment to its uses",
        10,
        lambda n: trace.forward("BENCH-1/T1"),
        _uses("BENCH-1/T1", account),
    )
    ask("lines of a grant of 10,000 lines", 10, lambda n: spend_facts.of_fund(STEEL))
    years = "2018-FY2018-19"
    ask(
        "twin report of that grant",
        20,
        lambda n: twin.of_years(twin.ground(STEEL, on=TODAY, summed=True), years),
    )
    ask(
        "twin report with each of its lines",
        5,
        lambda n: twin.of_years(twin.ground(STEEL, on=TODAY), years),
        "as it is signed",
    )
    rows.append(_proved(place, size, server))
    return rows


def _sum(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SUM_OF_LINES, [day])
        cursor.fetchall()


def _uses(ref: str, account: int) -> str:
    with acting(account, on=TODAY):
        return f"{len(trace.forward(ref).uses):,} uses"


def _proved(place: Place, size: int, server: Server) -> tuple[object, ...]:
    def sealed() -> int:
        with place.stage.acting(FINANCE_OFFICE):
            return seal(book=place.ground.book)

    auditor = place.stage.account(AUDITOR)
    proofs: list[Any] = []

    def prove() -> int:
        with acting(auditor, on=TODAY):
            proofs.extend(verify(replay=False, workers=2, acting_in_worker=lambda: acting(auditor, on=TODAY)))
        return size

    seals = go(server, sealed)
    proof = go(server, prove)
    broken = [each for each in proofs if each.broken]
    keep("growth", lines=size, question="verify", seconds=proof.seconds, server_cpu=proof.server_cpu,
         proofs=[(each.name, each.count, each.broken, each.seconds) for each in proofs],
         seal_seconds=seals.seconds, seal_blocks=seals.units)  # fmt: skip
    note = f"server CPU {proof.server_cpu:.1f} s, {len(proofs)} laws, broken: {[each.name for each in broken] or 0}; {seals.units} blocks sealed in {seals.seconds:.1f} s"
    progress(f"{size:,} lines: verify {proof.seconds:.1f} s, {note}")
    return (
        "verify, all laws (2 workers)",
        f"{1000 * proof.seconds:,.0f}",
        "",
        f"{1000 * proof.client_cpu:,.0f}",
        note,
    )

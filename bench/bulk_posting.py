"""Bulk posting with the full rules beside plain COPY of the same rows, and beside three peers, in the same rounds.

Every entry is a two-line spend with fund and budget: proved balanced, tenant, period, accounts and currency checked,
allocated to lots with its carried cost, charged to an enforced budget line, balances kept. ``COPY`` writes the same
heads and lines into tables with the same indexes; ``COPY + allocations`` writes the allocations too, which the law
makes by itself.
"""

# ruff: noqa: B023 -- every closure of a loop here runs within its own turn
from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from bench.ground import create, database, drop, url_of
from bench.measuring import Server, interleave, keep, show, show_race
from bench.worker import Contender, contender

if TYPE_CHECKING:
    from bench.run import Scale

PEERS = {
    "django-hordak bulk_create": "hordak",
    "django-ledger commit_txs": "ledger",
    "SQL functions, 200 a call": "sqlfunction",
}


def peers(stack: ExitStack) -> dict[str, Contender]:
    """The three peers, each in a database of its own."""
    made = {}
    for name, module in PEERS.items():
        where = f"guohe_bench_{module}"
        create(where)
        stack.callback(drop, where)
        made[name] = stack.enter_context(contender(module, where))
    return made


def run(scale: Scale) -> None:
    """Three batch sizes against COPY, one against the peers."""
    server = Server(url_of("postgres"))
    rounds = 1 if scale.quick else 5
    sizes = (500, 1000, 2000) if scale.quick else (1_000, 10_000, 50_000)
    with ExitStack() as stack:
        where = stack.enter_context(database("bulk"))
        ours = stack.enter_context(contender("guohe", where))
        growth = []
        for size in sizes:
            race = {
                "COPY": lambda: ours.sample(server, "copy", count=size),
                "COPY + allocations": lambda: ours.sample(server, "copy_all", count=size),
                "Guohe, rows ready": lambda: ours.sample(server, "bulk", count=size),
                "Guohe, from entries": lambda: ours.sample(server, "entries", count=size),
            }
            taken = interleave(race, rounds=rounds)
            ratios = show_race(
                f"Bulk posting, {size:,} entries a batch",
                "bulk",
                taken,
                base="COPY",
                unit="entries",
                size=size,
            )
            bare = show_ratio_to_all(taken)
            growth.append((f"{size:,}", f"{ratios['Guohe, rows ready']:.2f}", f"{bare:.2f}"))
        show(
            "Bulk posting with the full rules ÷ COPY",
            ("entries a batch", "÷ COPY", "÷ COPY + allocations"),
            growth,
        )
        rivals = peers(stack)
        few = {"django-ledger commit_txs": 20}
        race = {"Guohe, from entries": lambda: ours.sample(server, "entries", count=sizes[1])}
        for name, rival in rivals.items():
            race[name] = lambda rival=rival, name=name: rival.sample(
                server, "bulk", count=few.get(name, 2000)
            )  # type: ignore[misc]
        taken = interleave(race, rounds=rounds)
        ratios = show_race(
            "Bulk posting beside peers", "bulk-peers", taken, base="Guohe, from entries", unit="entries"
        )
        best = max(value for name, value in ratios.items() if name != "Guohe, from entries")
        keep("bulk-peers", times_the_best_peer=1 / best)
        print(f"\nGuohe is {1 / best:.1f} times the best peer.")


def show_ratio_to_all(taken: dict[str, list]) -> float:  # type: ignore[type-arg]
    """Ours over COPY that writes the allocations as well."""
    from bench.measuring import ratio

    found = ratio(taken["Guohe, rows ready"], taken["COPY + allocations"])
    keep("bulk", ratio_to_copy_with_allocations=found)
    return found

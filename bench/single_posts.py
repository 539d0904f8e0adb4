"""One entry a commit, written through to the disk, by eight clients at once: ours and the peers; hot and cold accounts.

Cold: every client has a bank account and a fund of its own. Hot: all pay from one account that is marked hot. One
fund: they also share one fund, whose lots they take in turn; no peer has that duty.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from bench.bulk_posting import peers
from bench.ground import database, url_of
from bench.measuring import Server, interleave, keep, ratio, show_race
from bench.worker import contender

if TYPE_CHECKING:
    from bench.run import Scale

CLIENTS = 8


def run(scale: Scale) -> None:
    """A few seconds each in turn, several rounds."""
    server = Server(url_of("postgres"))
    seconds, rounds = (0.5, 1) if scale.quick else (3.0, 3)
    asked = {"clients": CLIENTS, "seconds": seconds}
    with ExitStack() as stack:
        where = stack.enter_context(database("single"))
        ours = stack.enter_context(contender("guohe", where))
        race = {
            "Guohe, cold": lambda: ours.sample(server, "single", hot=False, **asked),
            "Guohe, hot account": lambda: ours.sample(server, "single", hot=True, **asked),
            "Guohe, hot account, one fund": lambda: ours.sample(
                server, "single", hot=True, one_fund=True, **asked
            ),
        }
        for name, rival in peers(stack).items():
            short = name.split(",", maxsplit=1)[0]
            race[f"{short}, cold"] = lambda rival=rival: rival.sample(server, "single", hot=False, **asked)  # type: ignore[misc]
            if "ledger" not in short:
                race[f"{short}, hot account"] = lambda rival=rival: rival.sample(
                    server, "single", hot=True, **asked
                )  # type: ignore[misc]
        taken = interleave(race, rounds=rounds)
        show_race(
            f"Single durable posts, {CLIENTS} clients", "single", taken, base="Guohe, cold", unit="posts"
        )
        hot = ratio(taken["Guohe, hot account"], taken["Guohe, cold"])
        keep("single", hot_to_cold=hot)
        print(f"\nHot account ÷ cold: {hot:.2f}")

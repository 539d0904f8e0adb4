"""Lines that wait for one reason are told together: how many, how much, and which first; the biggest money comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from guohe.kernel.findings import Finding
from guohe.kernel.money import Money

NAMED: Final = 3
# A line held for one of these may have room by now, so the next confirmation tries it again. Each names the pages that
# show what it lacks: the money of its grant and the inbox that records more of it, its budget and the requests to
# change it, the periods of the book, or on its own page the lots that can be named for it.
_MONEY, _BUDGET, _PERIODS, _LOTS = ("money", "inbox"), ("budget", "changes"), ("books",), ("lots",)
# What a confirmation says of the lots of a line, and that a person named them since.
ABOUT_LOTS: Final = frozenset({"MON-323", "MON-325", "MON-550", "MON-551", "MON-552", "IMP-281", "IMP-282"})
LOTS_NAMED: Final = "IMP-285"
RETRIED: Final = {
    "MON-321": _MONEY,
    "MON-322": _MONEY,
    **dict.fromkeys((*sorted(ABOUT_LOTS), LOTS_NAMED), _LOTS),
    "MON-333": _MONEY,
    "MON-375": _MONEY,
    "MON-315": _PERIODS,
    "MON-316": _PERIODS,
    "MON-481": _PERIODS,
    "MON-370": _BUDGET,
    "BUD-402": _BUDGET,
    "BUD-408": _BUDGET,
    "BUD-409": _BUDGET,
    "BUD-410": _BUDGET,
}


@dataclass(frozen=True, slots=True)
class HeldOne:
    """One line with the reason for which it waits, or would wait."""

    row: int
    source: str
    amount: Money
    finding: Finding


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """All lines of one reason and currency; ``first`` are the biggest of them."""

    code: str
    lines: int
    amount: Money
    first: tuple[HeldOne, ...]


def grouped(held: Iterable[HeldOne]) -> tuple[HeldGroup, ...]:
    """Groups by code, budget line and currency, biggest money first; so are the lines that a group names."""
    met: dict[tuple[str, str, str], list[HeldOne]] = defaultdict(list)
    for one in held:
        kind = one.finding.values.get("line", "")
        met[one.finding.code, kind, one.amount.currency].append(one)
    groups = [
        HeldGroup(
            code,
            len(lines),
            Money(currency, sum(one.amount.minor for one in lines)),
            tuple(sorted(lines, key=lambda one: (-abs(one.amount.minor), one.row))[:NAMED]),
        )
        for (code, _, currency), lines in met.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-abs(group.amount.minor), group.code)))

"""What a grant says to one cost: its days, its categories and whose order it quotes. Asked when a file is read and when a line moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.imports.domain.facts import GrantFacts
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

# Findings that say something of a line under one grant only: under another they are asked anew.
OF_GRANT: Final = ("BUD-403", "BUD-404", "BUD-472", "IMP-132", "REP-702")


def outside_days(day: date, grant: GrantFacts) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Codes and facts of a day on which the grant pays nothing: it is closed, not begun, or over."""
    if grant.closed_on is not None:
        yield "BUD-472", {"ref": grant.ref, "on": grant.closed_on.isoformat()}
    if day < grant.starts:
        yield "BUD-403", {"date": day.isoformat(), "starts": grant.starts.isoformat()}
    elif grant.ends is not None and day >= grant.ends:
        yield "BUD-404", {"date": day.isoformat(), "ends": grant.ends.isoformat()}


@dataclass(frozen=True, slots=True)
class Moved:
    """A line under the grant that is to pay it: ``owner`` raised the order that it quotes; ``pack`` as people call it."""

    row: int
    doc: str
    amount: Money
    day: date
    account: str
    category: str | None
    order_no: str
    owner: str | None
    pack: str


def findings_under(grant: GrantFacts, line: Moved) -> tuple[Finding, ...]:
    """Everything that the grant asks of a line that moved to it; each says of which grant."""
    found = list(outside_days(line.day, grant))
    if line.owner is not None and line.owner != grant.ref:
        found.append(("IMP-132", {"order": line.order_no, "owner": line.owner}))
    if line.category is None and line.account:
        found.append(("REP-702", {"account": line.account, "pack": line.pack}))
    told = {"doc": line.doc or f"({line.row})", "amount": str(line.amount), "grant": grant.ref}
    return tuple(
        Finding(code, Level.HOLD, Place(line.row), {**told, **facts}, minor=abs(line.amount.minor))
        for code, facts in found
    )

"""A listing of entries with balances gets the verdict that camt and MT940 get: its equation, and how it follows the one before.

Its balances are recomputed row by row while it is read, so where one breaks that is told already (IMP-141, 144, 145), and
where it has none as well (IMP-140). A listing has no name; it is known by its days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from guohe.exchange.domain.balances import Chain, Standing
from guohe.exchange.domain.statement import BankEntry, BankStatement
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money

# A balance that is not the one before it plus the entry, by what the slip looks like.
BREAKS: Final = ("IMP-141", "IMP-144", "IMP-145")


def standing_of(
    tail: str, currency: str, entries: Sequence[BankEntry], opening: Money | None, closing: Money | None
) -> tuple[Standing, ...]:
    """What is left of a listing; nothing where it states no balance or its account is not known."""
    if not tail or not entries or opening is None or closing is None:
        return ()
    days = [entry.counts_date for entry in entries]
    return (Standing(tail, currency, "", None, min(days), max(days), opening, closing),)


def chained(statement: BankStatement, known: Iterable[Standing]) -> BankStatement:
    """The listing with its verdict among its findings (IMP-176 where its balances agree; IMP-160 to 162)."""
    if statement.refused or not statement.standings:
        return statement
    (standing,) = statement.standings
    found: list[Finding] = []
    if not any(finding.code in BREAKS for finding in statement.findings):
        values = {
            "statement": standing.shown,
            "opening": str(standing.opening),
            "closing": str(standing.closing),
        }
        found.append(Finding("IMP-176", Level.NOTE, values=values))
    _, following = Chain(known).judge(standing)
    return replace(statement, findings=(*statement.findings, *found, *following))

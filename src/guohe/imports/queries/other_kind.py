"""A file that is not what it was said to be is named as what it reads as, instead of asking for columns that it cannot have."""

from __future__ import annotations

from guohe.exchange.domain.grid import Grid
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.domain.read_statement import read_statement
from guohe.kernel.findings import Finding, Level


def reads_as_statement(grid: Grid, *, name: str) -> Finding | None:
    """IMP-535 if a file that is no listing reads as a bank statement by its own heads."""
    statement = read_statement(grid)
    if statement.refused or not statement.entries:
        return None
    return _told("IMP-535", name, len(statement.entries))


def reads_as_listing(grid: Grid, *, name: str) -> Finding | None:
    """IMP-536 if a file that is no statement reads as an ERP listing by its own heads."""
    listing = read_listing(grid)
    if listing.refused or not listing.lines:
        return None
    return _told("IMP-536", name, len(listing.lines))


def _told(code: str, name: str, count: int) -> Finding:
    return Finding(code, Level.STOP, values={"file": name, "count": str(count)})

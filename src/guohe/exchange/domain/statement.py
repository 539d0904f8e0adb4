"""A bank statement is a chain: every balance is the one before it plus the entry, or the file is questioned.

These are the values; ``read_statement`` makes them from a grid. An account number never gets further than its
last four characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.grid import ColumnFound, Repair
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money

# What a statement was written as: a table is CSV or a sheet.
StatementKind = Literal["table", "mt940", "camt.053", "camt.054"]


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One entry: money in is positive. ``counts_date`` is the one of its dates that the bank profile chose.

    ``account_tail`` and ``statement`` are given where one file holds several statements. ``reference`` is the bank's own.
    """

    row: int
    txn_date: date | None
    post_date: date | None
    value_date: date | None
    counts_date: date
    narrative: str
    reference: str
    amount: Money
    balance: Money | None
    raw: tuple[str, ...]
    payer: str = ""
    maybe_cut: bool = False
    account_tail: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class BankStatement:
    """The entries of one account in one currency, with everything that was found while reading them."""

    account_tail: str
    currency: str
    profile: str
    entries: tuple[BankEntry, ...]
    columns: tuple[ColumnFound, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]
    opening: Money | None = None
    closing: Money | None = None
    refused: bool = False
    standings: tuple[Standing, ...] = ()
    kind: StatementKind = "table"

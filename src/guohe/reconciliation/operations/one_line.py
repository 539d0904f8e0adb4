"""A line that a person says to be one movement of money: it is nothing yet, and nothing stands against it.

Private to the operations of this context, which have opened the transaction.
"""

from __future__ import annotations

from datetime import datetime

from guohe.identity.operations.act_as import require
from guohe.imports.queries import bank
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.domain.movements import check_movement
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.values import OpenItem
from guohe.reconciliation.queries.bank_lines import known_account
from guohe.reconciliation.queries.decisions import standing_match


def line_that_is_nothing(entry_id: int, *, actor: int, now: datetime) -> BankEntryFacts:
    """The line, once ``import`` and ``prepare`` are asked for; refused where it is something already (REC-101)."""
    entry = bank.entry(entry_id)
    for word in ("import", "prepare"):
        require(actor, word, host_id=entry.host_id, on=now.date())
    match = standing_match(entry_id)
    if match is not None:
        raise Refused(Finding("REC-101", Level.STOP, values={"entry": str(entry_id), "item": match.item}))
    return entry


def refuse_what_stands_against(entry: BankEntryFacts, item: OpenItem, *, now: datetime) -> None:
    """All that check_movement finds against the person's word, at once."""
    against = check_movement(
        entry.amount, known_account(entry), item, rules(), booked_on=entry.posted_on, today=now.date()
    )
    if against:
        raise Refused(*against)

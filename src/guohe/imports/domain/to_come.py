"""A line of a statement that is dated after the day on which it is read is told: a slip in a date, or a file of another year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from guohe.exchange.domain.statement import BankEntry
from guohe.kernel.findings import Finding, Level, Place


def days_to_come(entries: Iterable[BankEntry], today: date) -> tuple[Finding, ...]:
    """IMP-211 for each line of a day after ``today``: it is kept as the bank wrote it, and can be accepted from that day on."""
    return tuple(
        Finding(
            "IMP-211",
            Level.HOLD,
            Place(row=entry.row),
            {"on": entry.counts_date.isoformat(), "today": today.isoformat(), "amount": str(entry.amount)},
        )
        for entry in entries
        if entry.counts_date > today
    )

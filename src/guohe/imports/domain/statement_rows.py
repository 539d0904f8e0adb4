"""An entry of a statement as the books keep it: the account masked, and a mark by which the same entry of another file is known.

The mark is of the account, the day, the amount, the words, the balance, and of its number among equal entries of one file; of
camt and MT940 also the bank's own reference, or without one the name of the statement.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from guohe.exchange.domain.statement import BankEntry, BankStatement


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry; amounts in minor units of its currency. ``balance_agrees`` is None where the file states no balance."""

    row: int
    fingerprint: str
    mask: str
    currency: str
    booked_on: date | None
    posted_on: date
    value_on: date | None
    narrative: str
    minor: int
    balance: int | None
    raw: tuple[str, ...]
    reference: str
    statement: str


def masked_tail(tail: str) -> str:
    """What a reader sees of an account."""
    return f"···{tail}"


def rows_of(host_id: int, statement: BankStatement) -> tuple[EntryRow, ...]:
    """The entries of a statement in their order. Equal entries of one file are told apart by their number, as lines of a listing are."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for entry in statement.entries:
        key = (
            entry.counts_date,
            entry.amount,
            entry.narrative,
            entry.balance,
            entry.account_tail,
            *_marks(entry),
        )
        seen[key] = seen.get(key, 0) + 1
        found.append(_row(host_id, statement, entry, seen[key]))
    return tuple(found)


def _marks(entry: BankEntry) -> tuple[str, ...]:
    """What else tells entries of camt and MT940 apart: the bank's own reference, or without one the statement.

    So an entry of a notice (camt.054) and of the statement after it are one entry, where the bank numbers its entries.
    """
    if not entry.statement:
        return ()
    return (entry.reference,) if entry.reference else ("", entry.statement)


def _row(host_id: int, statement: BankStatement, entry: BankEntry, nth: int) -> EntryRow:
    balance = None if entry.balance is None else entry.balance.minor
    tail, currency = entry.account_tail or statement.account_tail, entry.amount.currency
    words = "\x1f".join(
        (
            str(host_id),
            tail,
            currency,
            entry.counts_date.isoformat(),
            str(entry.amount.minor),
            str(balance),
            entry.narrative,
            str(nth),
            *_marks(entry),
        )
    )
    return EntryRow(
        entry.row,
        hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        masked_tail(tail),
        currency,
        entry.txn_date,
        entry.counts_date,
        entry.value_date,
        entry.narrative,
        entry.amount.minor,
        balance,
        entry.raw,
        entry.reference,
        entry.statement,
    )

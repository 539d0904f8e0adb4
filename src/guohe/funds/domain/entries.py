"""An entry is two or more lines that add to zero in every currency, and is never changed once posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money

# A line count is a smallint in the database.
MOST_LINES: Final = 30_000


@dataclass(frozen=True, slots=True)
class Line:
    """One signed amount on one account, debit positive.

    ``fund`` is the reference of the restricted fund, ``budget`` the code of its budget category; ``lot`` names the
    lot to use, and only where the fund's policy is "specified".
    """

    account: str
    amount: Money
    fund: str | None = None
    budget: str | None = None
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """An exchange as the bank's slip states it: two amounts and a printed rate, none computed from the others."""

    sold: Money
    bought: Money
    rate: str
    deal_no: str
    dealt_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Promise:
    """An event of an open order: ``amount`` in the order's currency and in the award's, negative when released or invoiced."""

    fund: str
    budget: str | None
    order_no: str
    event: str
    amount: Money
    in_award_currency: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be posted. ``key`` is made once, before the first attempt, and makes every retry harmless.

    ``source`` is the document's reference (AP18-00901); ``instalment`` names the instalment a receipt brings.
    A reversal is made by ``reverse_journal.reverse`` and not posted as an entry.
    """

    key: UUID
    kind: str
    effective_date: date
    source: str
    memo: str
    lines: tuple[Line, ...]
    instalment: str | None = None
    approved_by: int | None = None
    deal: Deal | None = None
    promise: Promise | None = None


def digest(entry: Entry) -> bytes:
    """Two entries have one digest only if they would post the same thing. The key is not part of it."""
    fields: list[str | bytes | int | None] = [
        entry.kind,
        entry.effective_date.isoformat(),
        entry.source,
        entry.memo,
        entry.instalment,
        entry.approved_by,
        len(entry.lines),
    ]
    for line in entry.lines:
        fields += [line.account, line.amount.currency, line.amount.minor, line.fund, line.budget, line.lot]
    if entry.deal is not None:
        deal = entry.deal
        fields += [deal.rate, deal.deal_no, deal.dealt_at.isoformat(), deal.source]
    if entry.promise is not None:
        promise = entry.promise
        fields += [
            promise.fund,
            promise.order_no,
            promise.event,
            promise.in_award_currency.minor,
            promise.budget,
        ]
    return digest_of(fields)


def sums(lines: Sequence[Line]) -> dict[str, int]:
    """What the lines add to, by currency."""
    by_currency: dict[str, int] = {}
    for line in lines:
        amount = line.amount
        by_currency[amount.currency] = by_currency.get(amount.currency, 0) + amount.minor
    return by_currency


def check(entry: Entry) -> list[Finding]:
    """Every fault that the entry shows by itself; what depends on the books is found when it is posted."""
    many = 2 <= len(entry.lines) <= MOST_LINES
    amounts = [line.amount.minor for line in entry.lines]
    left = sums(entry.lines)
    if many and all(amounts) and not any(left.values()):
        return []
    findings: list[Finding] = []
    if not many:
        findings.append(Finding("MON-311", Level.STOP, values={"source": entry.source}))
    findings += [
        Finding(
            "MON-310", Level.STOP, values={"source": entry.source, "off": str(Money(currency, abs(minor)))}
        )
        for currency, minor in sorted(left.items())
        if minor != 0
    ]
    findings += [
        Finding("MON-317", Level.STOP, values={"source": entry.source, "account": line.account})
        for line in entry.lines
        if line.amount.minor == 0
    ]
    return findings

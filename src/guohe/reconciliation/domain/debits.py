"""A debit that a person calls a payment of ours has its currency, leaves its account, and is it with a charge at most.

What is taken beside the payment is no larger than a charge not seen before may be (``rules.toml``, new_charge), or is one that
this bank took before. The day is none before the bank was told of the payment, and none to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.values import OpenItem


def check_debit(
    amount: Money, account: str, items: Sequence[OpenItem], rules: Rules, *, booked_on: date, today: date
) -> tuple[Finding, ...]:
    """Everything that stands against it: no debit in this currency (REC-121), more or less than it (REC-122), another
    account (REC-123), a day before the bank was told (REC-124) or after today (REC-125)."""
    currencies = {item.amount.currency for item in items}
    if amount.minor >= 0 or currencies != {amount.currency}:
        values = {"seen": str(amount), "wanted": ", ".join(sorted(currencies))}
        return (Finding("REC-121", Level.STOP, values=values),)
    found = []
    whole = total(amount.currency, (-item.amount for item in items))
    charge, largest = -amount - whole, Money(amount.currency, rules.new_charge[amount.currency])
    usual = {each.minor for item in items for each in item.charges}
    if charge.minor < 0 or (charge > largest and charge.minor not in usual):
        values = {"debited": str(-amount), "amount": str(whole), "largest": str(largest)}
        found.append(Finding("REC-122", Level.STOP, values=values, minor=abs(charge.minor)))
    others = sorted({item.account for item in items if item.account and account and item.account != account})
    if others:
        values = {"account": account, "own": ", ".join(others)}
        found.append(Finding("REC-123", Level.STOP, values=values))
    told = max((item.since for item in items if item.since is not None), default=booked_on)
    if booked_on < told:
        values = {"on": booked_on.isoformat(), "filed": told.isoformat()}
        found.append(Finding("REC-124", Level.STOP, values=values))
    if booked_on > today:
        values = {"on": booked_on.isoformat(), "today": today.isoformat()}
        found.append(Finding("REC-125", Level.STOP, values=values))
    return tuple(found)


def debited_for(amount: Money, items: Sequence[OpenItem]) -> tuple[tuple[str, Money], ...]:
    """What of a debit was taken for each payment; the charge stands beside the largest, the first of equal ones."""
    whole = total(amount.currency, (-item.amount for item in items))
    largest = max(items, key=lambda item: (-item.amount.minor, item.id))
    charge = -amount - whole
    return tuple((item.id, -item.amount + charge if item is largest else -item.amount) for item in items)

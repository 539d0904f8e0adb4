"""A line that a person calls the return of a payment, or a charge for one or beside a receipt, is of its account and currency, and no
more than it may be.

What comes back is no more than left, and lacks at most a charge not seen before (``rules.toml``, new_charge); a charge on its own
line is no larger than that, or is one that this bank took before.
"""

from __future__ import annotations

from datetime import date

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.values import OpenItem


def check_movement(
    amount: Money, account: str, item: OpenItem, rules: Rules, *, booked_on: date, today: date
) -> tuple[Finding, ...]:
    """Everything that stands against it: no credit, or debit, of this currency (REC-132), more or less than it may be
    (REC-133, REC-135), another account (REC-123; of a receipt REC-138), a day before the payment left (REC-134) or the receipt
    came (REC-137), or after today (REC-125)."""
    back, beside = item.kind == "return", item.kind == "receipt_charge"
    if amount.currency != item.amount.currency or (amount.minor > 0) != back:
        values = {"seen": str(amount), "wanted": item.amount.currency}
        return (Finding("REC-132", Level.STOP, values=values),)
    found = []
    largest = Money(amount.currency, rules.new_charge[amount.currency])
    kept = item.amount - amount
    usual = {each.minor for each in item.charges}
    if kept.minor < 0 or (kept > largest and kept.minor not in usual):
        values = {"seen": str(abs(amount)), "amount": str(item.amount), "largest": str(largest)}
        found.append(
            Finding("REC-133" if back else "REC-135", Level.STOP, values=values, minor=abs(kept.minor))
        )
    if item.account and account and item.account != account:
        values = {"account": account, "own": item.account}
        found.append(Finding("REC-138" if beside else "REC-123", Level.STOP, values=values))
    if item.since is not None and booked_on < item.since:
        values = {"on": booked_on.isoformat(), "since": item.since.isoformat()}
        found.append(Finding("REC-137" if beside else "REC-134", Level.STOP, values=values))
    if booked_on > today:
        values = {"on": booked_on.isoformat(), "today": today.isoformat()}
        found.append(Finding("REC-125", Level.STOP, values=values))
    return tuple(found)

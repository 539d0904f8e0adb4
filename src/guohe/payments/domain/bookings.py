"""What a booked line of a statement or notice may say of a payment: that it left its account, or that it came back to it.

It is the payment's by its name and its amount, on the account that the payment leaves, on a day from its file to today. A credit is a
return where the bank says so. Whatever is not all of this says nothing, and is told. Amounts are signed as the account sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """A booked line that names a payment. ``tail`` and ``currency`` are its account's, the latter empty where it is not told.

    ``end_to_end_id`` and ``uetr`` are empty where the bank gives none. ``is_return``: it gives the reason of a return, or takes an
    earlier line back.
    """

    end_to_end_id: str
    uetr: str
    amount: Money
    on: date
    tail: str
    currency: str
    is_return: bool

    @property
    def says(self) -> Literal["settled", "returned"]:
        """A debit settles, a credit brings back."""
        return "returned" if self.amount.minor > 0 else "settled"


@dataclass(frozen=True, slots=True)
class Left:
    """A payment as it left: its names, its amount, the last four letters or digits of its payer's account, and the day of its file."""

    end_to_end_id: str
    uetr: str
    amount: Money
    tail: str
    filed_on: date


def against(line: Line, payment: Left, today: date) -> tuple[Finding, ...]:
    """Everything that keeps the line from being the payment's, at once."""
    name, on = payment.end_to_end_id, line.on.isoformat()
    found = [*named_otherwise(payment.end_to_end_id, payment.uetr, line.end_to_end_id, line.uetr)]

    def add(code: str, **values: str) -> None:
        found.append(Finding(code, Level.HOLD, Place(pointer=name), {"payment": name, "on": on, **values}))

    if line.tail != payment.tail or line.currency not in ("", payment.amount.currency):
        add("PAY-420", seen=line.tail or "-", tail=payment.tail)
    if line.says == "returned" and not line.is_return:
        add("PAY-421", amount=str(line.amount))
    if abs(line.amount.minor) != payment.amount.minor or line.amount.currency != payment.amount.currency:
        add(
            "PAY-422",
            amount=str(payment.amount),
            seen=str(Money(line.amount.currency, abs(line.amount.minor))),
        )
    if line.on < payment.filed_on:
        add("PAY-395", filed=payment.filed_on.isoformat())
    if line.on > today:
        add("PAY-396", today=today.isoformat())
    return tuple(found)


def named_otherwise(payment: str, own: str, end_to_end_id: str, uetr: str) -> tuple[Finding, ...]:
    """PAY-423 where the bank gives a payment a name, or a UETR, that is another one's; an empty one says nothing."""
    if end_to_end_id in ("", payment) and uetr in ("", own):
        return ()
    seen = " ".join(part for part in (end_to_end_id, uetr) if part)
    values = {"payment": payment, "uetr": own, "seen": seen[:80]}
    return (Finding("PAY-423", Level.HOLD, Place(pointer=payment), values),)


def report_of_its_day(said_on: date, filed: date, today: date) -> tuple[Finding, ...]:
    """PAY-424: no bank answers before its file is there, or on a day to come."""
    if filed <= said_on <= today:
        return ()
    values = {"on": said_on.isoformat(), "filed": filed.isoformat(), "today": today.isoformat()}
    return (Finding("PAY-424", Level.STOP, Place(pointer="file"), values),)

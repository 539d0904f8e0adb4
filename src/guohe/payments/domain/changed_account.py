"""A payee's changed account voids what was prepared or released to the old one; an account that is retired is paid no more.

Both are words of people: a call-back for another account of the same holder, or a retirement with its reason. What left already is not
touched by either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guohe.kernel.findings import Finding, Level, Place


@dataclass(frozen=True, slots=True)
class Retired:
    """An account, by its last four signs, that somebody retired, when, and why."""

    tail: str
    on: date
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class OtherAccount:
    """Another account of the same holder and currency, and when it was first called back for."""

    tail: str
    called_at: datetime


def void(
    payment: str,
    tail: str,
    prepared_at: datetime,
    *,
    retired: Sequence[Retired],
    others: Sequence[OtherAccount],
) -> tuple[Finding, ...]:
    """PAY-430 for each account of the payment that is retired; else PAY-429 where the payee has a later one. ``tail`` is the payee's."""
    at = Place(pointer=payment)
    found = [
        Finding(
            "PAY-430",
            Level.STOP,
            at,
            {"payment": payment, "tail": each.tail, "on": each.on.isoformat(), "why": each.reason},
        )
        for each in retired
    ]
    later = [each for each in others if each.called_at > prepared_at]
    if later and not found:
        values = {"payment": payment, "tail": tail, "other": later[-1].tail}
        found.append(Finding("PAY-429", Level.STOP, at, values))
    return tuple(found)


def check_retirement(tail: str, reason: str, before: Retired | None) -> tuple[Finding, ...]:
    """What stands against retiring an account: no reason (PAY-431), or that it was done before (PAY-432)."""
    found = []
    if before is not None:
        values = {"tail": tail, "on": before.on.isoformat(), "why": before.reason}
        found.append(Finding("PAY-432", Level.STOP, Place(pointer="account"), values))
    if not reason.strip():
        found.append(Finding("PAY-431", Level.STOP, Place(pointer="reason"), {"tail": tail}))
    return tuple(found)

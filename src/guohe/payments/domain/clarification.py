"""What became of a payment that the bank only called a duplicate is said by one person with the bank's paper, and holds when another confirms it.

It was paid as another message, or it was never paid. Until then the payment takes up its instalment. What the bank says of it, or a
line of its account shows, goes before: then nothing is left to be said.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.storable import storable
from guohe.payments.domain.release import ClarificationFacts, ReleaseFacts

Became = Literal["paid", "unpaid"]
BECAME: Final[tuple[Became, ...]] = ("paid", "unpaid")


def check_clarification(
    payment: ReleaseFacts, *, became: Became, other: str, on: date, evidence: str, today: date
) -> tuple[Finding, ...]:
    """Everything that stands against saying it: the payment is clear (PAY-412), somebody said it before (PAY-415), no evidence (PAY-413),
    no other message where it was paid (PAY-414), words that cannot be kept (MON-521), a day to come (PAY-419)."""
    found = [*_unclear(payment)]
    waiting = payment.to_confirm
    if waiting is not None:
        values = _told(payment, waiting)
        found.append(Finding("PAY-415", Level.STOP, Place(pointer=payment.end_to_end_id), values))
    values = {"payment": payment.end_to_end_id}
    if not evidence.strip():
        found.append(Finding("PAY-413", Level.STOP, Place(pointer="evidence"), values))
    if became == "paid" and not other.strip():
        found.append(Finding("PAY-414", Level.STOP, Place(pointer="other"), values))
    found += [
        Finding("MON-521", Level.STOP, Place(pointer=field))
        for field, words in (("evidence", evidence), ("other", other))
        if not storable(words)
    ]
    if on > today:
        days = {"seen": on.isoformat(), "today": today.isoformat()}
        found.append(Finding("PAY-419", Level.STOP, Place(pointer="on"), days))
    return tuple(found)


def check_answer(
    payment: ReleaseFacts, number: int | None, *, confirms: bool, reason: str, actor: int
) -> tuple[Finding, ...]:
    """Everything that stands against confirming or dismissing what was said, by its ``number`` where a page showed it: nothing waits
    (PAY-417), it is one's own (PAY-416), the payment is clear since (PAY-412), a dismissal without a reason (PAY-418) that can be kept (MON-521)."""
    at = Place(pointer=payment.end_to_end_id)
    waiting = payment.to_confirm
    if waiting is None or number not in (None, waiting.number):
        return (Finding("PAY-417", Level.STOP, at, {"payment": payment.end_to_end_id}),)
    found: list[Finding] = []
    if confirms:
        found += _unclear(payment)
        if waiting.by == actor:
            found.append(Finding("PAY-416", Level.STOP, at, {"payment": payment.end_to_end_id}))
    elif not reason.strip():
        found.append(
            Finding("PAY-418", Level.STOP, Place(pointer="reason"), {"payment": payment.end_to_end_id})
        )
    elif not storable(reason):
        found.append(Finding("MON-521", Level.STOP, Place(pointer="reason")))
    return tuple(found)


def _unclear(payment: ReleaseFacts) -> list[Finding]:
    if payment.state == "duplicate":
        return []
    values = {"payment": payment.end_to_end_id}
    return [Finding("PAY-412", Level.STOP, Place(pointer=payment.end_to_end_id), values)]


def _told(payment: ReleaseFacts, waiting: ClarificationFacts) -> dict[str, str]:
    return {"payment": payment.end_to_end_id, "evidence": waiting.evidence}

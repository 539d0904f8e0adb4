"""A payment that is in no bank file is withdrawn by a recorded word with its reason; one that is in a file is the bank's to stop.

Once withdrawn it is neither released nor written into a file, and its instalment may be paid by another. Nothing is taken away:
it stays on record beside the reason.
"""

from __future__ import annotations

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.storable import storable
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.release import ReleaseFacts


def check_withdrawal(payment: ReleaseFacts, reason: str) -> tuple[Finding, ...]:
    """Everything that stands against withdrawing it: no reason (PAY-407) that can be kept (MON-521), that it was withdrawn before
    (PAY-408), or that it is in a bank file (PAY-409)."""
    at = Place(pointer="reason")
    found = []
    if not reason.strip():
        found.append(Finding("PAY-407", Level.STOP, at, {"payment": payment.end_to_end_id}))
    elif not storable(reason):
        found.append(Finding("MON-521", Level.STOP, at))
    before = withdrawn_before(payment)
    if before is not None:
        found.append(before)
    if payment.message_id:
        values = {"payment": payment.end_to_end_id, "file": payment.message_id}
        found.append(Finding("PAY-409", Level.STOP, Place(pointer=payment.end_to_end_id), values))
    return tuple(found)


def withdrawn_before(payment: ReleaseFacts) -> Finding | None:
    """PAY-408 if the payment was withdrawn: nothing more is done with it."""
    told = payment.withdrawal
    if told is None:
        return None
    values = {"payment": payment.end_to_end_id, "on": day_there(told.at).isoformat(), "why": told.reason}
    return Finding("PAY-408", Level.STOP, Place(pointer=payment.end_to_end_id), values)

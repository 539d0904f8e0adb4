"""An instalment is paid once: what was released, or left, and did not come back is never more than was planned.

A return that is undone, or a bank that takes a rejection back, may make it more after another payment was prepared. Then that
payment is held where it stands; if it left already, both stand and it is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money
from guohe.payments.domain.release import ReleaseFacts


def held(
    own: ReleaseFacts, others: Iterable[ReleaseFacts], planned: Money, *, level: Level = Level.STOP
) -> Finding | None:
    """PAY-405 if a payment that has not left would pay its instalment beyond the plan, or in another currency.

    A prepared one counts those of the instalment that were released, a released one those that left: who comes first goes.
    """
    ahead = [
        one
        for one in others
        if one.number != own.number
        and not one.ended
        and (one.message_id if own.released_by else one.released_by)
    ]
    taken = _sum(ahead, planned)
    if own.amount.currency == planned.currency and not planned < taken + own.amount:
        return None
    values = {
        "payment": own.end_to_end_id,
        "amount": str(own.amount),
        "taken": str(taken),
        "planned": str(planned),
    }
    return Finding("PAY-405", level, Place(pointer=own.end_to_end_id), values, minor=own.amount.minor)


def paid_twice(instalment: str, payments: Collection[ReleaseFacts], planned: Money) -> Finding | None:
    """PAY-406 if the payments of an instalment that left and are not back are more than its plan."""
    left = [one for one in payments if one.message_id and not one.ended]
    sent = _sum(left, planned)
    if not planned < sent:
        return None
    values = {
        "instalment": instalment,
        "sent": str(sent),
        "planned": str(planned),
        "payments": ", ".join(one.end_to_end_id for one in left),
    }
    return Finding("PAY-406", Level.NOTE, Place(pointer=instalment), values, minor=sent.minor)


def beyond_plan(instalment: str, payments: Collection[ReleaseFacts], planned: Money) -> tuple[Finding, ...]:
    """What is to be told of an instalment: that it was paid twice, and which of its payments are held."""
    waiting = [one for one in payments if not one.message_id and not one.ended]
    told = [paid_twice(instalment, payments, planned)]
    told += [held(one, payments, planned, level=Level.NOTE) for one in waiting]
    return tuple(each for each in told if each is not None)


def _sum(payments: Iterable[ReleaseFacts], planned: Money) -> Money:
    same = [one.amount.minor for one in payments if one.amount.currency == planned.currency]
    return Money(planned.currency, sum(same))

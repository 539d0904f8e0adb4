"""The payments of an instalment that came back, as lines of the payer's account or somebody's word show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, RETURNED
from guohe.kernel.money import Money
from guohe.payments.domain.release import ReleaseFacts
from guohe.payments.queries.releases import of_instalment
from guohe.portal.domain.money import CameBack


def came_back_of(instalment_ref: str, claims: Iterable[ClaimFacts], on: date) -> tuple[CameBack, ...]:
    """Every return of an instalment by a day, oldest first; payments are read only where somebody said that one came back.

    A day of which no line of the account is known is told without an amount: what was sent is not what came back.
    """
    told = sorted({claim.happened_on for claim in claims if claim.station == RETURNED})
    if not told and not any(claim.station == BOUNCED for claim in claims):
        return ()
    shown = [back for each in of_instalment(instalment_ref) for back in _shown(each, on)]
    days = {back.on for back in shown}
    return tuple(
        sorted([*shown, *(CameBack(day) for day in told if day not in days)], key=lambda back: back.on)
    )


def _shown(payment: ReleaseFacts, on: date) -> list[CameBack]:
    moved = [each for each in payment.movements if each.booked_on <= on]
    charges = [each.amount for each in moved if each.kind == "charge"]
    if payment.debit is not None and payment.debit.charge.minor:
        charges.append(payment.debit.charge)
    charge = Money(payment.amount.currency, sum(each.minor for each in charges)) if charges else None
    return [
        CameBack(each.booked_on, payment.amount, each.amount, charge)
        for each in moved
        if each.kind == "return"
    ]

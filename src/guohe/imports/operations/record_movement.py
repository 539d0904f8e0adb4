"""A line of the payer's statement brought a payment back, or took a charge for it: evidence, and no entry in any book."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import transaction

from guohe.identity.operations.act_as import require
from guohe.imports.operations.free_entry import evidence_of, free_or_refuse, refuse_if_a_payment
from guohe.imports.operations.record_debit import locked
from guohe.imports.queries.rows import source_of
from guohe.kernel.money import Money
from guohe.payments.operations.take_movement import take_movement, take_movements_back


def record_movement(
    *, entry_id: int, payment: str, kind: Literal["return", "charge"], actor: int, now: datetime
) -> None:
    """States that one entry is the return of this payment, or a charge for it; nothing is booked.

    Refused: the entry is used already (IMP-513), or is a payment or part of one already (PAY-394); and as take_movement is.
    Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        row = locked(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        free_or_refuse(row, actor=actor, now=now)
        refuse_if_a_payment(row)
        take_movement(
            host_id=row.host_id,
            end_to_end_id=payment,
            kind=kind,
            amount=abs(Money(row.currency, row.amount_minor)),
            booked_on=row.posted_date,
            line=row.pk,
            evidence=evidence_of(row),
            reference=source_of(row),
            actor=actor,
            now=now,
        )


def free_movement(*, entry_id: int, actor: int, now: datetime) -> tuple[str, ...]:
    """Takes back that an entry is a return or a charge, and what it proved; its payments. Needs ``import`` and ``prepare``."""
    with transaction.atomic():
        row = locked(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        return take_movements_back(lines=[row.pk], actor=actor, now=now)

"""A charge that one person prepared is confirmed by another, and only then is the receipt posted; or it is refused, and nothing is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require, require_approver
from guohe.imports.models import BankRow, ChargeAnswer
from guohe.imports.operations.free_entry import said_of_balances
from guohe.imports.operations.record_receipt import book, expected
from guohe.imports.queries.charges import ChargeFacts, charge
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.storable import storable
from guohe.kernel.utc8 import day_there


def confirm_charge(*, number: int, actor: int, now: datetime) -> int:
    """Posts the receipt with the charge, by the one who confirms; the journal's number.

    Refused to the one who prepared it (ACC-601), when it was answered before (IMP-221), when the instalment is another amount
    now (IMP-224), and as record_receipt is. Needs ``approve``. Raises ChargeNotFound.
    """
    with transaction.atomic():
        told = _held(number)
        require_approver(actor, "charge", preparer=told.prepared_by, host_id=told.host_id, on=now.date())
        _answer(told, "confirmed", "", actor, now)
        found = expected(entry_id=told.entry, instalment_ref=told.instalment, actor=actor, now=now)
        if found.plan.amount != told.sent:
            raise Refused(
                stop("IMP-224", number=str(number), sent=str(told.sent), now=str(found.plan.amount))
            )
        # Whoever prepared it was asked why, if the balance beside the credit does not agree.
        why = said_of_balances([found.row], told.reason)
        journal = book(found, why=why, actor=actor, now=now, needs="approve")
        record(
            host_id=told.host_id,
            action="imports.charge_confirmed",
            subject=f"instalment:{told.instalment}",
            details={"charge": number, "journal": journal},
            now=now,
        )
    return journal


def refuse_charge(*, number: int, words: str, actor: int, now: datetime) -> None:
    """It is no charge: the credit is free again. Whoever prepared it may take it back so.

    Refused without words (IMP-225) that can be kept (MON-521), and when it was answered before (IMP-221). Needs ``approve`` of
    anybody but the one who prepared it. Raises ChargeNotFound.
    """
    words = words.strip()
    if not words:
        raise Refused(stop("IMP-225"))
    if not storable(words):
        raise Refused(Finding("MON-521", Level.STOP))
    with transaction.atomic():
        told = _held(number)
        require(
            actor,
            "prepare" if actor == told.prepared_by else "approve",
            host_id=told.host_id,
            on=now.date(),
        )
        _answer(told, "refused", words, actor, now)
        record(
            host_id=told.host_id,
            action="imports.charge_refused",
            subject=f"instalment:{told.instalment}",
            details={"charge": number, "entry": told.entry},
            now=now,
        )


def _held(number: int) -> ChargeFacts:
    """The charge, its credit held until the transaction ends: two people answer one after the other."""
    BankRow.objects.select_for_update().filter(pk=charge(number).entry).first()
    return charge(number)


def _answer(told: ChargeFacts, answer: str, words: str, actor: int, now: datetime) -> None:
    if told.answered_at is not None:
        on = day_there(told.answered_at).isoformat()
        raise Refused(stop("IMP-221", number=str(told.number), on=on))
    ChargeAnswer.objects.create(
        host_id=told.host_id,
        charge_id=told.number,
        answer=answer,
        words=words,
        answered_by_id=actor,
        answered_at=now,
    )

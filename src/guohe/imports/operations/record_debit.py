"""A debit on the payer's own statement is a payment of ours: evidence that it left, and no entry in any book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guohe.identity.operations.act_as import require
from guohe.imports.models import BankRow
from guohe.imports.operations.free_entry import evidence_of, free_or_refuse, refuse_if_a_payment
from guohe.imports.queries.bank import EntryNotFound
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.rows import source_of
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from guohe.payments.operations.take_debit import take_debit, take_debits_back


def record_debit(*, entry_id: int, debited: Sequence[tuple[str, Money]], actor: int, now: datetime) -> None:
    """States that one entry is these payments, each with what was taken for it, charge included; nothing is booked.

    The parts add up to the entry. Refused: the entry is used already (IMP-513), is a payment already (PAY-394), or is no debit (IMP-514);
    and as take_debit is, for all payments at once. Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        row = locked(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        free_or_refuse(row, actor=actor, now=now)
        refuse_if_a_payment(row)
        amount = Money(row.currency, row.amount_minor)
        parts = [part for _, part in debited if part.currency == amount.currency]
        if amount.minor >= 0 or sum(part.minor for part in parts) != -amount.minor:
            raise Refused(stop("IMP-514", seen=str(amount), wanted=debited[0][1].currency))
        findings: list[Finding] = []
        for payment, part in debited:
            try:
                take_debit(
                    host_id=row.host_id,
                    end_to_end_id=payment,
                    debited=part,
                    booked_on=row.posted_date,
                    line=row.pk,
                    evidence=evidence_of(row),
                    reference=source_of(row),
                    actor=actor,
                    now=now,
                )
            except Refused as refusal:
                findings += refusal.findings
        if findings:
            raise Refused(*findings)


def free_debit(*, entry_id: int, actor: int, now: datetime) -> tuple[str, ...]:
    """Takes back that an entry is any payment, and what it proved; the payments. Needs ``import`` and ``prepare``."""
    with transaction.atomic():
        row = locked(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        return take_debits_back(lines=[row.pk], actor=actor, now=now)


def locked(entry_id: int) -> BankRow:
    """The row of an entry, held until the transaction ends. Raises EntryNotFound."""
    row = BankRow.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise EntryNotFound(str(entry_id))
    return row

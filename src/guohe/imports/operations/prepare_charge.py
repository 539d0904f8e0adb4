"""What a bank kept beyond what one person books is prepared by one person with a reason and a paper; nothing is posted by it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.identity.operations.act_as import require
from guohe.imports.domain.charges import largest_charge
from guohe.imports.models import ChargeRow
from guohe.imports.operations.free_entry import said_of_balances
from guohe.imports.operations.record_receipt import expected
from guohe.imports.operations.recorded import recorded
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.storable import storable


def prepare_charge(
    *,
    entry_id: int,
    instalment_ref: str,
    reason: str,
    evidence: str,
    balance: str = "",
    actor: int,
    now: datetime,
) -> int:
    """Prepares a credit as the receipt of an instalment of which the bank kept more than ``largest_charge``; its number.

    What is said of a balance that does not agree (``balance``) stands beside the reason. It waits until another person confirms or refuses it (confirm_charge). Refused as record_receipt is, but for IMP-533; without
    a reason and a paper (IMP-220) that can be kept (MON-521), where more came than was sent (MON-329), and where one person may
    book what lacks (IMP-223). Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    reason, evidence = reason.strip(), evidence.strip()
    if not reason or not evidence:
        raise Refused(stop("IMP-220"))
    if not storable(reason, evidence):
        raise Refused(Finding("MON-521", Level.STOP))
    with transaction.atomic():
        found = expected(entry_id=entry_id, instalment_ref=instalment_ref, actor=actor, now=now)
        for word in ("import", "prepare"):
            require(actor, word, host_id=found.row.host_id, on=now.date())
        why = said_of_balances([found.row], balance)
        reason = f"{reason} {why}".strip()
        kept, largest = found.plan.amount - found.credited, largest_charge(found.plan.amount)
        if kept.minor <= largest.minor:
            raise Refused(stop("IMP-223", charge=str(kept), largest=str(largest)))
        made = ChargeRow.objects.create(
            host_id=found.row.host_id,
            entry=found.row,
            instalment_ref=instalment_ref,
            currency=found.credited.currency,
            sent_minor=found.plan.amount.minor,
            credited_minor=found.credited.minor,
            reason=reason,
            evidence=evidence,
            prepared_by_id=actor,
            prepared_at=now,
        )
        recorded(
            host_id=made.host_id,
            action="imports.charge_prepared",
            subject=f"instalment:{instalment_ref}",
            details={"charge": made.pk, "entry": entry_id, **({"balance": reason} if why else {})},
            now=now,
        )
    return made.pk

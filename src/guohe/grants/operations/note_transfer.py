"""An earlier transfer is noted once, with the two days that a document shows; usual times rest on nothing else."""

from __future__ import annotations

from datetime import date, datetime

from guohe.audit.operations.record_fact import record
from guohe.grants.models import Transfer
from guohe.grants.operations.refusals import told_in_words
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money


@told_in_words
def note_transfer(
    *,
    host_id: int,
    route: str,
    reference: str,
    sent_on: date,
    credited_on: date,
    amount: Money,
    source: str,
    actor: int,
    now: datetime,
) -> bool:
    """Writes the transfer and returns True; a reference noted before changes nothing and returns False.

    Refused when it is credited before it is sent (MON-307) or is of nothing (MON-308). Needs the capability ``prepare`` for the host.
    """
    require(actor, "prepare", host_id=host_id, on=now.date())
    findings = []
    if credited_on < sent_on:
        values = {"reference": reference, "sent": sent_on.isoformat(), "credited": credited_on.isoformat()}
        findings.append(Finding("MON-307", Level.STOP, Place(pointer="credited_on"), values))
    if amount.minor <= 0:
        values = {"reference": reference, "amount": str(amount)}
        findings.append(Finding("MON-308", Level.STOP, Place(pointer="amount"), values))
    if findings:
        raise Refused(*findings)
    _, written = Transfer.objects.get_or_create(
        host_id=host_id,
        reference=reference,
        defaults={
            "route": route,
            "sent_on": sent_on,
            "credited_on": credited_on,
            "currency": amount.currency,
            "amount_minor": amount.minor,
            "source": source,
            "noted_by_id": actor,
            "noted_at": now,
        },
    )
    if written:
        # Its reference may be a bank's number, which does not enter the log.
        record(
            host_id=host_id,
            action="grants.transfer_noted",
            subject=f"route:{route}",
            details={"sent_on": sent_on.isoformat(), "credited_on": credited_on.isoformat()},
            now=now,
        )
    return written

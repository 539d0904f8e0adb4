"""An agreement with a partner is recorded as its paper says it, all faults at once; a change of it is the next version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.partner_papers import (
    must_be_named,
    must_show,
    read_day,
    read_dues,
    read_percent,
    read_tranches,
)
from guohe.grants.domain.partners import fault
from guohe.grants.models import PartnerAct, PartnerAgreement
from guohe.grants.operations.change_found import grant_row
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.partners import partner_of
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused


@told_in_words
def agree_with_partner(
    *,
    ref: str,
    partner: int,
    reference: str,
    agreed_on: str,
    evidence: str,
    tranches: str,
    dues: str,
    spent_percent: str,
    clause: str,
    actor: int,
    now: datetime,
) -> int:
    """Writes the agreement in its next version and returns the version; the share is the grant's own.

    Everything is text as typed: tranches and statements due are one line each. Raises Refused with every fault:
    MON-365 a day, MON-368 more than the share, MON-379 a line, MON-389 no reference.
    """
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    grant = find.grant(ref)
    known = partner_of(grant, partner)
    day = read_day(agreed_on, now.date(), pointer="agreed_on")
    planned, plan_faults = read_tranches(tranches, grant.partner_share)
    asked, due_faults = read_dues(dues)
    percent = read_percent(spent_percent)
    faults = [
        *must_be_named(reference),
        *(each for each in (day, percent) if isinstance(each, Finding)),
        *plan_faults,
        *due_faults,
    ]
    sent = max((each.tranche for each in known.transfers if not each.withdrawn), default=0)
    if not plan_faults and len(planned) < sent:
        faults.append(Finding("MON-382", Level.STOP, Place(pointer="id_tranches"), {"number": str(sent)}))
    if faults or isinstance(day, Finding) or isinstance(percent, Finding):
        raise Refused(*faults)
    version = len(known.agreements) + 1
    with transaction.atomic():
        PartnerAgreement.objects.create(
            host_id=row.host_id,
            grant=row,
            partner=partner,
            version=version,
            name_en=known.name.en,
            name_zh_hant=known.name.zh_hant,
            name_zh_hans=known.name.zh_hans,
            currency=grant.currency,
            share_minor=grant.partner_share.minor,
            reference=reference.strip(),
            agreed_on=day,
            evidence=evidence.strip(),
            tranches=[
                {
                    "amount_minor": each.amount.minor,
                    "planned_on": each.planned_on.isoformat() if each.planned_on else "",
                    "condition": each.condition,
                }
                for each in planned
            ],
            dues=[
                {
                    "first_day": due.first_day.isoformat(),
                    "last_day": due.last_day.isoformat(),
                    "due_on": due.due_on.isoformat(),
                }
                for due in asked
            ],
            spent_percent=percent,
            clause=clause.strip(),
            recorded_by_id=actor,
            recorded_at=now,
        )
        record(
            host_id=row.host_id,
            action="grants.partner_agreed",
            subject=f"partner:{ref}/{partner}",
            details={"version": version},
            now=now,
        )
    return version


@told_in_words
def show_condition_met(
    *, ref: str, partner: int, tranche: int, on: str, evidence: str, actor: int, now: datetime
) -> None:
    """Records what shows that the condition of a tranche is met. Raises Refused with every fault (MON-365, -366, -367)."""
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    agreed = partner_of(find.grant(ref), partner).agreement
    day = read_day(on, now.date())
    faults = [*must_show(evidence)]
    if agreed is None or not 1 <= tranche <= len(agreed.tranches):
        faults.append(fault("MON-367", what=f"T{tranche}", ref=ref))
    if isinstance(day, Finding):
        raise Refused(day, *faults)
    if faults:
        raise Refused(*faults)
    earlier = PartnerAct.objects.filter(grant=row, partner=partner, thing="tranche", number=tranche).count()
    with transaction.atomic():
        PartnerAct.objects.create(
            host_id=row.host_id,
            grant=row,
            partner=partner,
            thing="tranche",
            number=tranche,
            step=earlier + 1,
            deed="met",
            happened_on=day,
            evidence=evidence.strip(),
            recorded_by_id=actor,
            recorded_at=now,
        )
        record(
            host_id=row.host_id,
            action="grants.partner_condition_met",
            subject=f"partner:{ref}/{partner}",
            details={"tranche": tranche},
            now=now,
        )

"""A transfer to a partner and its receipt are recorded facts beside the books: no entry, and no expense of research.

Each has its evidence, or is shown without it; a transfer recorded wrongly is taken back by somebody else and stays.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.partner_papers import must_show, read_amount, read_day
from guohe.grants.domain.partners import Deed, account_of, below_use, fault, transfer_named
from guohe.grants.models import PartnerTransfer
from guohe.grants.operations.partner_act import ground_of, write_act
from guohe.grants.operations.refusals import told_in_words
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money


@told_in_words
def record_transfer(
    *,
    ref: str,
    partner: int,
    tranche: int,
    amount: str,
    sent_on: str,
    evidence: str,
    actor: int,
    now: datetime,
) -> int:
    """Records that money was sent under a tranche and returns the transfer's number.

    Raises Refused with every fault: MON-365 the day, MON-367 no such tranche, MON-369 more than the share, MON-388 the amount.
    """
    ground = ground_of(ref, partner)
    require(actor, "prepare", host_id=ground.row.host_id, on=now.date(), grant=ref)
    agreed = ground.partner.agreement
    if agreed is None:
        raise Refused(fault("MON-377", ref=ref))
    money = read_amount(amount, ground.grant.currency)
    day = read_day(sent_on, now.date(), pointer="sent_on")
    faults: list[Finding] = [each for each in (money, day) if isinstance(each, Finding)]
    if not 1 <= tranche <= len(agreed.tranches):
        faults.insert(0, fault("MON-367", what=f"T{tranche}", ref=ref))
    if not isinstance(money, Finding):
        sent = account_of(ground.partner).sent
        if sent + money > agreed.share:
            values = {"amount": str(money), "sent": str(sent), "share": str(agreed.share)}
            faults.append(Finding("MON-369", Level.STOP, Place(pointer="id_amount"), values))
    if faults or isinstance(money, Finding) or isinstance(day, Finding):
        raise Refused(*faults)
    number = len(ground.partner.transfers) + 1
    try:
        with transaction.atomic():
            PartnerTransfer.objects.create(
                host_id=ground.row.host_id,
                grant=ground.row,
                partner=partner,
                number=number,
                tranche=tranche,
                currency=money.currency,
                amount_minor=money.minor,
                sent_on=day,
                evidence=evidence.strip(),
                recorded_by_id=actor,
                recorded_at=now,
            )
    except IntegrityError as refused:
        if not any(words in str(refused) for words in ("partner_sent", "than the share")):
            raise
        # Somebody else recorded a transfer since this page was read: theirs stands.
        raise Refused(fault("MON-378", what=transfer_named(number))) from None
    record(
        host_id=ground.row.host_id,
        action="grants.partner_sent",
        subject=f"partner:{ref}/{partner}",
        details={"transfer": number, "amount": str(money)},
        now=now,
    )
    return number


@told_in_words
def record_receipt(
    *, ref: str, partner: int, transfer: int, amount: str, on: str, evidence: str, actor: int, now: datetime
) -> None:
    """Records what the partner states that it received of a transfer; a later word of it stands in its place, beside it.

    Raises Refused with every fault (MON-421, MON-365, MON-367, MON-378, MON-388, MON-495).
    """
    ground = ground_of(ref, partner)
    require(actor, "prepare", host_id=ground.row.host_id, on=now.date(), grant=ref)
    sent = ground.transfer(transfer)
    money = read_amount(amount, ground.grant.currency)
    day = read_day(on, now.date(), earliest=sent.sent_on)
    faults: list[Finding] = [each for each in (money, day) if isinstance(each, Finding)]
    if isinstance(money, Money) and money > sent.amount:
        faults.append(fault("MON-421", received=str(money), sent=str(sent.amount), what=f"PT-{transfer}"))
    if sent.withdrawn:
        faults.insert(0, fault("MON-378", what=transfer_named(transfer)))
    elif isinstance(money, Money):
        faults += below_use(ground.partner, sent, money)
    if faults or isinstance(money, Finding) or isinstance(day, Finding):
        raise Refused(*faults)
    write_act(ground, sent, Deed.RECEIVED, on=day, amount=money, evidence=evidence, actor=actor, now=now)


@told_in_words
def withdraw_transfer(*, ref: str, partner: int, transfer: int, why: str, actor: int, now: datetime) -> None:
    """Takes back a transfer that was recorded wrongly, by somebody who did not record it (ACC-601). Raises Refused.

    While use of its money is confirmed it stays (MON-495): that is taken back first.
    """
    ground = ground_of(ref, partner)
    sent = ground.transfer(transfer)
    require_approver(actor, "payment", preparer=sent.by, host_id=ground.row.host_id, on=now.date(), grant=ref)
    faults = [*must_show(why, pointer="why")]
    if sent.withdrawn:
        faults.insert(0, fault("MON-378", what=transfer_named(transfer)))
    else:
        faults += below_use(ground.partner, sent, Money(ground.grant.currency, 0))
    if faults:
        raise Refused(*faults)
    write_act(ground, sent, Deed.WITHDRAWN, on=now.date(), note=why, actor=actor, now=now)

"""One person prepares a payment of an instalment; whatever stands against it is told at once and nothing is written."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.facts import ClaimFacts, GrantFacts, InstalmentFacts
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.payments.domain.execution_day import against_day, places_of
from guohe.payments.domain.release import check_release, end_to_end_id, sent_elsewhere, went_elsewhere
from guohe.payments.domain.role import Role, no_account
from guohe.payments.models import Account, Release
from guohe.payments.operations.hold import hold_instalments
from guohe.payments.operations.instructions import digest_of_release
from guohe.payments.operations.judge_payment import judge_payment
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.queries.ahead import closed_in
from guohe.payments.queries.changed_accounts import against_accounts
from guohe.payments.queries.releases import of_instalment, payee_account


@dataclass(frozen=True, slots=True)
class Instruction:
    """What is to be paid. ``name`` is the payee's name as the instruction's paper gives it; codes are the bank's.

    ``key`` is made by the asker before the first sending; asked again with it, the first answer is given.
    """

    instalment_ref: str
    amount: Money
    payer_account: int
    payee_account: int
    name: str
    requested_on: date
    purpose_code: str = ""
    statistics_code: str = ""
    remittance: str = ""
    key: uuid.UUID | None = None


@told_in_words
def prepare_release(*, instruction: Instruction, actor: int, now: datetime) -> int:
    """Writes the prepared payment and returns its number; the same asking, sent twice, makes one and gives its number again.

    Refused with every finding: a name that differs (PAY-361, PAY-363), a condition without evidence (PAY-362), an
    account without a call-back (PAY-364) or one that is retired (PAY-430), more than is planned (PAY-365), what was sent by another way (PAY-381), a day that has passed (PAY-427), on which a bank on its way
    is closed (PAY-428) or that nobody has published (CAL-101), and all that no payment file may hold (PAY-301 to PAY-315, PAY-434 to
    PAY-437);
    and a key that asked for something else (PAY-433). Needs the capability ``prepare``.
    """
    grant, planned = _planned(instruction.instalment_ref)
    require(actor, "prepare", host_id=grant.host_id, on=now.date(), grant=grant.ref)
    with transaction.atomic():
        # Two people who prepare the same instalment at once would each see it unpaid.
        hold_instalments([planned.ref])
        before = _asked_before(instruction, actor)
        if before is not None:
            return before
        row = _row(instruction, grant, planned, actor=actor, now=now)
        findings = _against(row, instruction, planned, now=now)
        if findings:
            raise Refused(*findings)
        row.digest = digest_of_release(row)
        row.save()
        record(
            host_id=grant.host_id,
            action="payments.prepared",
            subject=f"instalment:{instruction.instalment_ref}",
            details={"amount": str(instruction.amount), "payee_tail": row.payee.number[-4:]},
            now=now,
        )
    return row.pk


def judge_release(*, instruction: Instruction, actor: int, now: datetime) -> tuple[Finding, ...]:
    """Everything that stands against the payment, as ``prepare_release`` would refuse it; nothing is written."""
    grant, planned = _planned(instruction.instalment_ref)
    require(actor, "prepare", host_id=grant.host_id, on=now.date(), grant=grant.ref)
    row = _row(instruction, grant, planned, actor=actor, now=now)
    return _against(row, instruction, planned, now=now)


def gone_before(instalment_ref: str) -> tuple[Finding, ...]:
    """PAY-381 if the instalment is said to have gone by another way, so that it is known before anything is typed."""
    sent = sent_elsewhere(_claims(instalment_ref), of_instalment(instalment_ref))
    return () if sent is None else (went_elsewhere(sent, Place(pointer=instalment_ref)),)


def _row(
    instruction: Instruction, grant: GrantFacts, planned: InstalmentFacts, *, actor: int, now: datetime
) -> Release:
    return Release(
        host_id=grant.host_id,
        grant_ref=grant.ref,
        instalment=planned.number,
        payer=_account(instruction.payer_account, "payer"),
        payee=_account(instruction.payee_account, "payee"),
        currency=instruction.amount.currency,
        amount_minor=instruction.amount.minor,
        end_to_end_id=end_to_end_id(planned.ref, len(of_instalment(planned.ref))),
        uetr=uuid.uuid4(),
        purpose_code=instruction.purpose_code,
        statistics_code=instruction.statistics_code,
        remittance=instruction.remittance,
        requested_on=instruction.requested_on,
        request_key=instruction.key,
        prepared_by_id=actor,
        prepared_at=now,
    )


def _against(
    row: Release, instruction: Instruction, planned: InstalmentFacts, *, now: datetime
) -> tuple[Finding, ...]:
    earlier = of_instalment(planned.ref)
    findings = check_release(
        instalment_ref=planned.ref,
        number=planned.number,
        amount=instruction.amount,
        planned=planned.amount,
        earlier=earlier,
        name=instruction.name,
        payee=payee_account(row.payee),
        condition=planned.condition,
        condition_met=_condition_met(planned.ref),
        sent=sent_elsewhere(_claims(planned.ref), earlier),
    )
    places = places_of(row.payer.country, row.payee.country)
    findings += against_day(
        planned.ref, row.requested_on, today=now.date(), closed=closed_in(row.requested_on, places)
    )
    return findings + against_accounts(row) + judge_payment(row, now)


def _asked_before(instruction: Instruction, actor: int) -> int | None:
    """The payment that this very asking made. Refused where its key asked for something else, or was somebody else's (PAY-433)."""
    if instruction.key is None:
        return None
    row = Release.objects.filter(request_key=instruction.key).first()
    if row is None:
        return None
    ours = replace(instruction, name="")
    asked = Instruction(
        instalment_ref=f"{row.grant_ref}/T{row.instalment}",
        amount=Money(row.currency, row.amount_minor),
        payer_account=row.payer_id,
        payee_account=row.payee_id,
        name="",
        requested_on=row.requested_on,
        purpose_code=row.purpose_code,
        statistics_code=row.statistics_code,
        remittance=row.remittance,
        key=row.request_key,
    )
    if asked != ours or row.prepared_by_id != actor:
        values = {"payment": row.end_to_end_id}
        raise Refused(Finding("PAY-433", Level.STOP, Place(pointer="key"), values))
    return row.pk


def _planned(instalment_ref: str) -> tuple[GrantFacts, InstalmentFacts]:
    ref = instalment_ref.rpartition("/T")[0]
    planned = [one for one in find.instalments(ref) if one.ref == instalment_ref]
    if not planned:
        raise Refused(Finding("MON-313", Level.STOP, Place(pointer="instalment"), {"seen": instalment_ref}))
    return find.grant(ref), planned[0]


def _account(number: int, role: Role) -> Account:
    row = Account.objects.filter(pk=number, role=role).first()
    if row is None:
        raise Refused(no_account(number, role))
    return row


def _condition_met(instalment_ref: str) -> bool:
    """There is evidence, not only somebody's word, that the conditions of the instalment are met."""
    return any(claim.station == "conditions_met" and claim.evidence for claim in _claims(instalment_ref))


def _claims(instalment_ref: str) -> tuple[ClaimFacts, ...]:
    ref = instalment_ref.rpartition("/T")[0]
    return tuple(claim for claim in find.claims(ref) if claim.instalment_ref == instalment_ref)

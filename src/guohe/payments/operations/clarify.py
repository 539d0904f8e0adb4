"""One person says what became of a payment that the bank called a duplicate; another confirms, and the state of the instalment follows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.payments.domain.clarification import Became, check_answer, check_clarification
from guohe.payments.domain.release import ClarificationFacts
from guohe.payments.models import Clarification, ClarificationAnswer, Release
from guohe.payments.operations.hold import hold_instalments, hold_payments
from guohe.payments.operations.move_stations import move_stations
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.release import instalment_of
from guohe.payments.operations.withdraw import may_withdraw
from guohe.payments.queries.releases import facts_of

SOURCE = "bank document"


@told_in_words
def clarify(
    *, number: int, became: Became, other: str, on: date, evidence: str, actor: int, now: datetime
) -> None:
    """Records what became of the payment; it holds when another person confirms it.

    Refused, everything at once, as check_clarification tells, and for an unknown payment (PAY-367). Needs ``prepare`` for its grant.
    """
    row = _payment(number, actor, now)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    other = other.strip() if became == "paid" else ""
    with transaction.atomic():
        _hold(row)
        findings = check_clarification(
            facts_of([row])[0], became=became, other=other, on=on, evidence=evidence, today=now.date()
        )
        if findings:
            raise Refused(*findings)
        Clarification.objects.create(
            host_id=row.host_id,
            release=row,
            became=became,
            other=other,
            happened_on=on,
            evidence=evidence.strip(),
            said_by_id=actor,
            said_at=now,
        )
        _tell("payments.clarification_said", row, became, now)


@told_in_words
def confirm_clarification(
    *, number: int, actor: int, now: datetime, clarification: int | None = None
) -> None:
    """Confirms what another said became of the payment: its instalment is paid, or free again.

    ``clarification`` is the one that a page showed. Refused as check_answer tells. Needs ``approve`` for its grant.
    """
    row = _payment(number, actor, now)
    require(actor, "approve", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    with transaction.atomic():
        said = _answer(row, clarification, confirms=True, reason="", actor=actor, now=now)
        move_stations(
            row,
            state="settled" if said.became == "paid" else "rejected",
            proved=True,
            on=said.on,
            source=SOURCE,
            paper=said.evidence,
            reference=said.other,
            actor=actor,
            now=now,
            needs="approve",
        )
        _tell("payments.clarification_confirmed", row, said.became, now)


@told_in_words
def dismiss_clarification(
    *, number: int, reason: str, actor: int, now: datetime, clarification: int | None = None
) -> None:
    """Says why what was said of the payment is not so, or takes one's own word back; something else may then be said.

    Refused as check_answer tells. Needs ``prepare`` or ``approve`` for its grant.
    """
    row = _payment(number, actor, now)
    if not may_withdraw(actor, host=row.host_id, grant=row.grant_ref, on=now.date()):
        require(actor, "approve", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    with transaction.atomic():
        said = _answer(row, clarification, confirms=False, reason=reason, actor=actor, now=now)
        _tell("payments.clarification_dismissed", row, said.became, now)


def _payment(number: int, actor: int, now: datetime) -> Release:
    row = Release.objects.filter(pk=number).select_related("payee").first()
    if row is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="release"), {"seen": str(number)}))
    require(actor, "view", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    return row


def _hold(row: Release) -> None:
    # Nobody prepares, releases or files its instalment, or says which line it is, meanwhile.
    hold_instalments([instalment_of(row)])
    hold_payments([row.pk])


def _answer(
    row: Release, clarification: int | None, *, confirms: bool, reason: str, actor: int, now: datetime
) -> ClarificationFacts:
    _hold(row)
    payment = facts_of([row])[0]
    findings = check_answer(payment, clarification, confirms=confirms, reason=reason, actor=actor)
    said = payment.to_confirm
    if findings or said is None:
        raise Refused(*findings)
    ClarificationAnswer.objects.create(
        host_id=row.host_id,
        clarification_id=said.number,
        confirmed=confirms,
        reason=reason.strip(),
        answered_by_id=actor,
        answered_at=now,
    )
    return said


def _tell(action: str, row: Release, became: str, now: datetime) -> None:
    record(
        host_id=row.host_id,
        action=action,
        subject=f"payment:{row.end_to_end_id}",
        details={"became": became},
        now=now,
    )

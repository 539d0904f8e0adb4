"""A second person releases a payment as it was prepared; the database refuses the first one, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require_approver
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.payments.domain.execution_day import passed
from guohe.payments.domain.paid_once import held
from guohe.payments.domain.release import ReleaseFacts, sent_elsewhere, went_elsewhere
from guohe.payments.domain.withdrawal import withdrawn_before
from guohe.payments.models import Approval, Release
from guohe.payments.operations.hold import hold_instalments
from guohe.payments.operations.instructions import digest_of_release
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.queries.changed_accounts import against_accounts
from guohe.payments.queries.releases import of_instalment, payee_account


@told_in_words
def release(*, number: int, actor: int, now: datetime) -> None:
    """Releases a prepared payment; once released, asking again changes nothing.

    Refused for the one who prepared it (ACC-601), for a payment that changed since (PAY-370), for an account
    whose call-back is missing (PAY-364), one that was withdrawn (PAY-408), and where it would pay beyond the plan what was
    released since (PAY-405), where its instalment went by another way since (PAY-381), when its day
    has passed (PAY-427), and when an account of it changed (PAY-429) or was retired (PAY-430).
    """
    row = Release.objects.filter(pk=number).select_related("payer", "payee").first()
    if row is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="release"), {"seen": str(number)}))
    require_approver(
        actor, "payment", preparer=row.prepared_by_id, host_id=row.host_id, on=now.date(), grant=row.grant_ref
    )
    with transaction.atomic():
        hold_instalments([instalment_of(row)])
        findings = _against(row, now.date())
        if findings:
            raise Refused(*findings)
        _, is_new = Approval.objects.get_or_create(
            release=row,
            defaults={
                "host_id": row.host_id,
                "digest": row.digest,
                "released_by_id": actor,
                "released_at": now,
            },
        )
        if is_new:
            record(
                host_id=row.host_id,
                action="payments.released",
                subject=f"payment:{row.end_to_end_id}",
                # Whole: twelve characters of it could be all figures, and look like a number of an account.
                details={"digest": row.digest},
                now=now,
            )


def _against(row: Release, today: date) -> list[Finding]:
    at = Place(pointer=row.end_to_end_id)
    found = []
    if digest_of_release(row) != row.digest:
        found.append(Finding("PAY-370", Level.STOP, at, {"payment": row.end_to_end_id}))
    if payee_account(row.payee).verified is None:
        found.append(Finding("PAY-364", Level.STOP, at, {"tail": row.payee.number[-4:]}))
    payments = of_instalment(instalment_of(row))
    own = next(each for each in payments if each.number == row.pk)
    gone = withdrawn_before(own)
    found += [] if gone is None else [gone]
    if own.released_by is None and gone is None:
        beyond = held(own, payments, planned_of(row))
        found += [] if beyond is None else [beyond]
        found += not_any_more(row, payments, today)
    return found


def not_any_more(row: Release, payments: Sequence[ReleaseFacts], today: date) -> list[Finding]:
    """What stands since it was prepared against a payment that has not left: the day has passed, it went by another
    way, or an account of it changed."""
    past = passed(row.end_to_end_id, row.requested_on, today)
    return [*([] if past is None else [past]), *gone_elsewhere(row, payments), *against_accounts(row)]


def gone_elsewhere(row: Release, payments: Sequence[ReleaseFacts]) -> list[Finding]:
    """PAY-381 if the instalment of a payment that has not left is said to have gone by another way since it was prepared."""
    ref = instalment_of(row)
    sent = sent_elsewhere(
        (claim for claim in find.claims(row.grant_ref) if claim.instalment_ref == ref), payments
    )
    return [] if sent is None else [went_elsewhere(sent, Place(pointer=row.end_to_end_id))]


def instalment_of(row: Release) -> str:
    """The reference of the instalment that a payment pays."""
    return f"{row.grant_ref}/T{row.instalment}"


def planned_of(row: Release) -> Money:
    """What is planned of the instalment that a payment pays."""
    return next(one.amount for one in find.instalments(row.grant_ref) if one.number == row.instalment)


@told_in_words
def release_together(*, numbers: Sequence[int], actor: int, now: datetime) -> None:
    """Releases several payments or none: whatever stands against any of them is told at once."""
    findings: list[Finding] = []
    with transaction.atomic():
        hold_instalments(instalment_of(row) for row in Release.objects.filter(pk__in=numbers))
        for number in numbers:
            try:
                release(number=number, actor=actor, now=now)
            except Refused as refusal:
                findings += refusal.findings
        if findings or not numbers:
            raise Refused(*findings or [Finding("PAY-380", Level.STOP, Place(pointer="number"))])

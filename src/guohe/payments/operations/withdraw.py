"""A prepared payment that is in no bank file is withdrawn, with a reason, by anyone who may prepare or release it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.identity.queries import permission_to
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.payments.domain.withdrawal import check_withdrawal
from guohe.payments.models import Release, Withdrawal
from guohe.payments.operations.hold import hold_instalments
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.release import instalment_of
from guohe.payments.queries.releases import facts_of


@told_in_words
def withdraw(*, number: int, reason: str, actor: int, now: datetime) -> None:
    """Records that the payment is not to leave any more; its instalment may then be paid by another.

    Refused, everything at once: no reason (PAY-407) that can be kept (MON-521), withdrawn before (PAY-408), in a bank file
    (PAY-409); and an unknown payment (PAY-367). Needs ``prepare`` or ``approve`` for its grant.
    """
    row = Release.objects.filter(pk=number).select_related("payee").first()
    if row is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="release"), {"seen": str(number)}))
    require(actor, "view", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    if not may_withdraw(actor, host=row.host_id, grant=row.grant_ref, on=now.date()):
        require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=row.grant_ref)
    with transaction.atomic():
        # Whoever writes the file holds the same: it leaves, or it is withdrawn, and never both.
        hold_instalments([instalment_of(row)])
        findings = check_withdrawal(facts_of([row])[0], reason)
        if findings:
            raise Refused(*findings)
        Withdrawal.objects.create(
            host_id=row.host_id,
            release=row,
            reason=reason.strip(),
            withdrawn_by_id=actor,
            withdrawn_at=now,
        )
        record(
            host_id=row.host_id,
            action="payments.withdrawn",
            subject=f"payment:{row.end_to_end_id}",
            details={"digest": row.digest},
            now=now,
        )


def may_withdraw(account: int, *, host: int, grant: str, on: date) -> bool:
    """Whether somebody may prepare or release payments of this grant."""
    return any(
        permission_to(word, account=account, host=host, on=on, grant=grant).allowed
        for word in ("prepare", "approve")
    )

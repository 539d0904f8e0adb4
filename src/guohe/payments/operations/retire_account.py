"""An account is retired once, with a reason, by anyone who may prepare: nothing leaves to it, or from it, any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.payments.domain.changed_account import check_retirement
from guohe.payments.models import Account, Retirement
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.queries.changed_accounts import retired


@told_in_words
def retire_account(*, account_id: int, reason: str, actor: int, now: datetime) -> None:
    """Records that the account is not to be used any more; payments of it that have not left stay where they are (PAY-430).

    Refused, everything at once: no reason (PAY-431), retired before (PAY-432); and an unknown account (PAY-367). Stopping needs one
    person, ``prepare``; another account needs a call-back of its own.
    """
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="account"), {"seen": str(account_id)}))
    require(actor, "prepare", host_id=row.host_id, on=now.date())
    with transaction.atomic():
        findings = check_retirement(row.number[-4:], reason, retired([row.pk]).get(row.pk))
        if findings:
            raise Refused(*findings)
        Retirement.objects.create(
            host_id=row.host_id, account=row, reason=reason.strip(), retired_by_id=actor, retired_at=now
        )
        record(
            host_id=row.host_id,
            action="payments.account_retired",
            subject=f"account:{row.pk}",
            details={"role": row.role},
            now=now,
        )

"""A passed check is dated and signed; with a difference, or with a source that was never read, there is nothing to sign."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reconciliation.models import Check
from guohe.reconciliation.queries.three_way import grid


def sign_check(*, ref: str, actor: int, now: datetime) -> None:
    """Signs that ledger, ERP and bank of a grant agree today. Needs ``import``.

    Refused with every difference (MON-351, REC-112, REC-113), and while a source was not read (REC-114). Raises GrantNotFound.
    """
    with transaction.atomic():
        found = grid(ref, on=now.date())
        require(actor, "import", host_id=found.grant.host_id, on=now.date())
        unread = [Finding("REC-114", Level.STOP) for row in found.rows if row.other is None][:1]
        if found.findings or unread:
            raise Refused(*found.findings, *unread)
        Check.objects.create(
            host_id=found.grant.host_id,
            grant_ref=ref,
            checked_on=now.date(),
            figures=[
                {
                    "key": row.key,
                    "against": row.against,
                    "currency": row.ledger.currency,
                    "minor": row.ledger.minor,
                }
                for row in found.rows
            ],
            difference_minor=sum(
                abs(row.difference.minor) for row in found.rows if row.difference is not None
            ),
            signed_by_id=actor,
            signed_at=now,
        )
        record(host_id=found.grant.host_id, action="reconciliation.checked", subject=f"grant:{ref}", now=now)

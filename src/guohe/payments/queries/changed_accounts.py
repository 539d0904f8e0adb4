"""What the accounts of a payment say against its leaving: that one is retired, or that its payee has another one since."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Min

from guohe.kernel.findings import Finding
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.changed_account import OtherAccount, Retired, void
from guohe.payments.models import Account, CallBack, Release, Retirement


def retired(accounts: Collection[int]) -> dict[int, Retired]:
    """Of these accounts those that are retired."""
    rows = Retirement.objects.filter(account_id__in=accounts).select_related("account").order_by("pk")
    return {
        row.account_id: Retired(
            row.account.number[-4:], day_there(row.retired_at), row.retired_by_id, row.reason
        )
        for row in rows
    }


def against_accounts(row: Release) -> tuple[Finding, ...]:
    """PAY-430 and PAY-429 of a payment that has not left; it was read with its payee."""
    payee = row.payee
    same = Account.objects.filter(
        host_id=payee.host_id, role=payee.role, holder=payee.holder, currency=payee.currency
    ).exclude(number=payee.number)
    called = (
        CallBack.objects.filter(account__in=same)
        .exclude(account__in=Retirement.objects.values("account"))
        .values_list("account__number")
        .annotate(first=Min("recorded_at"))
        .order_by("first")
    )
    return void(
        row.end_to_end_id,
        payee.number[-4:],
        row.prepared_at,
        retired=tuple(retired((row.payer_id, row.payee_id)).values()),
        others=tuple(OtherAccount(number[-4:], first) for number, first in called),
    )

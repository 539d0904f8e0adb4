"""A person registers a host's own account, or says that its bank writes otherwise: from then on its statements are read so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.imports.domain.accounts import HowItWrites, OwnAccount, check_registration
from guohe.imports.models import Account
from guohe.imports.queries.accounts import registered_accounts
from guohe.imports.queries.profiles import chosen_profile
from guohe.kernel.findings import Refused


def register_account(
    *, host_id: int, tail: str, currency: str, how: HowItWrites, actor: int, now: datetime
) -> bool:
    """Writes how the account is read from now on; False where it is read so already. Needs ``import``.

    What was read before stays as it was read. Refused with every fault at once (IMP-179), and for a profile that the host
    does not know (IMP-192) or that cannot be read (IMP-197).
    """
    require(actor, "import", host_id=host_id, on=now.date())
    account = OwnAccount(tail.strip().upper(), currency.strip().upper())
    faults = check_registration(account.tail, account.currency, how)
    if faults:
        raise Refused(*faults)
    chosen_profile(host_id, how.bank.code)
    known = {each.account: each.how for each in registered_accounts([host_id])}
    if known.get(account) == how:
        return False
    with transaction.atomic():
        Account.objects.create(
            host_id=host_id,
            tail=account.tail,
            currency=account.currency,
            counts=how.counts,
            cut=how.cut,
            date_order=how.order or "",
            profile=how.bank.code,
            registered_by_id=actor,
            registered_at=now,
        )
        record(
            host_id=host_id,
            action="imports.account_registered",
            subject=f"host:{host_id}",
            details={
                "account": account.shown,
                "counts": how.counts,
                "cut": how.cut,
                "order": how.order or "",
                "profile": how.bank.code,
            },
            now=now,
        )
    return True

"""A person writes how a bank writes, in a file and without code: from then on its accounts are read so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.profile_file import read_profile
from guohe.identity.operations.act_as import require
from guohe.imports.domain.accounts import HowItWrites
from guohe.imports.models import BankProfileRow
from guohe.imports.operations.register_account import register_account
from guohe.imports.queries.accounts import registered_accounts
from guohe.imports.queries.profiles import profiles_of_host
from guohe.kernel.findings import Refused


def write_profile(*, host_id: int, body: str, actor: int, now: datetime) -> tuple[str, int]:
    """Writes the next version of the profile that ``body`` says, and returns its code and version; the same again adds none.

    A code that ships with the product is then the host's own. What was read before stays as it was read. Refused with every
    fault at once (IMP-195). Needs ``import``.
    """
    require(actor, "import", host_id=host_id, on=now.date())
    profile, faults = read_profile(body)
    if profile is None:
        raise Refused(*faults)
    before = profiles_of_host(host_id).get(profile.code)
    with transaction.atomic():
        last = BankProfileRow.objects.filter(host_id=host_id, code=profile.code).order_by("-version").first()
        if last is not None and last.body == body:
            return profile.code, int(last.version)
        version = 1 if last is None else int(last.version) + 1
        BankProfileRow.objects.create(
            host_id=host_id,
            code=profile.code,
            version=version,
            body=body,
            written_by_id=actor,
            written_at=now,
        )
        record(
            host_id=host_id,
            action="imports.bank_profile_written",
            subject=f"host:{host_id}",
            details={"profile": profile.code, "version": version},
            now=now,
        )
        _follow(host_id, before, HowItWrites.of_bank(profile), actor=actor, now=now)
    return profile.code, version


def _follow(
    host_id: int, before: BankProfile | None, now_is: HowItWrites, *, actor: int, now: datetime
) -> None:
    """The accounts that are read in everything as the profile said are read as it says now; the others keep their own way."""
    for each in registered_accounts([host_id]) if before is not None else ():
        told = (each.how.bank.code, each.how.counts, each.how.cut, each.how.order)
        if before is not None and told == (before.code, before.counts, before.cut, before.order):
            register_account(
                host_id=host_id,
                tail=each.account.tail,
                currency=each.account.currency,
                how=now_is,
                actor=actor,
                now=now,
            )

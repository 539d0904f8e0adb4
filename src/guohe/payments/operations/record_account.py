"""An account is recorded once and called back for by somebody else; a change is another record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.exchange.domain.payment_file import Account as AccountValue
from guohe.exchange.domain.payment_file import Bank, Party
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.texts import say
from guohe.payments.domain.filing import Payer
from guohe.payments.models import Account, CallBack

Role = Literal["payer", "payee"]


def record_account(
    *,
    host_id: int,
    role: Role,
    party: Party,
    account: AccountValue,
    bank: Bank,
    payer: Payer | None = None,
    actor: int,
    now: datetime,
) -> int:
    """Writes the account and returns its row number. What its address or bank lacks is told when a payment is prepared."""
    require(actor, "prepare", host_id=host_id, on=now.date())
    with transaction.atomic():
        row = Account.objects.create(
            host_id=host_id,
            role=role,
            holder=party.name,
            latin_name=party.latin_name,
            town=party.address.town,
            country=party.address.country,
            street=party.address.street,
            number=account.number,
            currency=account.currency,
            is_iban=account.is_iban,
            bic=bank.bic,
            clearing_system=bank.clearing_system,
            member=bank.member,
            payer_kind=payer.kind if payer else "",
            guangdong=bool(payer and payer.guangdong),
            recorded_by_id=actor,
            recorded_at=now,
        )
        record(
            host_id=host_id,
            action="payments.account_recorded",
            subject=f"account:{row.pk}",
            details={"role": role, "tail": account.number[-4:], "currency": account.currency},
            now=now,
        )
    return row.pk


def record_call_back(
    *, account_id: int, called_on: date, spoke_to: str, number_known_from: str, actor: int, now: datetime
) -> None:
    """Records that the payee confirmed the account. Refused for the one who recorded it (PAY-364)."""
    row = Account.objects.filter(pk=account_id, role="payee").first()
    if row is None:
        values = {"seen": str(account_id), "role": say("payments.role.payee", "en")}
        raise Refused(Finding("PAY-371", Level.STOP, Place(pointer="account"), values))
    require(actor, "prepare", host_id=row.host_id, on=now.date())
    if row.recorded_by_id == actor or called_on < row.recorded_at.date():
        raise Refused(Finding("PAY-364", Level.STOP, Place(pointer="account"), {"tail": row.number[-4:]}))
    with transaction.atomic():
        CallBack.objects.create(
            host_id=row.host_id,
            account=row,
            called_on=called_on,
            spoke_to=spoke_to,
            number_known_from=number_known_from,
            called_by_id=actor,
            recorded_at=now,
        )
        record(
            host_id=row.host_id,
            action="payments.called_back",
            subject=f"account:{row.pk}",
            details={"called_on": called_on.isoformat()},
            now=now,
        )

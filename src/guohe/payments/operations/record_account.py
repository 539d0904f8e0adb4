"""An account is recorded once and called back for by somebody else; a change is another record."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.exchange.domain.payment_file import Account as AccountValue
from guohe.exchange.domain.payment_file import Bank, Party
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.filing import Payer
from guohe.payments.domain.role import Role, no_account
from guohe.payments.models import Account, CallBack
from guohe.payments.operations.check_account import check_account
from guohe.payments.operations.refusals import told_in_words


@told_in_words
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
    """Writes the account and returns its row number.

    Refused with everything that would keep it out of a payment file (PAY-304 to PAY-315, PAY-434 to PAY-437), and when a payer's kind, which
    decides its papers, is not said (PAY-379). Needs ``prepare``.
    """
    require(actor, "prepare", host_id=host_id, on=now.date())
    findings = [*check_account(party, account, bank, now=now)]
    if role == "payer" and payer is None:
        findings.append(Finding("PAY-379", Level.STOP, Place(pointer="payer_kind")))
    if findings:
        raise Refused(*findings)
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


@told_in_words
def record_call_back(
    *,
    account_id: int,
    called_on: date,
    spoke_to: str,
    number_known_from: str,
    evidence: str,
    actor: int,
    now: datetime,
) -> None:
    """Records that the payee confirmed the account, with the note or recording that shows it.

    Refused for the one who recorded it (PAY-411), for a call before that day (PAY-364), for a day to come (PAY-374), and
    when it does not say who answered, where the number was known from, or what shows it (PAY-373).
    """
    row = Account.objects.filter(pk=account_id, role="payee").first()
    if row is None:
        raise Refused(no_account(account_id, "payee"))
    require(actor, "prepare", host_id=row.host_id, on=now.date())
    findings = []
    if row.recorded_by_id == actor:
        findings.append(Finding("PAY-411", Level.STOP, Place(pointer="called_on"), {"tail": row.number[-4:]}))
    elif called_on < day_there(row.recorded_at):
        findings.append(Finding("PAY-364", Level.STOP, Place(pointer="called_on"), {"tail": row.number[-4:]}))
    if called_on > now.date():
        values = {"seen": called_on.isoformat()}
        findings.append(Finding("PAY-374", Level.STOP, Place(pointer="called_on"), values))
    told = {"spoke_to": spoke_to, "number_known_from": number_known_from, "evidence": evidence}
    findings += [
        Finding("PAY-373", Level.STOP, Place(pointer=field), {"tail": row.number[-4:]})
        for field, words in told.items()
        if not words.strip()
    ]
    if findings:
        raise Refused(*findings)
    with transaction.atomic():
        CallBack.objects.create(
            host_id=row.host_id,
            account=row,
            called_on=called_on,
            spoke_to=spoke_to.strip(),
            number_known_from=number_known_from.strip(),
            evidence=evidence.strip(),
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

"""Rows become the values of a payment file; the digest of a payment is over everything that a bank would be told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from guohe.exchange.domain.payment_file import Account as AccountValue
from guohe.exchange.domain.payment_file import Address, Bank, Batch, Party, PaymentFile, Transfer
from guohe.kernel.digest import digest_of
from guohe.kernel.money import Money
from guohe.payments.models import Account, Release

# Stands for a file's names while only one payment is being judged.
TRIAL: Final = "TRIAL"


def party_of(row: Account) -> Party:
    """Whose account it is."""
    return Party(row.holder, Address(row.town, row.country, street=row.street), row.latin_name)


def account_of(row: Account) -> AccountValue:
    """The account with its full number, for the file alone."""
    return AccountValue(row.number, row.currency, row.is_iban)


def bank_of(row: Account) -> Bank:
    """Where it is held."""
    return Bank(row.bic, row.clearing_system, row.member)


def transfer_of(row: Release) -> Transfer:
    """One payment as the bank is told."""
    return Transfer(
        end_to_end_id=row.end_to_end_id,
        uetr=str(row.uetr),
        amount=Money(row.currency, row.amount_minor),
        creditor=party_of(row.payee),
        account=account_of(row.payee),
        bank=bank_of(row.payee),
        purpose_code=row.purpose_code,
        statistics_code=row.statistics_code,
        remittance=row.remittance,
    )


def file_of(
    rows: list[Release], *, message_id: str, information_id: str, created_at: datetime
) -> PaymentFile:
    """All payments of one payer's account, each asked for on the day for which it was released: one batch a day, in their order."""
    payer = rows[0].payer
    batches = tuple(
        Batch(
            payment_information_id=batch_name(information_id, day),
            debtor=party_of(payer),
            account=account_of(payer),
            bank=bank_of(payer),
            requested_on=day,
            transfers=tuple(transfer_of(row) for row in rows if row.requested_on == day),
        )
        for day in sorted({row.requested_on for row in rows})
    )
    return PaymentFile(message_id, created_at, payer.latin_name or payer.holder, batches)


def batch_name(information_id: str, day: date) -> str:
    """What the payments of one day are called in a file whose batches' names begin with ``information_id``."""
    return f"{information_id}{day:%y%m%d}"


def digest_of_release(row: Release) -> str:
    """SHA-256 over both accounts, amount, references, codes and day: a change of any of them is another payment."""
    return digest_of(
        [
            *(f"{account.pk} {account.number} {account.currency}" for account in (row.payer, row.payee)),
            row.currency,
            row.amount_minor,
            row.end_to_end_id,
            str(row.uetr),
            row.purpose_code,
            row.statistics_code,
            row.remittance,
            row.requested_on.isoformat(),
        ]
    ).hex()

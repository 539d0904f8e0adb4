"""A payment file is checked by rules that no schema holds, all at once, before a byte of it is written.

The schema of pain.001.001.09 knows lengths and patterns. It lets through an address of free lines (refused in
cross-border payments since 14 November 2026), a CNY amount from an HKD account, a national bank number of any shape and
a reference that was used before. Amounts are ``Money``; a purpose or statistics code is the bank's and never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from guohe.exchange.domain.payment_signs import (
    MOST,
    is_banks_country,
    is_country,
    is_iban,
    sign_of_no_code,
    unseen_sign,
)
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money
from guohe.kernel.texts import called

ChargeBearer = Literal["SHAR", "DEBT", "CRED"]

IDENTIFIER_CHARS: Final = 35
NAME_CHARS: Final = 140
REMITTANCE_CHARS: Final = 140
FREE_LINES: Final = 2
# The character set X of cross-border payments; a slash stands neither first nor last nor twice.
_RESTRICTED: Final = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9/\-?:().,'+ ]+(?<!/)")
_UUID4: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_BIC: Final = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
# National bank numbers by ISO's external code of their clearing system.
_MEMBERS: Final = {"CNAPS": re.compile(r"[0-9]{12}"), "HKNCC": re.compile(r"[0-9]{3}")}
_LATIN: Final = re.compile(r"[\x20-\x7e\u00c0-\u024f]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Town and country stand in elements of their own; ``lines`` are free and at most two."""

    town: str
    country: str
    street: str = ""
    building: str = ""
    post_code: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """``name`` is in the script in which the account is held; a name that is not Latin needs ``latin_name`` as well."""

    name: str
    address: Address
    latin_name: str = ""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank by its BIC, or by its number in a national clearing system (CNAPS, HKNCC), or by both."""

    bic: str = ""
    clearing_system: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its currency. ``number`` is written into the file and shown nowhere else."""

    number: str
    currency: str
    is_iban: bool = False

    def __repr__(self) -> str:
        return f"Account(…{self.number[-4:]} {self.currency})"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one account."""

    end_to_end_id: str
    uetr: str
    amount: Money
    creditor: Party
    account: Account
    bank: Bank
    purpose_code: str = ""
    statistics_code: str = ""
    remittance: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """All payments of one file that leave one account on one day."""

    payment_information_id: str
    debtor: Party
    account: Account
    bank: Bank
    requested_on: date
    transfers: tuple[Transfer, ...]
    charges: ChargeBearer = "SHAR"


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """What one pain.001 says. The same value always gives the same bytes."""

    message_id: str
    created_at: datetime
    initiator: str
    batches: tuple[Batch, ...]

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """All payments, in the order of the file."""
        return tuple(transfer for batch in self.batches for transfer in batch.transfers)


def is_latin(text: str) -> bool:
    """Every sign is a Latin letter, a digit or a common sign."""
    return bool(_LATIN.fullmatch(text))


def check_payment_file(file: PaymentFile) -> tuple[Finding, ...]:
    """Every rule beyond the schema, each fault with the payment it is about. Source: ledger study 2.4."""
    return tuple(_findings(file))


def fits_identifier(text: str) -> bool:
    """It can be a reference of a payment, batch or file."""
    return len(text) <= IDENTIFIER_CHARS and bool(_RESTRICTED.fullmatch(text))


def _stop(code: str, at: str, header: str = "", **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=at, header=header or None), {"payment": at, **values})


def _written(field: str, text: str, at: str, *, code: bool = False) -> Iterator[Finding]:
    """What keeps a text out of its field: a sign (PAY-434), or its length where no rule of its own judges it (PAY-435)."""
    name = called(f"exchange.pain.field.{field}")
    sign = sign_of_no_code(text) if code else unseen_sign(text)
    if sign:
        yield _stop("PAY-434", at, field, field=name, sign=sign)
    most = MOST.get(field)
    if most is not None and len(text) > most:
        yield _stop("PAY-435", at, field, field=name, count=str(len(text)), most=str(most))


def _findings(file: PaymentFile) -> Iterator[Finding]:
    yield from _identifiers(file)
    if file.created_at.tzinfo is None:
        yield _stop("PAY-311", file.message_id, field="CreDtTm", seen="-")
    if not file.transfers:
        yield _stop("PAY-308", file.message_id)
    for batch in file.batches:
        at = batch.payment_information_id
        yield from _party(batch.debtor, at)
        yield from _bank(batch.bank, at)
        yield from _account(batch.account, at)
        for transfer in batch.transfers:
            yield from _transfer(transfer, batch)


def _identifiers(file: PaymentFile) -> Iterator[Finding]:
    named = [("MsgId", file.message_id)]
    named += [("PmtInfId", batch.payment_information_id) for batch in file.batches]
    named += [("EndToEndId", transfer.end_to_end_id) for transfer in file.transfers]
    for field, identifier in named:
        if not fits_identifier(identifier):
            shown = identifier[: IDENTIFIER_CHARS + 5] or "-"
            yield _stop("PAY-301", shown, field=field, count=str(len(identifier)))
    for transfer in file.transfers:
        if not _UUID4.fullmatch(transfer.uetr):
            yield _stop("PAY-303", transfer.end_to_end_id, seen=transfer.uetr[:40] or "-")
    for twice in _twice(identifier for field, identifier in named if field == "EndToEndId"):
        yield _stop("PAY-302", twice, field="EndToEndId")
    for twice in _twice(batch.payment_information_id for batch in file.batches):
        yield _stop("PAY-302", twice, field="PmtInfId")
    for twice in _twice(transfer.uetr for transfer in file.transfers):
        yield _stop("PAY-302", twice, field="UETR")


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _transfer(transfer: Transfer, batch: Batch) -> Iterator[Finding]:
    at = transfer.end_to_end_id
    yield from _party(transfer.creditor, at)
    yield from _bank(transfer.bank, at)
    yield from _account(transfer.account, at)
    if transfer.amount.minor <= 0:
        yield _stop("PAY-307", at, amount=str(transfer.amount))
    if transfer.amount.currency != batch.account.currency:
        yield _stop(
            "PAY-306",
            at,
            amount=str(transfer.amount),
            tail=batch.account.number[-4:],
            currency=batch.account.currency,
        )
    if transfer.amount.currency != transfer.account.currency:
        tail, currency = transfer.account.number[-4:], transfer.account.currency
        yield _stop("PAY-306", at, amount=str(transfer.amount), tail=tail, currency=currency)
    crosses = transfer.creditor.address.country != batch.debtor.address.country
    if transfer.amount.currency == "CNY" and crosses:
        if not transfer.purpose_code:
            yield _stop("PAY-309", at)
        if not transfer.statistics_code:
            yield _stop("PAY-312", at)
    yield from _written("Purp", transfer.purpose_code, at, code=True)
    yield from _written("RgltryRptg", transfer.statistics_code, at, code=True)
    yield from _written("Ustrd", transfer.remittance, at)
    if len(transfer.remittance) > REMITTANCE_CHARS:
        yield _stop("PAY-311", at, "Ustrd", field="Ustrd", seen=str(len(transfer.remittance)))


def _party(party: Party, at: str) -> Iterator[Finding]:
    address = party.address
    missing = [
        field
        for field, there in (("TwnNm", address.town.strip()), ("Ctry", _COUNTRY.fullmatch(address.country)))
        if not there
    ]
    if missing:
        header = "TwnNm" if "TwnNm" in missing else "Ctry"
        yield _stop("PAY-304", at, header, name=party.name[:60], missing=", ".join(missing))
    elif not is_country(address.country):
        yield _stop("PAY-436", at, "Ctry", seen=address.country)
    texts = (
        *(
            ("TwnNm", address.town),
            ("StrtNm", address.street),
            ("BldgNm", address.building),
            ("PstCd", address.post_code),
        ),
        *(("AdrLine", line) for line in address.lines),
        *(("Nm", party.name), ("CtctDtls", party.latin_name)),
    )
    for field, text in texts:
        yield from _written(field, text, at)
    if len(address.lines) > FREE_LINES:
        yield _stop("PAY-305", at, name=party.name[:60], count=str(len(address.lines)))
    if not party.name.strip() or len(party.name) > NAME_CHARS:
        yield _stop("PAY-311", at, "Nm", field="Nm", seen=str(len(party.name.strip())))
    if not is_latin(party.name) and not (party.latin_name and is_latin(party.latin_name)):
        yield _stop("PAY-310", at, "CtctDtls", name=party.name[:60])


def _bank(bank: Bank, at: str) -> Iterator[Finding]:
    wrong = bool(bank.bic) and not (_BIC.fullmatch(bank.bic) and is_banks_country(bank.bic[4:6]))
    pattern = _MEMBERS.get(bank.clearing_system)
    if bank.clearing_system or bank.member:
        wrong = wrong or pattern is None or not pattern.fullmatch(bank.member)
    if wrong or not (bank.bic or bank.member):
        seen = " ".join(part for part in (bank.bic, bank.clearing_system, bank.member) if part)
        yield _stop("PAY-313", at, "FinInstnId", seen=seen or "-")


def _account(account: Account, at: str) -> Iterator[Finding]:
    if not re.fullmatch(r"[A-Za-z0-9\-]{4,34}", account.number):
        yield _stop("PAY-314", at, "Id", tail=account.number[-4:] or "-")
    elif account.is_iban and not is_iban(account.number):
        yield _stop("PAY-437", at, "Id", tail=account.number[-4:])

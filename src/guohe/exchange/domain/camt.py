"""What a bank says in camt.053 and camt.054: entries with their payments, and statements with a verdict each.

Amounts are signed as the account sees them: money in is positive. An account number is never kept beyond its last four
signs. Source of the names: the ISO 20022 message definitions; ours are the words after them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from guohe.exchange.domain.balances import Equation, Sums, Verdict
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money

Message = Literal["camt.053", "camt.054"]

# Statements that are read: those of the field's list (2009, 2013, 2016, 2019) and every one published since.
FIRST_VERSION: Final = 2
# A million entries as banks write them are 0.6 to 1.0 GB; a file of 2 GB is refused by its size, before it is read.
FILE_BYTES: Final = 1_500_000_000
# Faults of the schema are told one by one up to this many; the rest are counted in one finding.
SCHEMA_FAULTS: Final = 50
# The one word that ISO 20022 gives for "the payer gave no reference".
NOT_PROVIDED: Final = "NOTPROVIDED"


class CamtPayment(NamedTuple):
    """One payment inside an entry. ``amount`` is None where the bank gives it on the entry alone.

    ``maybe_cut``: the name is exactly as long as this bank cuts names, so that its end may be lost.
    """

    amount: Money | None
    end_to_end_id: str = ""
    transaction_id: str = ""
    uetr: str = ""
    instruction_id: str = ""
    payment_information_id: str = ""
    service_reference: str = ""
    counterparty: str = ""
    remittance: str = ""
    charges: tuple[Money, ...] = ()
    return_reason: str = ""
    maybe_cut: bool = False


class CamtEntry(NamedTuple):
    """One booked or pending entry. ``statement`` counts the statements of a file from 0, ``line`` its lines from 1."""

    statement: int
    line: int
    amount: Money
    status: str
    booked_on: date | None
    value_on: date | None
    reference: str
    entry_reference: str
    bank_code: str
    is_reversal: bool
    charges: tuple[Money, ...]
    payments: tuple[CamtPayment, ...]
    batch_count: int | None
    note: str


class CamtBalance(NamedTuple):
    """A balance as the bank states it: its code (OPBD, PRCD, CLBD, CLAV, ITBD, ...), amount and day."""

    code: str
    amount: Money
    on: date | None


@dataclass(frozen=True, slots=True)
class CamtHead:
    """What a statement says before its first entry. ``sequence`` is the electronic number, else the legal one.

    ``created_at`` is when the bank made it, else the file; None where neither is told.
    """

    identity: str
    sequence: int | None
    account_tail: str
    currency: str
    starts: date | None
    ends: date | None
    balances: tuple[CamtBalance, ...]
    stated_count: int | None = None
    page: int | None = None
    is_last_page: bool = True
    created_at: datetime | None = None

    def balance(self, *codes: str, last: bool = False) -> CamtBalance | None:
        """The first (or last) balance of the first code that is stated."""
        for code in codes:
            found = [balance for balance in self.balances if balance.code == code]
            if found:
                return found[-1 if last else 0]
        return None

    @property
    def opening(self) -> CamtBalance | None:
        """Opening booked, else previously closed, else the interim balance that a later page begins with."""
        return self.balance("OPBD", "PRCD", "ITBD")

    @property
    def closing(self) -> CamtBalance | None:
        """Closing booked, else the interim balance that a page ends with, where it is not the opening one."""
        closed = self.balance("CLBD")
        interim = self.balance("ITBD", last=True)
        return closed or (None if interim is self.opening else interim)

    @property
    def available(self) -> CamtBalance | None:
        """What the bank says can be used at the end."""
        return self.balance("CLAV")


@dataclass(frozen=True, slots=True)
class CamtStatement:
    """A statement (camt.053) or notice (camt.054) of a file, read to its end."""

    head: CamtHead
    entries: int
    sums: Sums
    verdict: Verdict

    @property
    def equation(self) -> Equation:
        """Which balance equation holds."""
        return self.verdict.equation


@dataclass(frozen=True, slots=True)
class CamtReport:
    """What stands after the last byte. Of a refused file nothing may be kept, however many entries were handed on."""

    message: Message | None
    version: int | None
    statements: tuple[CamtStatement, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def refused(self) -> bool:
        """A fault of the file as a whole, or of its schema."""
        return any(finding.level is Level.STOP for finding in self.findings)

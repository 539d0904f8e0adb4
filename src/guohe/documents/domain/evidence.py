"""Each kind of cost needs its papers; one invoice supports one cost, and what is missing is shown, never hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money


class Slot(StrEnum):
    """What a paper proves."""

    INVOICE = "invoice"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    QUOTATION = "quotation"
    TRIP_REPORT = "trip-report"
    PAYSLIP = "payslip"
    CONTRACT = "contract"
    APPROVAL = "approval"
    OTHER = "other"


# Only these papers are used up by one cost; a bank statement or a contract proves many.
SINGLE_USE: Final = (Slot.INVOICE,)

NEEDED: Final = {
    "equipment": (Slot.QUOTATION, Slot.INVOICE, Slot.PAYMENT, Slot.DELIVERY),
    "materials": (Slot.INVOICE, Slot.PAYMENT, Slot.DELIVERY),
    "testing": (Slot.CONTRACT, Slot.INVOICE, Slot.PAYMENT),
    "travel": (Slot.INVOICE, Slot.PAYMENT, Slot.TRIP_REPORT),
    "labour": (Slot.PAYSLIP, Slot.PAYMENT),
    "bank-charge": (Slot.PAYMENT,),
}
_ANY_COST: Final = (Slot.INVOICE, Slot.PAYMENT)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by its content; ``new`` when this call wrote it."""

    id: int
    host_id: int
    sha256: str
    name: str
    media_type: str
    size: int
    stored_by: int
    stored_at: datetime
    new: bool = False


@dataclass(frozen=True, slots=True)
class Invoice:
    """What stands on an invoice or fapiao, as a person confirmed it."""

    code: str = ""
    number: str = ""
    amount: Money | None = None

    def normal(self) -> Invoice:
        """Code and number without blanks and in one case and width, so that the same paper compares equal."""
        return Invoice(normal_number(self.code), normal_number(self.number), self.amount)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One paper on one line, standing or withdrawn."""

    id: int
    host_id: int
    subject: str
    label: str
    slot: Slot
    file: StoredFile
    invoice: Invoice
    original_location: str
    attached_by: int
    attached_at: datetime
    withdrawn_by: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    @property
    def stands(self) -> bool:
        """Whether it still counts as evidence."""
        return self.withdrawn_at is None


def normal_number(text: str) -> str:
    """A fapiao code or number for comparison: half width, upper case, letters and digits only."""
    half = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text)
    return re.sub(r"[^0-9A-Z]", "", half.upper())


def needed_slots(cost: str) -> tuple[Slot, ...]:
    """The papers that a kind of cost needs; an unlisted kind needs invoice and payment."""
    return NEEDED.get(cost, _ANY_COST)


def missing_slots(cost: str, attachments: Iterable[Attachment]) -> tuple[Slot, ...]:
    """The needed papers that no standing attachment fills."""
    filled = {attachment.slot for attachment in attachments if attachment.stands}
    return tuple(slot for slot in needed_slots(cost) if slot not in filled)


def check_attachment(
    *,
    subject: str,
    slot: Slot,
    sha256: str,
    invoice: Invoice,
    line_amount: Money | None,
    standing: Sequence[Attachment],
) -> list[Finding]:
    """Everything to be said about a paper before it is attached; ``standing`` are those it may collide with."""
    found: list[Finding] = []
    others = [other for other in standing if other.stands and other.subject != subject]
    wanted = invoice.normal()
    same_number = [
        other
        for other in others
        if wanted.number and (other.invoice.code, other.invoice.number) == (wanted.code, wanted.number)
    ]
    same_content = [other for other in others if other.file.sha256 == sha256 and other not in same_number]
    found += [Finding("DOC-911", Level.STOP, values={"line": _line(other)}) for other in same_number]
    for other in same_content:
        single = slot in SINGLE_USE and other.slot in SINGLE_USE
        code, level = ("DOC-914", Level.STOP) if single else ("DOC-915", Level.NOTE)
        found.append(Finding(code, level, values={"line": _line(other)}))
    if invoice.amount is not None and line_amount is not None and invoice.amount != line_amount:
        minor = abs(line_amount.minor)
        amounts = {"invoice": str(invoice.amount), "line": str(line_amount)}
        found.append(Finding("DOC-912", Level.NOTE, values=amounts, minor=minor))
    return found


def _line(attachment: Attachment) -> str:
    return attachment.label or attachment.subject

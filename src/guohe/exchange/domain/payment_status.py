"""What a bank answers to a payment file: each status names its payment, its level and the bank's reason.

Codes are ISO 20022's external status codes. A code that we do not know is *pending*: it proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from guohe.exchange.domain.camt import NOT_PROVIDED
from guohe.kernel.findings import Finding, Level
from guohe.kernel.texts import catalogue, say

State = Literal["accepted", "settled", "pending", "partly", "rejected", "returned"]
Scope = Literal["file", "batch", "payment"]

_STATES: Final[dict[str, State]] = {
    "ACTC": "accepted",
    "ACCP": "accepted",
    "ACSP": "accepted",
    "ACWC": "accepted",
    "ACWP": "accepted",
    "ACFC": "accepted",
    "ACPD": "accepted",
    "ACSC": "settled",
    "ACCC": "settled",
    "RCVD": "pending",
    "PDNG": "pending",
    "PATC": "pending",
    "PART": "partly",
    "RJCT": "rejected",
    "BLCK": "rejected",
    "CANC": "rejected",
}


def state_of(code: str) -> State:
    """The state that a status code stands for."""
    return _STATES.get(code, "pending")


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """One status. ``reference`` is the EndToEndId of a payment, the PmtInfId of a batch, the MsgId of a file."""

    scope: Scope
    reference: str
    state: State
    code: str
    uetr: str = ""
    reason: str = ""
    words: str = ""
    service_reference: str = ""

    def names(self, end_to_end_id: str, uetr: str) -> bool:
        """Whether nothing that the status names is another payment's; of a batch or file it names none."""
        if self.scope != "payment":
            return True
        return self.reference in ("", NOT_PROVIDED, end_to_end_id) and self.uetr.lower() in ("", uetr)

    def reason_words(self, lang: str) -> str:
        """The reason in the reader's language where the code is a common one, else the bank's own words."""
        if f"exchange.reason.{self.reason}" in catalogue():
            return say(f"exchange.reason.{self.reason}", lang)
        return self.words or self.reason


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One pain.002. ``validated`` is False where no official schema of its version could be had.

    ``created_at`` is the moment that the bank writes, at UTC+8 where it names no zone; None where none can be read.
    """

    name: str = ""
    message_id: str = ""
    original_message_id: str = ""
    validated: bool = False
    statuses: tuple[PaymentStatus, ...] = ()
    findings: tuple[Finding, ...] = ()
    created_at: datetime | None = None

    @property
    def created_on(self) -> date | None:
        """The day as the bank writes it."""
        return None if self.created_at is None else self.created_at.date()

    @property
    def refused(self) -> bool:
        """Nothing of it may be kept."""
        return any(finding.level is Level.STOP for finding in self.findings)

    def of_payment(self, end_to_end_id: str, batch: str, uetr: str = "") -> PaymentStatus | None:
        """What the report says of one payment: its own status, else that of its batch, else that of the whole file.

        A payment's own status bears its EndToEndId or its UETR; whether both are its own is told by ``names``.
        """
        for status in self.statuses:
            own = status.reference == end_to_end_id or (bool(uetr) and status.uetr.lower() == uetr)
            if status.scope == "payment" and own:
                return status
        for scope, reference in (("batch", batch), ("file", self.original_message_id)):
            for status in self.statuses:
                if (status.scope, status.reference) == (scope, reference):
                    return status
        return None

"""What a bank answers to a payment file: each status names its payment, its level and the bank's reason.

Codes are ISO 20022's external status codes. A code that we do not know is *pending*: it proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

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

    def reason_words(self, lang: str) -> str:
        """The reason in the reader's language where the code is a common one, else the bank's own words."""
        if f"exchange.reason.{self.reason}" in catalogue():
            return say(f"exchange.reason.{self.reason}", lang)
        return self.words or self.reason


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One pain.002. ``validated`` is False where no official schema of its version could be had.

    ``created_on`` is the day as the bank writes it; None where it writes none that can be read.
    """

    name: str = ""
    message_id: str = ""
    original_message_id: str = ""
    validated: bool = False
    statuses: tuple[PaymentStatus, ...] = ()
    findings: tuple[Finding, ...] = ()
    created_on: date | None = None

    @property
    def refused(self) -> bool:
        """Nothing of it may be kept."""
        return any(finding.level is Level.STOP for finding in self.findings)

    def of_payment(self, end_to_end_id: str, batch: str) -> PaymentStatus | None:
        """What the report says of one payment: its own status, else that of its batch, else that of the whole file."""
        for scope, reference in (
            ("payment", end_to_end_id),
            ("batch", batch),
            ("file", self.original_message_id),
        ):
            for status in self.statuses:
                if (status.scope, status.reference) == (scope, reference):
                    return status
        return None

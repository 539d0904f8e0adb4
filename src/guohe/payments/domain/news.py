"""What a bank says of a payment moves a station at most as far as the bank may know: it left, or it came back.

Accepted is somebody's word that it is sent: *reported*. Settled from the payer's account, by a validated report or a
statement, is *evidenced*. Neither says that it arrived: that is the payee's bank's to say. What is rejected after it was
said to be sent bounced, and never left; what is returned bounced and is back. Source: users.md US-01, US-22.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from guohe.exchange.domain.payment_status import PaymentStatus
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, RESENT, RETURNED
from guohe.payments.domain.release import Said

SENT: Final = "sent"
# ISO 20022's reason for a file that was sent before.
_SENT_BEFORE: Final = "DUPL"
PATH: Final = (SENT, *(BOUNCED, RETURNED, RESENT))


@dataclass(frozen=True, slots=True)
class News:
    """A station or event, and whether the bank's paper proves it."""

    station: str
    evidenced: bool


def said_of(status: PaymentStatus) -> Said:
    """What a status says of its payment. Of a copy that is refused because it was sent before, nothing was rejected; that the first
    was taken is for an earlier answer or a line of the account to say."""
    return "copy" if status.state == "rejected" and status.reason == _SENT_BEFORE else status.state


def news_of(state: Said, *, proved: bool, told: Sequence[ClaimFacts]) -> tuple[News, ...]:
    """What an answer adds to what was said of its instalment; nothing when it adds nothing.

    ``told`` are the instalment's standing claims in the order in which they were stated.
    """
    path = [claim for claim in told if claim.station in PATH]
    last = path[-1] if path else None
    away = last is not None and last.station in (SENT, RESENT)
    if state in ("accepted", "settled"):
        shown = state == "settled" and proved
        if away and last is not None:
            return (News(last.station, True),) if shown and not last.evidence else ()
        return (News(RESENT if any(claim.station == BOUNCED for claim in path) else SENT, shown),)
    if state == "rejected":
        return (News(BOUNCED, proved), News(RETURNED, proved)) if away else ()
    if state == "returned":
        if away:
            return News(BOUNCED, proved), News(RETURNED, proved)
        return (News(RETURNED, proved),) if last is not None and last.station == BOUNCED else ()
    return ()

"""What is said to the payer's bank of one payment, by the state it is in; it holds no number of an account."""

from __future__ import annotations

from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.payments.domain.release import ReleaseFacts

_ASKS = {
    "rejected": "rejected",
    "unpaid": "rejected",
    "returned": "returned",
    "settled": "sent",
    "accepted": "sent",
    "duplicate": "duplicate",
}


def bank_letter(release: ReleaseFacts, payer: str, papers: tuple[str, ...], grant: Name, lang: str) -> str:
    """A message ready to send: which payment, which papers go with it, and what the bank is asked for."""
    values = {
        "reference": release.end_to_end_id,
        "uetr": release.uetr,
        "amount": str(release.amount),
        "payer": payer,
        "payee": release.payee.holder,
        "tail": release.payee.tail,
        "on": release.requested_on.isoformat(),
        "file": release.message_id or "-",
        "grant": grant.in_language(lang),
        "papers": say("payments.letter.joint", lang).join(papers) or "-",
    }
    return say(f"payments.letter.{_ASKS.get(release.state, 'prepared')}", lang, **values)

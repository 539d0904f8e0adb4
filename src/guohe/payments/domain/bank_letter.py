"""What is said to the payer's bank of one payment, by the state it is in; it holds no number of an account."""

from __future__ import annotations

from collections.abc import Iterator

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Name
from guohe.kernel.texts import in_a_row, say
from guohe.payments.domain.release import ReleaseFacts

_ASKS = {
    "rejected": "rejected",
    "unpaid": "rejected",
    "returned": "returned",
    "settled": "sent",
    "accepted": "sent",
    "duplicate": "duplicate",
}


def without_letter(release: ReleaseFacts) -> Finding | None:
    """PAY-439 while nobody has released the payment: a bank is not told of what one person alone prepared."""
    if release.released_by is not None:
        return None
    values = {"payment": release.end_to_end_id, "number": str(release.number)}
    return Finding("PAY-439", Level.STOP, Place(pointer=release.end_to_end_id), values)


def bank_letter(release: ReleaseFacts, payer: str, papers: tuple[str, ...], grant: Name, lang: str) -> str:
    """A message ready to send: which payment, which papers go with it, and what the bank is asked for."""
    values = {
        "reference": release.end_to_end_id,
        "amount": str(release.amount),
        "payer": payer,
        "payee": release.payee.holder,
        "tail": release.payee.tail,
        "on": release.requested_on.isoformat(),
        "grant": grant.in_language(lang),
        "about": in_a_row(_about(release, papers, lang), lang),
    }
    return say(f"payments.letter.{_ASKS.get(release.state, 'prepared')}", lang, **values)


def _about(release: ReleaseFacts, papers: tuple[str, ...], lang: str) -> Iterator[str]:
    """File, UETR and papers, as far as there are any."""
    if release.message_id:
        yield say("payments.letter.file", lang, file=release.message_id)
    yield say("payments.letter.uetr", lang, uetr=release.uetr)
    if papers:
        yield say("payments.letter.papers", lang, papers=say("payments.letter.joint", lang).join(papers))

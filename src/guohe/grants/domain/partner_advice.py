"""Whether the next tranche may go is advised with every reason; a person decides, and no number comes from nowhere.

A share that must be spent first counts only where the agreement names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from guohe.grants.domain.partners import Account, Partner, State, Tranche, account_of, late
from guohe.kernel.money import Money


class Side(StrEnum):
    """A reason speaks for sending, against it, or is told for a person to weigh."""

    FOR = "for"
    AGAINST = "against"
    TOLD = "told"


# By how many of the two ways the share to be used first is reached: all reported use, and only what has evidence.
_SPENT: Final = (("not_spent", Side.AGAINST), ("spent_unshown", Side.TOLD), ("spent", Side.FOR))


@dataclass(frozen=True, slots=True)
class Reason:
    """``key`` and ``values`` make the sentence (grants.partner.reason.KEY)."""

    side: Side
    key: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Advice:
    """The next tranche with its reasons, those against it first; no tranche when all were sent or none is agreed."""

    tranche: Tranche | None
    reasons: tuple[Reason, ...] = ()

    @property
    def against(self) -> int:
        """How many reasons speak against sending."""
        return sum(reason.side is Side.AGAINST for reason in self.reasons)


def advise(partner: Partner, on: date, *, came: Money | None = None) -> Advice:
    """The first tranche of which nothing was sent, and what speaks for and against sending it.

    ``came`` is what the grant itself has received, in the currency of the partner's share; None where it is not looked at.
    """
    if partner.agreement is None:
        return Advice(None)
    sent = {each.tranche for each in partner.transfers if not each.withdrawn}
    tranche = next((each for each in partner.agreement.tranches if each.number not in sent), None)
    if tranche is None:
        return Advice(None)
    account = account_of(partner)
    reasons = [
        _condition(tranche),
        *_statements(partner, on),
        _spent(partner, account),
        *_carried(tranche, account, came),
        *_told(partner, account),
    ]
    order = (Side.AGAINST, Side.TOLD, Side.FOR)
    return Advice(tranche, tuple(sorted(reasons, key=lambda reason: order.index(reason.side))))


def _condition(tranche: Tranche) -> Reason:
    if not tranche.condition:
        return Reason(Side.TOLD, "no_condition")
    if tranche.met is None:
        return Reason(Side.AGAINST, "condition_open", {"condition": tranche.condition})
    met = tranche.met
    return Reason(
        Side.FOR,
        "condition_met",
        {"condition": tranche.condition, "evidence": met.evidence, "on": met.on.isoformat()},
    )


def _statements(partner: Partner, on: date) -> Iterator[Reason]:
    missing = late(partner, on)
    for due in missing:
        days = {"first": due.first_day.isoformat(), "last": due.last_day.isoformat()}
        yield Reason(Side.AGAINST, "late", {**days, "due": due.due_on.isoformat()})
    for each in partner.statements:
        if each.state in (State.ASKED, State.ENTERED):
            yield Reason(Side.AGAINST, str(each.state), {"number": str(each.number)})
    if not missing:
        yield Reason(Side.FOR, "none_late", {"on": on.isoformat()})


def _spent(partner: Partner, account: Account) -> Reason:
    agreed = partner.agreement
    if agreed is None or agreed.spent_percent is None:
        return Reason(Side.TOLD, "no_share", {"balance": str(account.balance)})
    words = {"percent": str(agreed.spent_percent), "clause": agreed.clause or agreed.reference}
    if not account.received:
        return Reason(Side.TOLD, "none_received", words)
    # Whoever reads the evidence may come to the other side of the share than whoever reads the statements.
    reached = [_reaches(used, account, agreed.spent_percent) for used in (account.reported, account.shown)]
    key, side = _SPENT[sum(reached)]
    return Reason(
        side,
        key,
        {
            **words,
            "reported": str(account.reported),
            "reported_percent": _percent(account.reported, account, agreed.spent_percent),
            "shown": str(account.shown),
            "shown_percent": _percent(account.shown, account, agreed.spent_percent),
            "received": str(account.received),
            "balance": str(account.balance),
        },
    )


def _reaches(used: Money, account: Account, percent: int) -> bool:
    return used.minor * 100 >= percent * account.received.minor


def _percent(used: Money, account: Account, percent: int) -> str:
    """To a tenth; what is short of the share that must be used is never rounded up to it."""
    tenths = (used.minor * 2000 + account.received.minor) // (2 * account.received.minor)
    if not _reaches(used, account, percent):
        tenths = min(tenths, percent * 10 - 1)
    return f"{tenths // 10}.{tenths % 10}"


def _carried(tranche: Tranche, account: Account, came: Money | None) -> Iterator[Reason]:
    """A partner is paid from what the grant received; beyond that the host pays from money of its own."""
    out = account.sent + tranche.amount
    if came is None or came.currency != out.currency or out <= came:
        return
    yield Reason(Side.AGAINST, "not_come", {"came": str(came), "out": str(out), "gap": str(out - came)})


def _told(partner: Partner, account: Account) -> Iterator[Reason]:
    for each in partner.transfers:
        if not each.withdrawn and each.receipt is None:
            yield Reason(Side.TOLD, "unstated", {"number": str(each.number), "amount": str(each.amount)})
    if account.unsupported:
        sums = {"amount": str(account.unsupported), "stated": str(account.stated)}
        yield Reason(Side.TOLD, "unsupported", sums)

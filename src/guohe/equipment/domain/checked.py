"""An act on a piece is recorded whole or not at all: everything that stands against it is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.equipment.domain.pieces import FIRST, FOLLOWS, Act, Piece, State
from guohe.grants.domain.set_up import Equipment
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import EXPONENTS, TOO_MUCH, AmountNotReadable, Money
from guohe.kernel.texts import say

GONE: Final = (Act.DISPOSED, Act.TRANSFERRED)
EVIDENCED: Final = (Act.DELIVERED, Act.NOTIFIED, *GONE)
REASONED: Final = (*GONE, Act.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person tells of an act, as it was typed."""

    act: Act
    on: str
    model: str = ""
    amount: str = ""
    currency: str = ""
    reference: str = ""
    tag: str = ""
    place: str = ""
    custodian: str = ""
    across: bool = False
    customs: str = ""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActFinding(Finding):
    """An act that does not follow; the sentence names it and where the piece stands in the reader's words."""

    act: Act = Act.ORDERED
    state: State | None = None

    def sentence(self, lang: str) -> str:
        """The piece, where it stands, and what was asked."""
        state = say(f"equipment.state.{self.state or 'none'}", lang)
        return say(self.code, lang, **self.values, act=say(f"equipment.act.{self.act}", lang), state=state)


@dataclass(frozen=True, slots=True)
class Readable:
    """What was typed, read: the day and the amount; None where they could not be read or were not told."""

    on: date | None
    amount: Money | None
    findings: tuple[Finding, ...]


def read(told: Told) -> Readable:
    """The day (EQP-113) and the amount with its currency (EQP-112) of what was typed."""
    found: list[Finding] = []
    on, amount = None, None
    try:
        on = date.fromisoformat(told.on.strip())
    except ValueError:
        found.append(_stop("EQP-113", "on", seen=told.on.strip()[:40] or "-"))
    if told.amount.strip():
        currency = told.currency.strip().upper()
        try:
            amount = Money.of(currency, told.amount) if currency in EXPONENTS else None
        except AmountNotReadable:
            amount = None
        if amount is None or not 0 < amount.minor < TOO_MUCH:
            amount = None
            found.append(_stop("EQP-112", "amount", seen=f"{told.amount.strip()} {currency}".strip()[:40]))
    return Readable(on, amount, tuple(found))


def check(told: Told, piece: Piece | None, *, code: str, today: date, tagged: bool) -> tuple[Finding, ...]:
    """Everything that stands against an act: what is not readable, its order, its day, and what it must say.

    ``tagged`` says that another piece of the host's carries the tag already.
    """
    readable = read(told)
    found = list(readable.findings)
    state = piece.state if piece is not None else None
    if told.act not in FOLLOWS[state]:
        found.append(ActFinding("EQP-101", Level.STOP, values={"code": code}, act=told.act, state=state))
    # Taking back comes after the act it takes back, whatever day that act had.
    last = max((event.on for event in piece.standing), default=None) if piece is not None else None
    day = readable.on
    if day is not None and (day > today or (last is not None and day < last)):
        earliest = last.isoformat() if last is not None else "–"
        found.append(_stop("EQP-102", "on", seen=day.isoformat(), earliest=earliest, today=today.isoformat()))
    if told.act in FIRST and not told.model.strip():
        found.append(_stop("EQP-104", "model"))
    if told.act in EVIDENCED and not told.evidence.strip():
        found.append(_stop("EQP-103", "evidence"))
    if told.act in REASONED and not told.note.strip():
        found.append(_stop("EQP-109", "note"))
    if told.act is Act.LENT and told.across and not told.customs.strip():
        found.append(_stop("EQP-105", "customs"))
    if told.act is Act.TAGGED and not told.tag.strip():
        found.append(_stop("EQP-106", "tag"))
    if told.act is Act.TAGGED and tagged:
        found.append(_stop("EQP-107", "tag", tag=told.tag.strip()[:40]))
    moved = told.act is Act.MOVED and not (told.place.strip() or told.custodian.strip())
    if moved or (told.act in (Act.LENT, Act.TRANSFERRED) and not told.place.strip()):
        found.append(_stop("EQP-108", "place"))
    return tuple(found)


def _stop(code: str, pointer: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=f"id_{pointer}"), values)


def listed(
    *,
    model: str,
    description: str,
    purpose: str,
    sharing: str,
    amount: str,
    currency: str,
    on: str,
    source: str,
) -> Equipment:
    """A line of the list from what was typed. Raises Refused with the amount (EQP-112) or day (EQP-113) that is not readable."""
    price, priced_on, found = None, None, []
    if amount.strip():
        readable = read(Told(Act.ORDERED, on=on, amount=amount, currency=currency))
        price, priced_on, found = readable.amount, readable.on, list(readable.findings)
    if found:
        raise Refused(*found)
    return Equipment(
        model.strip(), description.strip(), price, priced_on, purpose.strip(), sharing.strip(), source.strip()
    )

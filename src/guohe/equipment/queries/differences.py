"""Every model that differs from what was approved, with the way that the grant's rulebooks name for it on a day.

Higher contexts that see invoices hand them in here (``guohe.project`` lists who does); equipment never learns who told it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from guohe.equipment.domain.compared import Compared, compare
from guohe.equipment.domain.pieces import Act, Piece, State
from guohe.equipment.domain.route import DifferenceFinding, Routed, finding, route
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.grants.domain.changes import Change, Kind
from guohe.grants.domain.changes import State as ChangeState
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.changes import changes_of
from guohe.grants.queries.rule_versions import books_of
from guohe.rules.domain.values import Book


@dataclass(frozen=True, slots=True)
class Invoiced:
    """A line of a listing that names another model than the approved one: its document, its day, and when it was read."""

    source: str
    approved: str
    model: str
    on: date
    found_on: date
    order_no: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A difference: where it was seen, its way, and the words for it."""

    code: str
    happened: str
    on: date
    routed: Routed
    finding: DifferenceFinding
    piece: Piece | None = None
    invoice: Invoiced | None = None

    @property
    def compared(self) -> Compared:
        """The two models and in what they lie apart."""
        return self.routed.compared


_sources: list[Callable[[str], Sequence[Invoiced]]] = []


def provide_invoices(source: Callable[[str], Sequence[Invoiced]]) -> None:
    """From now on ``source(grant_ref)`` is asked for invoices that name another model."""
    if source not in _sources:
        _sources.append(source)


def differences(grant: GrantFacts, on: date) -> tuple[Found, ...]:
    """Pieces first, then invoices of which no piece tells; each model of a line once."""
    books, changes = books_of(grant, on), changes_of(grant.ref)
    found = [
        each
        for piece in pieces_of_grant(grant.ref)
        if (each := _of_piece(piece, books, changes, on)) is not None
    ]
    told = {(each.compared.approved, each.compared.seen) for each in found}
    for invoice in _invoices(grant.ref):
        if (invoice.approved, invoice.model) in told:
            continue
        compared = compare(invoice.approved, invoice.model)
        if compared is not None:
            routed = route(
                compared,
                found_on=invoice.found_on,
                delivered_on=None,
                noticed_on=None,
                books=books,
                on=on,
            )
            said = finding(
                routed, code=invoice.source, happened="invoiced", granted=_granted(compared, changes)
            )
            found.append(Found(invoice.source, "invoiced", invoice.on, routed, said, invoice=invoice))
    return tuple(found)


def _invoices(ref: str) -> Iterator[Invoiced]:
    known = {each.model for each in approved_of(ref)}
    for source in _sources:
        for invoice in source(ref):
            if invoice.approved in known:
                yield invoice


def _of_piece(piece: Piece, books: Sequence[Book], changes: Sequence[Change], on: date) -> Found | None:
    event = piece.model_event
    if event is None or piece.state is None:
        return None
    approved = piece.approved
    compared = compare(approved.model if approved is not None else "", event.model)
    if compared is None:
        return None
    notified = piece.last(Act.NOTIFIED)
    routed = route(
        compared,
        found_on=localtime(event.at).date(),
        delivered_on=piece.delivered.on if piece.delivered is not None else None,
        noticed_on=notified.on if notified is not None else None,
        books=books,
        on=on,
    )
    happened = State.ORDERED.value if event.act is Act.ORDERED else State.DELIVERED.value
    said = finding(routed, code=piece.code, happened=happened, granted=_granted(compared, changes))
    return Found(piece.code, happened, event.on, routed, said, piece=piece)


def _granted(compared: Compared, changes: Sequence[Change]) -> str:
    """The granted request that asks for exactly this model."""
    return next(
        (
            change.code
            for change in changes
            if change.kind is Kind.EQUIPMENT
            and change.state in (ChangeState.GRANTED, ChangeState.IN_FORCE)
            and change.draft.asked.get("to", "").strip().upper() == compared.seen.strip().upper()
        ),
        "",
    )

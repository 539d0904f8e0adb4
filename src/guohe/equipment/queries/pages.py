"""What a page, a terminal and a file show of a grant's equipment: the same finished values.

Prices are told only to holders of view_money; everything else to whoever sees the grant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guohe.equipment.domain.pieces import Act, Approved, Event, Piece
from guohe.equipment.domain.route import Way
from guohe.equipment.queries.differences import Found
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.grants.queries.change_pages import why_rows
from guohe.identity.queries.sight import money_in_view
from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say

_KINDS = {"on": Kind.DATE, "delivered": Kind.DATE, "counted": Kind.DATE, "until": Kind.DATE}
_MONEY = ("price", "paid", "amount")


def opened(ref: str) -> tuple[GrantFacts, bool]:
    """The grant, and whether its money may be told to the acting person. Raises GrantNotFound."""
    grant = find.grant(ref)
    return grant, money_in_view(grant.host_id, ref)


def state_text(piece: Piece, lang: str) -> str:
    """Where a piece stands, in words."""
    return say(f"equipment.state.{piece.state or 'none'}", lang)


def list_table(ref: str, *, money: bool, lang: str) -> Table:
    """The approved list against what is recorded of each line; a piece on no list stands below it."""
    pieces = pieces_of_grant(ref)
    rows: list[Sequence[Cell]] = []
    for line in approved_of(ref):
        own = [piece for piece in pieces if piece.approved is not None and piece.approved.id == line.id]
        rows += [_row(line, piece, money, lang) for piece in own] or [_row(line, None, money, lang)]
    rows += [_row(None, piece, money, lang) for piece in pieces if piece.approved is None]
    keys = (
        "line", "approved", "purpose", "sharing", *(("price", "priced_on") if money else ()), "piece", "model", "state",
        *(("paid",) if money else ()), "delivered", "tag", "place", "custodian", "counted",
    )  # fmt: skip
    notes = () if money else (say("equipment.no_money", lang),)
    return Table(
        say("equipment.title", lang, ref=ref),
        [_column(key, lang) for key in keys],
        rows,
        notes=notes,
        lang=lang,
    )


def _row(line: Approved | None, piece: Piece | None, money: bool, lang: str) -> tuple[Cell, ...]:
    told = piece.model_event if piece is not None else None
    counted = piece.last(Act.COUNTED) if piece is not None else None
    paid = _paid(piece) if piece is not None else None
    loan = piece.loan if piece is not None else None
    place = piece.place if piece is not None else ""
    if loan is not None and loan.across:
        place = say("equipment.across", lang, place=loan.place, customs=loan.customs)
    return (
        line.code if line is not None else "–",
        f"{line.model} · {line.description}" if line is not None else say("equipment.not_listed", lang),
        line.purpose if line is not None else "",
        line.sharing if line is not None else "",
        *((line.price if line is not None else None, _priced(line)) if money else ()),
        piece.code if piece is not None else "–",
        told.model if told is not None else "",
        state_text(piece, lang) if piece is not None else say("equipment.state.nothing", lang),
        *((paid,) if money else ()),
        piece.delivered.on if piece is not None and piece.delivered is not None else None,
        piece.tag if piece is not None else "",
        place,
        piece.custodian if piece is not None else "",
        counted.on if counted is not None else None,
    )


def _priced(line: Approved | None) -> Cell:
    return line.priced_on if line is not None else None


def _paid(piece: Piece) -> Money | None:
    return next((event.amount for event in reversed(piece.standing) if event.amount is not None), None)


def differences_table(found: Sequence[Found], ref: str, lang: str) -> Table:
    """Every model that differs, in what, and what the rulebook asks for."""
    keys = ("seen_at", "approved", "model", "reason", "way", "rule", "until")
    rows = [
        (
            f"{each.code} · {say(f'equipment.happened.{each.happened}', lang)}",
            each.compared.approved or say("equipment.not_listed", lang),
            each.compared.seen,
            each.compared.reason(lang),
            way_text(each, lang),
            each.finding.rule or "–",
            each.routed.until,
        )
        for each in found
    ]
    title = say("equipment.differences", lang, ref=ref)
    return Table(title, [_column(key, lang) for key in keys], rows, lang=lang)


def way_text(each: Found, lang: str) -> str:
    """What a difference asks for, or that it is settled."""
    if each.finding.code == "RUL-857":
        return say("equipment.way.granted", lang, change=each.finding.values["change"])
    if each.routed.way is Way.NOTICE and each.routed.noticed_on is not None:
        return say("equipment.way.sent", lang, on=each.routed.noticed_on.isoformat())
    return say(f"equipment.way.{each.routed.way}", lang)


def events_table(ref: str, *, money: bool, lang: str) -> Table:
    """Everything that was ever recorded, oldest first; an act taken back stays and says so."""
    keys = (
        "piece",
        "act",
        "on",
        "model",
        *(("amount",) if money else ()),
        "detail",
        "evidence",
        "note",
        "who",
    )
    rows: list[Sequence[Cell]] = []
    for piece in pieces_of_grant(ref):
        gone = {event.takes_back for event in piece.events}
        for event in piece.events:
            word = say(f"equipment.act.{event.act}", lang)
            if event.number in gone:
                word = say("equipment.was_taken_back", lang, act=word)
            rows.append(
                (
                    piece.code,
                    word,
                    event.on,
                    event.model,
                    *((event.amount,) if money else ()),
                    _detail(event, lang),
                    event.evidence or say("grants.change.no_evidence", lang),
                    event.note,
                    event.who.in_language(lang),
                )
            )
    return Table(say("equipment.history", lang), [_column(key, lang) for key in keys], rows, lang=lang)


def _detail(event: Event, lang: str) -> str:
    parts = [event.reference, event.tag, event.place, event.custodian]
    if event.across:
        parts.append(say("equipment.customs", lang, customs=event.customs))
    return " · ".join(part for part in parts if part)


def notice(each: Found, grant: GrantFacts, lang: str) -> str:
    """A drafted notice in one language; nothing of it is sent by Guohe."""
    said = each.routed.said
    clause = said.rule.clause if said is not None else None
    named = " ".join(
        part for part in (clause.document.title, clause.document.number, clause.article) if part
    ) if clause is not None else "–"  # fmt: skip
    return say(
        "equipment.notice",
        lang,
        funder=grant.funder.in_language(lang),
        ref=grant.ref,
        title=grant.title.in_language(lang),
        approved=each.compared.approved,
        seen=each.compared.seen,
        happened=say(f"equipment.happened.{each.happened}", lang),
        on=each.on.isoformat(),
        reason=each.compared.reason(lang),
        clause=named,
        code=each.code,
    )


def record_of(ref: str, found: Sequence[Found], *, money: bool, lang: str) -> dict[str, Any]:
    """The equipment for a program."""
    return {
        "grant": ref,
        "approved": [
            {
                "code": line.code,
                "model": line.model,
                "description": line.description,
                "purpose": line.purpose,
                "sharing": line.sharing,
                "source": line.source,
                **({"price": line.price, "priced_on": line.priced_on} if money else {}),
            }
            for line in approved_of(ref)
        ],
        "pieces": [_piece_record(piece, money) for piece in pieces_of_grant(ref)],
        "differences": [
            {
                **each.finding.as_json(lang),
                "seen_at": each.code,
                "happened": each.happened,
                "approved": each.compared.approved,
                "seen": each.compared.seen,
                "difference": each.compared.difference.value,
                "way": each.routed.way.value,
                "until": each.routed.until,
                "noticed_on": each.routed.noticed_on,
                "why": why_rows([each.routed.said], lang) if each.routed.said is not None else [],
            }
            for each in found
        ],
    }


def _piece_record(piece: Piece, money: bool) -> dict[str, Any]:
    return {
        "code": piece.code,
        "approved": piece.approved.code if piece.approved is not None else None,
        "state": piece.state.value if piece.state is not None else None,
        "model": piece.model_event.model if piece.model_event is not None else "",
        "tag": piece.tag,
        "place": piece.place,
        "custodian": piece.custodian,
        "events": [
            {
                "number": event.number,
                "act": event.act.value,
                "on": event.on,
                "model": event.model,
                "reference": event.reference,
                "tag": event.tag,
                "place": event.place,
                "custodian": event.custodian,
                "across": event.across,
                "customs": event.customs,
                "evidence": event.evidence,
                "note": event.note,
                "takes_back": event.takes_back,
                **({"amount": event.amount} if money else {}),
            }
            for event in piece.events
        ],
    }


def _column(key: str, lang: str) -> Column:
    kind = Kind.MONEY if key in _MONEY else Kind.DATE if key == "priced_on" else _KINDS.get(key, Kind.TEXT)
    return Column(key, say(f"equipment.head.{key}", lang), kind)

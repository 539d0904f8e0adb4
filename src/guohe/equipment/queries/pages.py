"""What a page, a terminal and a file show of a grant's equipment: the same finished values.

Prices are told only to holders of view_money, who keeps a piece only to holders of view_people, everything else to whoever
sees the grant: an officer of the other side, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from guohe.equipment.domain.pieces import Act, Approved, Event, Piece
from guohe.equipment.domain.route import Way
from guohe.equipment.queries.differences import Found
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.grants.queries.change_pages import why_rows
from guohe.grants.queries.rule_versions import left_out
from guohe.identity.queries.sight import holds, money_in_view
from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say

_KINDS: Final = {"on": Kind.DATE, "delivered": Kind.DATE, "counted": Kind.DATE, "until": Kind.DATE}
_MONEY: Final = ("price", "paid", "amount")
OF_LINE: Final = ("line", "approved", "purpose", "sharing", "price", "priced_on")
# What a lab manager looks for stands first; a page shows the rest when it is scrolled.
LISTED: Final = (
    "line", "approved", "piece", "model", "state", "delivered", "tag", "place", "custodian", "counted", "price", "priced_on",
    "paid", "purpose", "sharing",
)  # fmt: skip
# Sentences, which a page shows below the list: beside thirteen columns they would be a word a line.
_USES: Final = ("purpose", "sharing")


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether the acting person may be told of the grant's money, and of the people who keep its equipment."""

    money: bool
    people: bool


def opened(ref: str) -> tuple[GrantFacts, Sight]:
    """The grant, and what of it may be told to the acting person. Raises GrantNotFound."""
    grant = find.grant(ref)
    return grant, Sight(money_in_view(grant.host_id, ref), holds("view_people", grant.host_id, ref))


def state_text(piece: Piece, lang: str) -> str:
    """Where a piece stands, in words."""
    return say(f"equipment.state.{piece.state or 'none'}", lang)


def list_table(ref: str, *, sight: Sight, lang: str, whole: bool = True) -> Table:
    """The approved list against what is recorded of each line; a piece on no list stands below it.

    Not ``whole``, it is without what ``uses_table`` tells.
    """
    pieces = pieces_of_grant(ref)
    pairs: list[tuple[Approved | None, Piece | None]] = []
    for line in approved_of(ref):
        own = [piece for piece in pieces if piece.approved is not None and piece.approved.id == line.id]
        pairs += [(line, piece) for piece in own] or [(line, None)]
    pairs += [(None, piece) for piece in pieces if piece.approved is None]
    hidden = (
        *(() if sight.money else ("price", "priced_on", "paid")),
        *(() if sight.people else ("custodian",)),
        *(() if whole else _USES),
    )
    keys = [key for key in LISTED if key not in hidden]
    rows = [[_cell(key, line, piece, lang) for key in keys] for line, piece in pairs]
    notes = [say(f"equipment.no_{word}", lang) for word in ("money", "people") if not getattr(sight, word)]
    columns = [_column(key, lang) for key in keys]
    return Table(say("equipment.title", lang, ref=ref), columns, rows, notes=notes, lang=lang)


def uses_table(ref: str, lang: str) -> Table:
    """What each line of the approved list is for, and who may share it."""
    keys = ("line", "approved", *_USES)
    rows = [
        [_of_line(key, line, lang) for key in keys]
        for line in approved_of(ref)
        if line.purpose or line.sharing
    ]
    return Table(say("equipment.uses", lang), [_column(key, lang) for key in keys], rows, lang=lang)


def _cell(key: str, line: Approved | None, piece: Piece | None, lang: str) -> Cell:
    """One cell of a line of the list beside a piece; either may be missing."""
    return _of_line(key, line, lang) if key in OF_LINE else _of_piece(key, piece, lang)


def _of_line(key: str, line: Approved | None, lang: str) -> Cell:
    if line is None:
        return {"line": "–", "approved": say("equipment.not_listed", lang)}.get(key)
    cells: dict[str, Cell] = {
        "line": line.code,
        "approved": _approved(line, lang),
        "purpose": line.purpose,
        "sharing": line.sharing,
        "price": line.price,
        "priced_on": line.priced_on,
    }
    return cells[key]


def _approved(line: Approved, lang: str) -> str:
    """The model with its name, and the requests that brought it or put another in its place."""
    told = f"{line.model} · {line.description}" if line.description else line.model
    if line.until is not None:
        return say("equipment.replaced", lang, line=told, until=line.until.isoformat(), by=line.by[-1])
    return say("equipment.brought", lang, line=told, by=line.by[0]) if line.by else told


def _of_piece(key: str, piece: Piece | None, lang: str) -> Cell:
    if piece is None:
        return {"piece": "–", "state": say("equipment.state.nothing", lang)}.get(key)
    told, counted, loan = piece.model_event, piece.last(Act.COUNTED), piece.loan
    place = piece.place
    if loan is not None and loan.across:
        place = say("equipment.across", lang, place=loan.place, customs=loan.customs)
    cells: dict[str, Cell] = {
        "piece": piece.code,
        "model": told.model if told is not None else "",
        "state": state_text(piece, lang),
        "paid": _paid(piece),
        "delivered": piece.delivered.on if piece.delivered is not None else None,
        "tag": piece.tag,
        "place": place,
        "custodian": piece.custodian,
        "counted": counted.on if counted is not None else None,
    }
    return cells[key]


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
    if each.finding.code == "RUL-867":
        return say("equipment.way.granted", lang, change=each.finding.values["change"])
    if each.routed.way is Way.NOTICE and each.routed.noticed_on is not None:
        return say("equipment.way.sent", lang, on=each.routed.noticed_on.isoformat())
    return say(f"equipment.way.{each.routed.way}", lang)


def events_table(ref: str, *, sight: Sight, lang: str) -> Table:
    """Everything that was ever recorded, oldest first; an act taken back stays and says so."""
    keys = (
        "piece",
        "act",
        "on",
        "named_model",
        *(("amount",) if sight.money else ()),
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
                    *((event.amount,) if sight.money else ()),
                    _detail(event, sight, lang),
                    event.evidence or say("grants.change.no_evidence", lang),
                    event.note,
                    event.who.in_language(lang),
                )
            )
    return Table(say("equipment.history", lang), [_column(key, lang) for key in keys], rows, lang=lang)


def _detail(event: Event, sight: Sight, lang: str) -> str:
    parts = [event.reference, event.tag, event.place, event.custodian if sight.people else ""]
    if event.across:
        parts.append(say("equipment.customs", lang, customs=event.customs))
    return " · ".join(part for part in parts if part)


def notice(each: Found, grant: GrantFacts, lang: str) -> str:
    """A drafted notice in one language; nothing of it is sent by Guohe."""
    said = each.routed.said
    clause = said.rule.clause if said is not None else None
    named = "–"
    if clause is not None:
        article = say("programmes.rules.article.known", lang, article=clause.article)
        named = clause.document.named(lang, article)
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


def record_of(
    grant: GrantFacts, found: Sequence[Found], on: date, *, sight: Sight, lang: str
) -> dict[str, Any]:
    """The equipment for a program; ``left_out`` are the rulebooks that no difference was asked of, and why."""
    ref = grant.ref
    return {
        "grant": ref,
        "left_out": [each.as_json("en") for each in left_out(grant, on)],
        "approved": [
            {
                "code": line.code,
                "model": line.model,
                "description": line.description,
                "purpose": line.purpose,
                "sharing": line.sharing,
                "source": line.source,
                **({"price": line.price, "priced_on": line.priced_on} if sight.money else {}),
            }
            for line in approved_of(ref)
        ],
        "pieces": [_piece_record(piece, sight) for piece in pieces_of_grant(ref)],
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


def _piece_record(piece: Piece, sight: Sight) -> dict[str, Any]:
    return {
        "code": piece.code,
        "approved": piece.approved.code if piece.approved is not None else None,
        "state": piece.state.value if piece.state is not None else None,
        "model": piece.model_event.model if piece.model_event is not None else "",
        "tag": piece.tag,
        "place": piece.place,
        **({"custodian": piece.custodian} if sight.people else {}),
        "events": [
            {
                "number": event.number,
                "act": event.act.value,
                "on": event.on,
                "model": event.model,
                "reference": event.reference,
                "tag": event.tag,
                "place": event.place,
                **({"custodian": event.custodian} if sight.people else {}),
                "across": event.across,
                "customs": event.customs,
                "evidence": event.evidence,
                "note": event.note,
                "takes_back": event.takes_back,
                **({"amount": event.amount} if sight.money else {}),
            }
            for event in piece.events
        ],
    }


def _column(key: str, lang: str) -> Column:
    kind = Kind.MONEY if key in _MONEY else Kind.DATE if key == "priced_on" else _KINDS.get(key, Kind.TEXT)
    return Column(key, say(f"equipment.head.{key}", lang), kind)

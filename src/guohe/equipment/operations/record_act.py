"""An act on a piece of equipment is recorded by whoever may prepare for its grant; nothing recorded is ever edited."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.equipment.domain.checked import Told, check, read
from guohe.equipment.domain.pieces import Act, Approved, Piece
from guohe.equipment.models import Event
from guohe.equipment.queries.found import approved_of, pieces_of_grant, tagged_elsewhere
from guohe.grants.operations.change_found import grant_row
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused


def record_act(
    *, ref: str, told: Told, item: int | None = None, approved: int | None = None, actor: int, now: datetime
) -> int:
    """Writes one act and returns the number of its piece; without ``item`` a new piece begins.

    ``approved`` is the line of the agreement's list (A-1 is 1) that a new piece is bought for; None is a piece on no list.
    Raises GrantNotFound, and Refused with everything that stands against the act, for an unknown piece (EQP-110) or line
    (EQP-111) too. Needs the capability ``prepare``.
    """
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    pieces = pieces_of_grant(ref)
    piece = next((each for each in pieces if each.item == item), None)
    found: list[Finding] = []
    if item is not None and piece is None:
        found.append(Finding("EQP-110", Level.STOP, values={"code": f"E-{item}", "ref": ref}))
    line = _line(ref, approved, piece, found)
    number = item if item is not None else max((each.item for each in pieces), default=0) + 1
    other = tagged_elsewhere(row.host_id, told.tag.strip(), ref, number) if told.act is Act.TAGGED else False
    found += check(told, piece, code=f"E-{number}", today=now.date(), tagged=other)
    readable = read(told)
    if found or readable.on is None:
        raise Refused(*found)
    takes_back = piece.standing[-1].number if piece is not None and told.act is Act.TAKEN_BACK else None
    try:
        with transaction.atomic():
            Event.objects.create(
                host_id=row.host_id,
                grant_id=row.pk,
                item=number,
                number=len(piece.events) + 1 if piece is not None else 1,
                act=told.act.value,
                happened_on=readable.on,
                approved_id=line.id if line is not None and piece is None else None,
                model=told.model.strip(),
                currency=readable.amount.currency if readable.amount is not None else "",
                amount_minor=readable.amount.minor if readable.amount is not None else None,
                reference=told.reference.strip(),
                tag=told.tag.strip(),
                place=told.place.strip(),
                custodian=told.custodian.strip(),
                across=told.across,
                customs=told.customs.strip(),
                evidence=told.evidence.strip(),
                note=told.note.strip(),
                takes_back=takes_back,
                recorded_by_id=actor,
                recorded_at=now,
            )
            # Who keeps a piece is a person: the log says which piece and what happened, not who keeps it.
            record(
                host_id=row.host_id,
                action=f"equipment.{told.act}",
                subject=f"equipment:{ref}/E-{number}",
                details={},
                now=now,
            )
    except IntegrityError as fault:
        raise Refused(_law(fault, told, f"E-{number}")) from None
    return number


def _line(ref: str, approved: int | None, piece: Piece | None, found: list[Finding]) -> Approved | None:
    if approved is None or piece is not None:
        return None
    line = next((each for each in approved_of(ref) if each.number == approved), None)
    if line is None:
        values = {"code": f"A-{approved}", "ref": ref}
        found.append(Finding("EQP-111", Level.STOP, Place(pointer="id_approved"), values))
    return line


def _law(fault: IntegrityError, told: Told, code: str) -> Finding:
    """What the database knows and the actor did not see: a tag on another grant's piece, or an act a moment ago."""
    law = str(getattr(getattr(fault.__cause__, "diag", None), "constraint_name", ""))
    if law == "equipment_tag_once":
        return Finding("EQP-107", Level.STOP, Place(pointer="id_tag"), {"tag": told.tag.strip()[:40]})
    if law in ("equipment_act_follows", "equipment_event_once"):
        return Finding("EQP-114", Level.STOP, values={"code": code})
    raise fault

"""What was approved for a grant and what is recorded of its pieces; the database shows only grants that the actor sees."""

from __future__ import annotations

from guohe.db.once import once
from guohe.equipment.domain.pieces import Act, Approved, Piece, pieces_of
from guohe.equipment.domain.pieces import Event as Facts
from guohe.equipment.models import Event
from guohe.grants.queries import find
from guohe.kernel.money import Money


@once
def approved_of(ref: str) -> tuple[Approved, ...]:
    """The agreement's list in the order in which it was written. Raises GrantNotFound."""
    grant = find.grant(ref)
    own = [each for each in find.equipment(grant.host_id) if each.grant_ref == ref]
    return tuple(
        Approved(
            id=each.id,
            number=number,
            model=each.model,
            description=each.description,
            price=each.price,
            priced_on=each.priced_on,
            purpose=each.purpose,
            sharing=each.sharing,
            source=each.source,
            until=each.until,
            by=each.by,
        )
        for number, each in enumerate(own, start=1)
    )


@once
def pieces_of_grant(ref: str) -> tuple[Piece, ...]:
    """Every piece of a grant with all its acts. Raises GrantNotFound."""
    lines = {each.id: each for each in approved_of(ref)}
    rows = Event.objects.filter(grant__ref=ref).select_related("recorded_by").order_by("item", "number")
    return pieces_of(_facts(row, lines) for row in rows)


def tagged_elsewhere(host_id: int, tag: str, ref: str, item: int) -> bool:
    """Whether another piece of the host's, as far as the actor sees them, carries this tag; the database knows of all."""
    if not tag:
        return False
    rows = Event.objects.filter(host_id=host_id, tag=tag).exclude(grant__ref=ref, item=item)
    for named, number, act in rows.values_list("grant__ref", "item", "number"):
        back = Event.objects.filter(grant__ref=named, item=number, takes_back=act)
        if not back.exists():
            return True
    return False


def _facts(row: Event, lines: dict[int, Approved]) -> Facts:
    return Facts(
        item=row.item,
        number=row.number,
        act=Act(row.act),
        on=row.happened_on,
        who=find.person_name(row.recorded_by),
        at=row.recorded_at,
        approved=lines.get(row.approved_id or 0),
        model=row.model,
        amount=Money(row.currency, row.amount_minor) if row.amount_minor is not None else None,
        reference=row.reference,
        tag=row.tag,
        place=row.place,
        custodian=row.custodian,
        across=row.across,
        customs=row.customs,
        evidence=row.evidence,
        note=row.note,
        takes_back=row.takes_back,
    )

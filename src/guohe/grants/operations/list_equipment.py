"""A line of the agreement's equipment list is written once: nothing is taken out, and nothing is rewritten to fit what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.set_up import Equipment
from guohe.grants.models import ApprovedEquipment, Grant
from guohe.grants.operations.change_found import grant_row
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused


@told_in_words
def list_equipment(*, ref: str, item: Equipment, actor: int, now: datetime) -> None:
    """Adds a line to the list as its source shows it.

    Raises GrantNotFound, and Refused with everything that is missing (EQP-121 a model or its source, EQP-122 the day of a
    price) and for a model that stands on the list (EQP-123). Needs the capability ``prepare``.
    """
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    found: list[Finding] = []
    if not item.model.strip() or not item.source.strip():
        found.append(Finding("EQP-121", Level.STOP, Place(pointer="id_source")))
    if (item.price is None) is not (item.priced_on is None) or (item.price and item.price.minor <= 0):
        found.append(Finding("EQP-122", Level.STOP, Place(pointer="id_priced_on")))
    known = [each.model for each in find.equipment(row.host_id) if each.grant_ref == ref]
    if item.model.strip() in known:
        values = {"model": item.model.strip()[:60]}
        found.append(Finding("EQP-123", Level.STOP, Place(pointer="id_model"), values))
    if found:
        raise Refused(*found)
    with transaction.atomic():
        write_list(row, [item])
        record(
            host_id=row.host_id,
            action="grants.equipment_listed",
            subject=f"grant:{ref}",
            details={},
            now=now,
        )


def write_list(grant: Grant, items: Sequence[Equipment]) -> None:
    """The lines of a list as rows of their grant."""
    ApprovedEquipment.objects.bulk_create(
        ApprovedEquipment(
            host_id=grant.host_id,
            grant=grant,
            model=item.model.strip(),
            description=item.description.strip(),
            currency=item.price.currency if item.price is not None else "",
            price_minor=item.price.minor if item.price is not None else None,
            priced_on=item.priced_on,
            purpose=item.purpose.strip(),
            sharing=item.sharing.strip(),
            source=item.source.strip(),
        )
        for item in items
    )

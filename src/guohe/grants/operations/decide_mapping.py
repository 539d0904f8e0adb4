"""A mapping of host accounts to categories is a person's decision; a change is the next version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.models import MappingRow, MappingVersion
from guohe.grants.operations.refusals import told_in_words
from guohe.identity.operations.act_as import require


@told_in_words
def decide_mapping(
    *,
    host_id: int,
    pack: str,
    in_force_from: date,
    rows: Sequence[MappingRowFacts],
    note: str,
    actor: int,
    now: datetime,
) -> int:
    """Writes the next mapping version of a host for a pack and returns its number."""
    require(actor, "prepare", host_id=host_id, on=now.date())
    with transaction.atomic():
        number = MappingVersion.objects.filter(host_id=host_id, pack=pack).count() + 1
        version = MappingVersion.objects.create(
            host_id=host_id,
            number=number,
            pack=pack,
            in_force_from=in_force_from,
            decided_by_id=actor,
            decided_at=now,
            note=note,
        )
        MappingRow.objects.bulk_create(
            MappingRow(
                host_id=host_id,
                version=version,
                account=row.account,
                account_name=row.account_name,
                category=row.category,
                why=row.why,
            )
            for row in rows
        )
        record(
            host_id=host_id,
            action="grants.mapping_decided",
            subject=f"mapping:{pack}/{number}",
            details={"accounts": len(rows), "note": note},
            now=now,
        )
    return number

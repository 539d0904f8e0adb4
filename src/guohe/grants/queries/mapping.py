"""The mapping in force on a day is the highest version decided for that day or before."""

from __future__ import annotations

from datetime import date

from guohe.grants.domain.facts import MappingFacts, MappingRowFacts
from guohe.grants.models import MappingRow, MappingVersion
from guohe.grants.queries.find import person_name


def in_force(host_id: int, pack: str, on: date) -> MappingFacts | None:
    """The mapping of a host's accounts to a pack's categories on a day; None if nobody has decided one."""
    version = (
        MappingVersion.objects.filter(host_id=host_id, pack=pack, in_force_from__lte=on)
        .select_related("decided_by")
        .order_by("-number")
        .first()
    )
    return None if version is None else _facts(version)


def versions(host_id: int, pack: str) -> tuple[MappingFacts, ...]:
    """Every mapping that was ever decided for a host and a pack, newest first."""
    found = MappingVersion.objects.filter(host_id=host_id, pack=pack).select_related("decided_by")
    return tuple(_facts(version) for version in found.order_by("-number"))


def _facts(version: MappingVersion) -> MappingFacts:
    rows = MappingRow.objects.filter(version=version).order_by("account")
    return MappingFacts(
        number=version.number,
        pack=version.pack,
        in_force_from=version.in_force_from,
        decided_by=person_name(version.decided_by),
        decided_at=version.decided_at,
        rows=tuple(
            MappingRowFacts(
                account=row.account, account_name=row.account_name, category=row.category, why=row.why
            )
            for row in rows
        ),
    )

"""The mapping in force on a day is the one that begins last by then; of two that begin on one day, the later decision."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from guohe.db.once import once
from guohe.grants.domain.facts import MappingFacts, MappingRowFacts
from guohe.grants.models import MappingRow, MappingVersion
from guohe.grants.queries.find import person_name

_ROW = ("account", "account_name", "category", "why")


@once
def in_force(host_id: int, pack: str, on: date) -> MappingFacts | None:
    """The mapping of a host's accounts to a pack's categories on a day; None if nobody has decided one."""
    version = (
        _with_rows()
        .filter(host_id=host_id, pack=pack, in_force_from__lte=on)
        .order_by("-in_force_from", "-number")
        .first()
    )
    return None if version is None else _facts(version)


@once
def versions(host_id: int, pack: str) -> tuple[MappingFacts, ...]:
    """Every mapping that was ever decided for a host and a pack, newest first."""
    found = _with_rows().filter(host_id=host_id, pack=pack)
    return tuple(_facts(version) for version in found.order_by("-number"))


def _with_rows() -> QuerySet[MappingVersion]:
    """Versions, each with its rows, in one question."""
    row = JSONObject(**{name: name for name in _ROW})
    rows = MappingRow.objects.filter(version=OuterRef("pk")).order_by("account").values(row=row)
    return MappingVersion.objects.select_related("decided_by").annotate(rows=ArraySubquery(rows))


def _facts(version: MappingVersion) -> MappingFacts:
    return MappingFacts(
        number=version.number,
        pack=version.pack,
        in_force_from=version.in_force_from,
        decided_by=person_name(version.decided_by),
        decided_at=version.decided_at,
        rows=tuple(MappingRowFacts(**row) for row in version.rows),  # type: ignore[attr-defined]
    )

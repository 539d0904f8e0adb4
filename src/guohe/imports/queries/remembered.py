"""What a host's people said of the columns of its files: of each head row the newest answer."""

from __future__ import annotations

from guohe.imports.domain.remembered import Remembered
from guohe.imports.models import ColumnMapping


def remembered_columns(host_id: int, kind: str) -> tuple[Remembered, ...]:
    """The answers of a host in force, one for each head row."""
    rows = (
        ColumnMapping.objects.filter(host_id=host_id, kind=kind)
        .order_by("heads_digest", "-version")
        .distinct("heads_digest")
    )
    return tuple(Remembered(row.version, row.heads_digest, dict(row.columns)) for row in rows)

"""A fact that carries a person's own words is refused when they hold what the log must not: private numbers, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from guohe.audit.operations.record_fact import Detail, PrivateDetail, record
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Refused


def recorded(
    *, host_id: int, action: str, subject: str, details: Mapping[str, Detail], now: datetime
) -> None:
    """Writes the fact. Refused (IMP-530) when its words look like an e-mail address or somebody's number."""
    try:
        record(host_id=host_id, action=action, subject=subject, details=details, now=now)
    except PrivateDetail:
        raise Refused(stop("IMP-530")) from None

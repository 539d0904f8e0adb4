"""Noted rates: of each day, month and budget the newest that two people stand for is in use; every other stays on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from guohe.identity.queries.accounts import name_told, naming
from guohe.reporting.domain.fx import NotedRate, RateKind, RateTable, Stand, stands
from guohe.reporting.models import Rate


def in_use(host_id: int, ref: str, base: str) -> RateTable:
    """What turns costs of a grant back into ``base``: the newest confirmed rate of each day, month and of its own budget."""
    rows = (
        _rates()
        .filter(Q(grant_ref="") | Q(grant_ref=ref), host_id=host_id, base=base, confirmed_by__isnull=False)
        .order_by("id")
    )
    return {rate.key: rate for rate in _facts(rows)}


def noted(host_id: int, ref: str | None = None) -> tuple[tuple[NotedRate, Stand], ...]:
    """Every rate of a host that is seen here, the newest note first, and how it stands.

    With ``ref``, of budgets only this grant's.
    """
    rows = _rates().filter(host_id=host_id).order_by("id")
    if ref is not None:
        rows = rows.filter(Q(grant_ref="") | Q(grant_ref=ref))
    found = _facts(rows)
    return tuple(reversed(list(zip(found, stands(found), strict=True))))


@dataclass(frozen=True, slots=True)
class WaitingRates:
    """The notes of one grant, or of every grant of a host (empty ``grant``), that wait for a second person."""

    host: int
    grant: str
    count: int
    oldest: datetime


def waiting_everywhere(hosts: Collection[int]) -> tuple[WaitingRates, ...]:
    """What waits in some hosts, in the order of hosts and grants."""
    rows = list(_rates().filter(host_id__in=hosts).order_by("id"))
    waits: dict[tuple[int, str], list[Rate]] = defaultdict(list)
    for host in sorted({row.host_id for row in rows}):
        own = [row for row in rows if row.host_id == host]
        for row, stand in zip(own, stands(_facts(own)), strict=True):
            if stand is Stand.WAITS:
                waits[host, row.grant_ref].append(row)
    return tuple(
        WaitingRates(host, grant, len(found), min(row.noted_at for row in found))
        for (host, grant), found in sorted(waits.items())
    )


def waiting(host_id: int, ref: str) -> tuple[NotedRate, ...]:
    """The notes for a grant's costs that wait for a second person, the newest first."""
    return tuple(each for each, stand in noted(host_id, ref) if stand is Stand.WAITS)


def noted_by(host_id: int, actor: int, used: Iterable[NotedRate]) -> tuple[NotedRate, ...]:
    """Those of a report's rates that an account noted itself."""
    wanted = tuple(used)
    if not wanted:
        return ()
    own = {_identity(each) for each in _facts(_rates().filter(host_id=host_id, noted_by_id=actor))}
    return tuple(each for each in wanted if _identity(each) in own)


def _identity(rate: NotedRate) -> tuple[object, ...]:
    """What makes a note this one, whatever its noter is called today."""
    return rate.grant, rate.base, rate.key, rate.on, rate.rate, rate.source, rate.rated_at, rate.noted_at


def _rates() -> QuerySet[Rate]:
    """Rates with the names of who noted and who confirmed them."""
    return Rate.objects.annotate(by=naming("noted_by_id"), second=naming("confirmed_by_id"))


def _facts(rows: Iterable[Rate]) -> tuple[NotedRate, ...]:
    return tuple(_fact(row) for row in rows)


def _fact(row: Any) -> NotedRate:
    noted_by = name_told(row.by)
    if noted_by is None:
        raise LookupError(row.noted_by_id)
    return NotedRate(
        kind=RateKind(row.kind),
        on=row.on_day,
        base=row.base,
        quote=row.quote,
        rate=row.rate,
        source=row.source,
        rated_at=row.rated_at,
        noted_by=noted_by,
        noted_at=row.noted_at,
        grant=row.grant_ref,
        number=row.pk,
        noter=row.noted_by_id,
        confirmed_by=name_told(row.second),
        confirmed_at=row.confirmed_at,
    )

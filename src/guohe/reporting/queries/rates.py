"""Noted rates: the newest of each day, month and budget is the one in use; every other stays on record."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from guohe.identity.queries.accounts import names_of
from guohe.kernel.names import Name
from guohe.reporting.domain.fx import NotedRate, RateKind, RateTable
from guohe.reporting.models import Rate


def in_use(host_id: int, ref: str, base: str) -> RateTable:
    """What turns costs of a grant back into ``base``: the newest rate of each day and month, and of its own budget."""
    rows = Rate.objects.filter(Q(grant_ref="") | Q(grant_ref=ref), host_id=host_id, base=base).order_by("id")
    return {rate.key: rate for rate in _facts(rows)}


def noted(host_id: int, ref: str | None = None) -> tuple[tuple[NotedRate, bool], ...]:
    """Every rate of a host that is seen here, the newest note first, and whether it is the one in use.

    With ``ref``, of budgets only this grant's.
    """
    rows = Rate.objects.filter(host_id=host_id).order_by("id")
    if ref is not None:
        rows = rows.filter(Q(grant_ref="") | Q(grant_ref=ref))
    found = _facts(rows)
    newest = {(each.grant, each.base, each.key): at for at, each in enumerate(found)}
    return tuple(
        (each, newest[each.grant, each.base, each.key] == at) for at, each in reversed(list(enumerate(found)))
    )


def _facts(rows: Iterable[Rate]) -> tuple[NotedRate, ...]:
    read = list(rows)
    names = names_of({row.noted_by_id for row in read}) if read else {}
    return tuple(_fact(row, names[row.noted_by_id]) for row in read)


def _fact(row: Rate, who: Name) -> NotedRate:
    return NotedRate(
        kind=RateKind(row.kind),
        on=row.on_day,
        base=row.base,
        quote=row.quote,
        rate=row.rate,
        source=row.source,
        rated_at=row.rated_at,
        noted_by=who,
        noted_at=row.noted_at,
        grant=row.grant_ref,
    )

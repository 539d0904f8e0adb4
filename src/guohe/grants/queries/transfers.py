"""Earlier transfers of a route, as the host noted them from documents, and what it lets the other side see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from guohe.calendars.domain.days import Calendar, count
from guohe.grants.domain.usual import Transfer
from guohe.grants.models import StationSharing
from guohe.grants.models import Transfer as Row
from guohe.kernel.findings import Refused


def earlier(host_id: int, route: str, *, on: date, calendars: Sequence[Calendar]) -> tuple[Transfer, ...]:
    """The transfers that a host noted for a route and that had arrived by a day; those outside the calendars are left out."""
    rows = Row.objects.filter(host_id=host_id, route=route, credited_on__lte=on).order_by("sent_on", "pk")
    return tuple(_counted(rows.values_list("sent_on", "credited_on"), calendars))


def shares_stations(ref: str) -> bool:
    """Whether the host's latest decision lets the other side see its inner stations; nobody decided means no."""
    latest = StationSharing.objects.filter(grant__ref=ref).order_by("-decided_at", "-pk").first()
    return latest is not None and latest.shared


def _counted(days: Iterable[tuple[date, date]], calendars: Sequence[Calendar]) -> Iterator[Transfer]:
    for sent_on, credited_on in days:
        try:
            working = count(calendars, sent_on, credited_on).days
        except Refused:
            continue
        yield Transfer(sent_on, credited_on, working)

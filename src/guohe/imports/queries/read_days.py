"""When files were read, and what of them is not posted; each in one read whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, Sum

from guohe.identity.queries.sight import hosts_in_view
from guohe.imports.models import Job, Line
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class NotPosted:
    """A file that was read, and what of it is ready and not confirmed, or was ``held`` when it was confirmed."""

    number: int
    file_name: str
    prepared_at: datetime
    amount: Money
    held: bool


def last_of(numbers: Collection[int]) -> datetime | None:
    """When the newest of these imports was read; None of none."""
    if not numbers:
        return None
    last: datetime | None = Job.objects.filter(pk__in=numbers).aggregate(last=Max("prepared_at"))["last"]
    return last


def last_with_costs_of(grant_ref: str, states: Collection[str]) -> datetime | None:
    """When the newest import was read that holds costs of a grant in one of these states; None without any."""
    rows = Line.objects.filter(grant_ref=grant_ref, kind="actual", state__in=states)
    last: datetime | None = rows.aggregate(last=Max("job__prepared_at"))["last"]
    return last


def digests_read(digests: Iterable[str]) -> frozenset[str]:
    """Of these SHA-256 digests of files, those that an import holds which nobody undid."""
    rows = Job.objects.filter(file_digest__in=list(digests)).exclude(state="reversed")
    return frozenset(rows.values_list("file_digest", flat=True))


def not_posted(limit: int) -> tuple[NotPosted, ...]:
    """The newest files with lines that nobody confirmed or that were held, of the hosts whose whole money one may see."""
    rows = (
        Line.objects.filter(
            Q(job__state="checked", state="staged") | Q(state="held"),
            job__host_id__in=hosts_in_view(),
            kind="actual",
        )
        .exclude(job__state="reversed")
        .values_list("job_id", "job__file_name", "job__prepared_at", "currency", "state")
        .annotate(Sum("amount_minor"))
        .order_by("-job_id", "currency", "-state")
    )
    return tuple(
        NotPosted(number, name, at, Money(currency, int(minor)), state == "held")
        for number, name, at, currency, state, minor in rows[:limit]
    )

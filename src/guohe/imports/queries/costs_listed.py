"""What a grant's listings say of its costs, beside what of it is in no books: one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, Q, Sum
from django.db.models.functions import JSONObject

from guohe.imports.models import Line
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ListedCost:
    """One cost as its listing has it, and where it stands."""

    source: str
    on: date
    amount: Money
    state: str


@dataclass(frozen=True, slots=True)
class CostsListed:
    """The costs of one currency: what they come to, which of them wait, and when the newest listing of them was read."""

    amount: Money
    waiting: tuple[ListedCost, ...]
    read_at: datetime


def costs_listed(
    ref: str, *, states: Sequence[str], waiting: Sequence[str], until: date | None, most: int
) -> tuple[CostsListed, ...]:
    """The costs of a grant in some states, by currency, the first ``most`` of those in a ``waiting`` state told one by one.

    With ``until`` amount and waiting are of the costs up to that day; ``read_at`` is of all.
    """
    costs = Line.objects.filter(grant_ref=ref, kind="actual")
    in_time = Q(posted_date__lte=until or date.max)
    those = costs.filter(in_time, currency=OuterRef("currency"), state__in=waiting)
    told = JSONObject(source="doc_ref", on="posted_date", minor="amount_minor", state="state")
    rows = (
        costs.filter(state__in=states)
        .order_by("currency")
        .values("currency")
        .annotate(
            much=Sum("amount_minor", filter=in_time),
            read_at=Max("job__prepared_at"),
            waits=ArraySubquery(those.order_by("posted_date", "pk").values(told=told)[:most]),
        )
    )
    return tuple(
        CostsListed(
            amount=Money(row["currency"], int(row["much"] or 0)),
            waiting=tuple(_listed(each, row["currency"]) for each in row["waits"]),
            read_at=row["read_at"],
        )
        for row in rows
    )


def _listed(told: dict[str, object], currency: str) -> ListedCost:
    return ListedCost(
        str(told["source"]),
        date.fromisoformat(str(told["on"])),
        Money(currency, int(str(told["minor"]))),
        str(told["state"]),
    )

"""What the files of a grant brought: which imports hold its lines, and which of its open orders are in no books yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from guohe.db.once import once
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import Line
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Brought:
    """The imports that hold a line of the grant, by number; and its open orders that reserve nothing, by currency."""

    files: tuple[int, ...]
    orders: int
    reserved_not: tuple[Money, ...]


def orders_not_reserved(ref: str) -> tuple[str, ...]:
    """The numbers of the open orders that listings name and that reserve nothing, in the order in which they were read."""
    orders = Line.objects.filter(grant_ref=ref, kind="commitment", state__in=WAITS).order_by("pk")
    return tuple(order or document for order, document in orders.values_list("order_no", "doc_ref"))


@once
def brought_to(ref: str) -> Brought:
    """What listings brought to a grant, in one read."""
    rows = list(
        Line.objects.filter(grant_ref=ref)
        .values_list("job_id", "kind", "state", "currency")
        .annotate(Count("pk"), Sum("amount_minor"))
        .order_by("job_id")
    )
    waiting: dict[str, int] = {}
    orders = 0
    for _, kind, state, currency, many, much in rows:
        if kind == "commitment" and state in WAITS:
            orders += many
            waiting[currency] = waiting.get(currency, 0) + int(much)
    files = dict.fromkeys(row[0] for row in rows)
    return Brought(tuple(files), orders, tuple(Money(code, much) for code, much in sorted(waiting.items())))

"""An order that will not be invoiced any more is ended by a person, with a reason; what it promised is free again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from guohe.funds.domain.orders import OpenOrder
from guohe.funds.operations.commit_order import release
from guohe.funds.queries import commitments
from guohe.funds.queries.chart import open_day_from
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.operations.ask_one_or_two import one_at_a_time
from guohe.imports.operations.recorded import recorded
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.private_numbers import masked


def release_order(
    *, ref: str, order_no: str, reason: str, actor: int, now: datetime
) -> tuple[OpenOrder, ...]:
    """Releases all that is open under a number of a grant, in every category; returns what was.

    Refused when nothing is open under it (BUD-500) or without a reason (IMP-504). Needs the capability ``import``.
    """
    grant = find.grant(ref)
    require(actor, "import", host_id=grant.host_id, on=now.date())
    if not reason.strip():
        raise Refused(Finding("IMP-504", Level.STOP))
    with transaction.atomic():
        # Nothing else of the host takes off orders meanwhile.
        one_at_a_time(grant.host_id)
        orders = commitments.open_of(ref)
        ended = tuple(order for order in orders if order.order_no == order_no)
        if not ended:
            raise Refused(stop("BUD-500", order=order_no, ref=ref, orders=_numbers(orders)))
        day = open_day_from(grant.book, now.date()) or now.date()
        for order in ended:
            release(
                book=grant.book,
                fund=ref,
                order_no=order_no,
                amount=order.amount,
                in_award_currency=order.in_award_currency,
                budget=order.budget,
                on=day,
                key=uuid4(),
                memo=masked(reason.strip()),
            )
        recorded(
            host_id=grant.host_id,
            action="imports.order_released",
            subject=f"grant:{ref}",
            details={"order": order_no, "reason": reason.strip()},
            now=now,
        )
    return ended


def _numbers(orders: Sequence[OpenOrder]) -> str:
    return ", ".join(dict.fromkeys(order.order_no for order in orders)) or "–"

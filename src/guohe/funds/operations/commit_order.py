"""Promises money to an open order, and ends it: by a release, or in the very entry of its invoice.

Promises stand apart from costs, on accounts of their own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from guohe.funds.domain.entries import Entry, Line, Promise
from guohe.funds.domain.orders import OpenOrder
from guohe.funds.operations.post_entries import Posted, post
from guohe.funds.queries.chart import account_for
from guohe.kernel.money import Money


def _event(*, book: int, promise: Promise, on: date, key: UUID, source: str | None, memo: str) -> Posted:
    kind = "order" if promise.event == "commit" else "order release"
    entry = Entry(
        key,
        kind,
        on,
        source or promise.order_no,
        memo or promise.order_no,
        _memoranda(book, promise),
        promise=promise,
    )
    return post(book=book, entries=[entry])[0]


def _memoranda(book: int, promise: Promise) -> tuple[Line, Line]:
    currency = promise.amount.currency
    return (
        Line(account_for(book, "commitments", currency), promise.amount, fund=promise.fund),
        Line(account_for(book, "commitments_control", currency), -promise.amount, fund=promise.fund),
    )


def with_invoiced(*, book: int, fund: str, entry: Entry, taken: OpenOrder) -> Entry:
    """The same cost as the invoice of an order: what it takes off the order is part of the entry, and of its reversal.

    The budget is asked for both together, so that what was promised can be spent.
    """
    amount, award = -taken.amount, -taken.in_award_currency
    promise = Promise(fund, taken.budget, taken.order_no, "liquidate", amount, award)
    return replace(
        entry, kind="order invoice", lines=(*entry.lines, *_memoranda(book, promise)), promise=promise
    )


def commit(
    *,
    book: int,
    fund: str,
    order_no: str,
    amount: Money,
    in_award_currency: Money,
    budget: str | None,
    on: date,
    key: UUID,
    source: str | None = None,
    memo: str = "",
) -> Posted:
    """Promises ``amount``; its category bears ``in_award_currency`` at once. Raises Refused: BUD-402 over the limit."""
    promise = Promise(fund, budget, order_no, "commit", amount, in_award_currency)
    return _event(book=book, promise=promise, on=on, key=key, source=source, memo=memo)


def release(
    *,
    book: int,
    fund: str,
    order_no: str,
    amount: Money,
    in_award_currency: Money,
    budget: str | None,
    on: date,
    key: UUID,
    source: str | None = None,
    memo: str = "",
) -> Posted:
    """Gives back a part or all of a promise. Raises Refused: MON-370 when less than ``amount`` is open."""
    promise = Promise(fund, budget, order_no, "release", -amount, -in_award_currency)
    return _event(book=book, promise=promise, on=on, key=key, source=source, memo=memo)

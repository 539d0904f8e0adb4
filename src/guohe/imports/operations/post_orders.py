"""A list of open orders says what is open: it takes the place of what stood under the same number, and is never added to it.

Private to the operations of this context. Several lines of one file under one number are one order. A line below nothing
lessens what is open. Undone, a line gives back what it took, as far as the order still stands by other files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet

from guohe.funds.domain.orders import OpenOrder, OpenOrders
from guohe.funds.operations.commit_order import commit, release
from guohe.funds.operations.post_entries import Posted
from guohe.funds.queries import budget, commitments
from guohe.funds.queries.chart import booked_on
from guohe.grants.domain.facts import GrantFacts
from guohe.imports.models import Line as Row
from guohe.imports.operations.room import in_award_currency, open_part
from guohe.imports.queries.rows import said_with_day
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money
from guohe.kernel.private_numbers import masked


def about_the_actor(refusal: Refused) -> bool:
    """Nothing is wrong with the line: the actor may not post, or lost a race and sends the file again."""
    return any(
        finding.code.startswith("ACC-") or finding.code in ("MON-383", "MON-335")
        for finding in refusal.findings
    )


def number_of(row: Row) -> str:
    """The order that a line of open orders names."""
    return row.order_no or row.doc_ref


def post_orders(
    rows: Sequence[Row], grants: Mapping[str, GrantFacts], held: list[tuple[int, Finding]]
) -> list[tuple[int, int]]:
    """Notes each line of open orders; one that the books refuse is held with their reason. Returns (line, entry)."""
    done: list[tuple[int, int]] = []
    orders: dict[str, OpenOrders] = {}
    stated = _stated(rows)
    # What is ordered comes before what lessens it.
    for row in sorted(rows, key=lambda row: row.amount_minor < 0):
        grant = grants[row.grant_ref or ""]
        if grant.ref not in orders:
            orders[grant.ref] = OpenOrders(commitments.open_of(grant.ref))
        try:
            with transaction.atomic():
                answer = _note(row, grant, orders[grant.ref], anew=(grant.ref, number_of(row)) not in stated)
        except Refused as refusal:
            if about_the_actor(refusal):
                raise
            held.append((row.pk, refusal.findings[0]))
            # What was refused may have been begun.
            orders.pop(grant.ref)
            continue
        if row.amount_minor > 0:
            stated.add((grant.ref, number_of(row)))
        done.append((row.pk, answer.journal_id))
    return done


def _stated(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """The orders of which the same file said before what is open."""
    jobs = {row.job_id for row in rows}
    before = Row.objects.filter(job_id__in=jobs, kind="commitment", state="posted", amount_minor__gt=0)
    return {(row.grant_ref or "", number_of(row)) for row in before}


def _note(row: Row, grant: GrantFacts, orders: OpenOrders, *, anew: bool) -> Posted:
    """``anew`` for the first line of its file under the number: what other files said is open stands no longer."""
    order_no, amount = number_of(row), Money(row.currency, row.amount_minor)
    category = row.category if budget.position(grant.ref) else None
    on, source = booked_on(grant.book, row.posted_date), row.doc_ref or row.order_no
    memo = masked(said_with_day(row.description, row.posted_date, on))
    if amount.minor < 0:
        taken = orders.taken_by(order_no, category, -amount)
        if taken is None or taken.amount != -amount:
            still = Money(row.currency, 0) if taken is None else taken.amount
            raise Refused(Finding("MON-370", Level.STOP, values={"order": order_no, "open": str(still)}))
        answer = _release(row, grant.book, taken, on=on, key=row.key, source=source, memo=memo)
        orders.take(taken)
        return answer
    if anew:
        for nth, order in enumerate(orders.of(order_no)):
            _release(row, grant.book, order, on=on, key=_restated(row, nth), source=source, memo=memo)
            orders.take(order)
    award = in_award_currency(grant.ref, amount, grant.currency)
    answer = commit(
        book=grant.book,
        fund=grant.ref,
        order_no=order_no,
        amount=amount,
        in_award_currency=award,
        budget=category,
        on=on,
        key=row.key,
        source=source,
        memo=memo,
    )
    orders.put(OpenOrder(order_no, category, amount, award, on))
    return answer


def take_back(row: Row, *, book: int, day: date, reason: str) -> None:
    """Undoes one posted line: what it promised ends as far as it is open, and what it ended is open again.

    Nothing is left to undo where a later file said what is open; nothing comes back of what no file says any more.
    """
    made = commitments.made_by(row.journal_id or 0)
    said = _said_of(row)
    if made is None or said.exclude(job_id=row.job_id).filter(journal_id__gt=row.journal_id).exists():
        return
    standing = said.filter(journal_id__lt=row.journal_id)
    if made.amount.minor < 0:
        if standing.exists():
            _promise_again(row, book, made, day, uuid5(row.key, "undo"), reason)
        return
    still = open_part(row.grant_ref or "", made)
    if still is not None:
        _release(row, book, still, on=day, key=uuid5(row.key, "undo"), source=still.order_no, memo=reason)
    if not standing.exclude(job_id=row.job_id).exists():
        return
    for nth in count():
        ended = commitments.made_under(book, _restated(row, nth))
        if ended is None:
            return
        _promise_again(row, book, ended, day, uuid5(_restated(row, nth), "undo"), reason)


def _said_of(row: Row) -> QuerySet[Row]:
    """Every posted line of any file that says what is open of the same order."""
    number = number_of(row)
    same = Q(order_no=number) | Q(order_no="", doc_ref=number)
    return Row.objects.filter(
        same, grant_ref=row.grant_ref, kind="commitment", state="posted", amount_minor__gt=0
    )


def _restated(row: Row, nth: int) -> UUID:
    """The key of the entry by which a line ended what stood under its order before."""
    return uuid5(row.key, f"stood {nth}")


def _release(row: Row, book: int, order: OpenOrder, *, on: date, key: UUID, source: str, memo: str) -> Posted:
    return release(
        book=book,
        fund=row.grant_ref or "",
        order_no=order.order_no,
        amount=order.amount,
        in_award_currency=order.in_award_currency,
        budget=order.budget,
        on=on,
        key=key,
        source=source,
        memo=memo,
    )


def _promise_again(row: Row, book: int, ended: OpenOrder, day: date, key: UUID, reason: str) -> None:
    """An order that was ended is promised again; the least of the award's currency is a promise too."""
    award = -ended.in_award_currency
    commit(
        book=book,
        fund=row.grant_ref or "",
        order_no=ended.order_no,
        amount=-ended.amount,
        in_award_currency=award if award.minor else Money(award.currency, 1),
        budget=ended.budget,
        on=day,
        key=key,
        memo=reason,
    )

"""Only what a person confirmed reaches the books; what the books refuse is held with its reason, and the rest is posted.

A line's entry has a key made from the line itself, so that a retry after any crash finds what was posted and adds
nothing. Lines go in by date, then by row, because that is the order in which money is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from guohe.funds.domain.orders import OpenOrders
from guohe.funds.operations.commit_order import with_invoiced
from guohe.funds.operations.post_entries import Entry, Posted, post
from guohe.funds.queries import budget, commitments
from guohe.funds.queries.chart import account_for, days_booked
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.domain.held import RETRIED
from guohe.imports.domain.named_lots import Part
from guohe.imports.domain.shown import Shown, ShownGroups
from guohe.imports.models import Job
from guohe.imports.models import Line as Row
from guohe.imports.operations.ask_currency import ask_currency
from guohe.imports.operations.ask_one_or_two import ask_one_or_two, one_at_a_time
from guohe.imports.operations.cost_entries import Account, entry_of, open_accounts
from guohe.imports.operations.mark_lines import hold_lines, mark_posted
from guohe.imports.operations.name_lots import tell_of_files
from guohe.imports.operations.post_orders import about_the_actor, post_orders
from guohe.imports.operations.recorded import recorded
from guohe.imports.operations.room import fits_first
from guohe.imports.queries.jobs import JobNotFound, job, stop
from guohe.imports.queries.mapping_changed import changes
from guohe.imports.queries.named_lots import lots_of
from guohe.imports.queries.shown import differences
from guohe.imports.queries.totals_apart import totals_apart
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import called
from guohe.kernel.utc8 import day_there

_AT_ONCE: Final = 1000
Step = Callable[[int], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What one confirmation did: lines posted, orders noted, and lines held with the reason of each.

    ``late``: how many of the posted stand on the first open day after their own, with their own beside it.
    """

    posted: int
    orders: int
    held: tuple[tuple[int, Finding], ...]
    late: int = 0


def confirm(
    *,
    job_id: int,
    lines: Sequence[int] | None = None,
    shown: Shown | None = None,
    total_explained: str = "",
    actor: int,
    now: datetime,
    step: Step | None = None,
    progress: Progress | None = None,
) -> Confirmed:
    """Posts the ready lines of a file, or only those named in ``lines``, in one transaction.

    Refused when the import was undone (IMP-508), its lines do not add to the file's total and nobody has explained
    why the lines are right (IMP-510), nothing is ready (IMP-509), or the mapping in force gives one of them another
    category than the check did (IMP-534). ``shown`` is what a page showed: then only that is posted, and another line, or
    another grant or category of one, refuses all (IMP-310, IMP-311, IMP-313, IMP-314). A line whose cost is in the books by another line
    or a bank line is not posted: it is asked about (IMP-127, IMP-207), and so is one in a currency in which its book
    has no bank (IMP-242). A line of a period that is not open is booked on the first open day. Needs the capability ``import``. ``step`` is
    called with 1, 2, 3... between the writes.
    """
    told = step or (lambda number: None)
    with transaction.atomic():
        locked = Job.objects.select_for_update().filter(pk=job_id).first()
        if locked is None:
            raise JobNotFound(str(job_id))
        require(actor, "import", host_id=locked.host_id, on=now.date())
        _refuse_unless_sound(locked, total_explained)
        rows = _ready(job_id, lines, held=not isinstance(shown, ShownGroups))
        if not rows:
            raise Refused(_none_ready(locked))
        changed = changes(locked, rows, on=now.date())
        if changed:
            raise Refused(*changed)
        if shown is not None:
            moved = differences(shown, job_id, rows, asked=lines)
            if moved:
                raise Refused(*moved)
        one_at_a_time(locked.host_id)
        asked = ask_one_or_two(
            rows, host_id=locked.host_id, job_id=job_id, asked_by=actor, actor=actor, now=now
        )
        waiting = {number for number, _ in asked}
        rows = [row for row in rows if row.pk not in waiting]
        grants = {grant.ref: grant for grant in find.all_grants() if grant.host_id == locked.host_id}
        books = {ref: grant.book for ref, grant in grants.items()}
        unkept = ask_currency(rows, books, job=locked, actor=actor, now=now)
        asked = (*asked, *unkept)
        waiting = {number for number, _ in unkept}
        rows = [row for row in rows if row.pk not in waiting]
        told(1)
        accounts = open_accounts(rows, books, locked.currency or "")
        told(2)
        held: list[tuple[int, Finding]] = []
        costs = [row for row in rows if row.kind == "actual"]
        paid, unknown = lots_of(
            [row for row in costs if grants[row.grant_ref or ""].lot_policy == "specified"]
        )
        held += unknown.items()
        costs = [row for row in costs if row.pk not in unknown]
        days = days_booked({_own_day(books, row) for row in costs})
        on = {row.pk: days[_own_day(books, row)] for row in costs}
        entries = _Costs(books, accounts, on, paid)
        posted = _post_actuals(costs, entries, held, told, progress)
        orders = post_orders([row for row in rows if row.kind == "commitment"], grants, held)
        told(4)
        mark_posted([*posted, *orders], actor=actor, now=now)
        tell_of_files(costs, paid, posted, now=now)
        done = {number for number, _ in posted}
        late = sum(row.pk in done and on[row.pk] != row.posted_date for row in costs)
        hold_lines(held, host_id=locked.host_id, job_id=job_id, actor=actor, now=now)
        told(5)
        Job.objects.filter(pk=job_id).update(state="confirmed", confirmed_by=actor, confirmed_at=now)
        recorded(
            host_id=locked.host_id,
            action="imports.confirmed",
            subject=f"import:{job_id}",
            details={
                "posted": len(posted),
                "orders": len(orders),
                "held": len(held),
                "asked": len(asked),
                "total_explained": total_explained.strip(),
            },
            now=now,
        )
        told(6)
    return Confirmed(len(posted), len(orders), (*held, *asked), late)


def _none_ready(asked: Job) -> Finding:
    """What to do instead: a listing's lines wait for a person, a statement's credits for the inbox."""
    waiting = str(job(asked.pk).standing.waiting.lines) if asked.kind == "erp" else ""
    what = called(f"imports.none_ready.{asked.kind}", waiting=waiting)
    return stop("IMP-509", number=str(asked.pk), what=what)


def _refuse_unless_sound(locked: Job, total_explained: str) -> None:
    if locked.state == "reversed":
        on = day_there(locked.reversed_at).isoformat() if locked.reversed_at else ""
        raise Refused(stop("IMP-508", number=str(locked.pk), on=on))
    standing = job(locked.pk).standing
    if standing.difference and not total_explained.strip():
        raise Refused(
            stop(
                "IMP-510",
                total=str(standing.total),
                sum=str(standing.read.amount),
                apart=str(abs(standing.difference)),
            )
        )
    apart = totals_apart(locked.pk)
    if apart and not total_explained.strip():
        raise Refused(stop("IMP-370", rows=", ".join(map(str, apart))))


def _ready(job_id: int, lines: Sequence[int] | None, *, held: bool) -> list[Row]:
    """The ready lines, and those ``held`` that the books may take by now: sums on a page are of ready lines alone."""
    of_job = Row.objects.select_for_update().filter(job_id=job_id, grant_ref__isnull=False)
    chosen = of_job.filter(state="staged")
    if held:
        chosen = chosen | of_job.filter(state="held", hold__code__in=list(RETRIED))
    if lines is not None:
        chosen = chosen.filter(pk__in=list(lines))
    return list(chosen.order_by("posted_date", "row_number"))


@dataclass(frozen=True, slots=True)
class _Costs:
    """What the entry of a line needs beside the line: the book of each grant, accounts, the day it is booked on, and the lots named."""

    books: Mapping[str, int]
    accounts: Mapping[Account, str]
    on: Mapping[int, date]
    paid: Mapping[int, Sequence[Part]]


def _own_day(books: Mapping[str, int], row: Row) -> tuple[int, date]:
    """The book and the day that its file says; the books refuse a day of which no period is open any more."""
    return books[row.grant_ref or ""], row.posted_date


def _post_actuals(
    rows: Sequence[Row],
    costs: _Costs,
    held: list[tuple[int, Finding]],
    told: Step,
    progress: Progress | None,
) -> list[tuple[int, int]]:
    done: list[tuple[int, int]] = []
    by_book: dict[int, list[Row]] = {}
    for row in rows:
        by_book.setdefault(costs.books[row.grant_ref or ""], []).append(row)
    for book, of_book in sorted(by_book.items()):
        # In the order of the days on which they are booked, because in that order money is used.
        of_book.sort(key=lambda row: (costs.on[row.pk], row.posted_date, row.row_number))
        banks = {
            currency: account_for(book, "bank", currency) for currency in {row.currency for row in of_book}
        }
        budgeted = {ref for ref in {row.grant_ref or "" for row in of_book} if budget.position(ref)}
        entries = {
            row.pk: entry_of(
                row,
                costs.accounts[book, row.account_code, row.currency],
                banks[row.currency],
                budgeted,
                costs.on[row.pk],
                costs.paid.get(row.pk, ()),
            )
            for row in of_book
        }
        orders = {ref: OpenOrders(commitments.open_of(ref)) for ref in _quoting(of_book)}
        first, later = fits_first(of_book)
        for some in _parts(first, orders):
            done += _post_some(book, some, entries, orders, held)
            told(3)
            if progress is not None:
                progress(len(done) + len(held), len(rows))
        for row in later:
            done += _post_some(book, [row], entries, orders, held)
    return done


def _quoting(rows: Iterable[Row]) -> list[str]:
    return sorted({row.grant_ref or "" for row in rows if row.order_no})


def _quotes(row: Row, orders: Mapping[str, OpenOrders]) -> bool:
    of_grant = orders.get(row.grant_ref or "")
    return of_grant is not None and bool(of_grant.of(row.order_no))


def _parts(rows: Sequence[Row], orders: Mapping[str, OpenOrders]) -> Iterator[list[Row]]:
    """The lines in their order; one that quotes an open order stands alone, because what it takes off depends on those before."""
    part: list[Row] = []
    for row in rows:
        alone = _quotes(row, orders)
        if part and (alone or len(part) == _AT_ONCE):
            yield part
            part = []
        part.append(row)
        if alone:
            yield part
            part = []
    if part:
        yield part


def _post_some(
    book: int,
    rows: Sequence[Row],
    entries: Mapping[int, Entry],
    orders: Mapping[str, OpenOrders],
    held: list[tuple[int, Finding]],
) -> list[tuple[int, int]]:
    """An invoice of an open order takes it off in its own entry; everything else is posted as it is."""
    if len(rows) != 1 or not _quotes(rows[0], orders):
        return _post_or_isolate(book, rows, entries, held)
    row, fund = rows[0], rows[0].grant_ref or ""
    amount = Money(row.currency, row.amount_minor)
    taken = orders[fund].taken_by(row.order_no, entries[row.pk].lines[0].budget, amount)
    if taken is None:
        return _post_or_isolate(book, rows, entries, held)
    entry = with_invoiced(book=book, fund=fund, entry=entries[row.pk], taken=taken)
    done = _post_or_isolate(book, rows, {row.pk: entry}, held)
    if done:
        orders[fund].take(taken)
    return done


def _post_or_isolate(
    book: int, rows: Sequence[Row], entries: Mapping[int, Entry], held: list[tuple[int, Finding]]
) -> list[tuple[int, int]]:
    """Posts all, or halves the batch until the lines that the books refuse stand alone with their reason."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            posted: tuple[Posted, ...] = post(book=book, entries=[entries[row.pk] for row in rows])
    except Refused as refusal:
        if about_the_actor(refusal):
            raise
        if len(rows) == 1:
            held.append((rows[0].pk, refusal.findings[0]))
            return []
        half = len(rows) // 2
        first = _post_or_isolate(book, rows[:half], entries, held)
        return first + _post_or_isolate(book, rows[half:], entries, held)
    return [(row.pk, answer.journal_id) for row, answer in zip(rows, posted, strict=True)]

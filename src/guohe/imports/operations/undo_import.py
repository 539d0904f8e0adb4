"""An import is undone by reversing what it posted and withdrawing what it did not; nothing is erased, and a reason is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import uuid5

from django.db import connection, transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries.chart import open_day_from
from guohe.funds.queries.journals import entry
from guohe.funds.queries.sent_reports import (
    SentReport,
    day_of_reversal,
    funds_of,
    sent_reports,
    told_years,
)
from guohe.funds.queries.turned import live_end
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import BankRow, Job, Question
from guohe.imports.models import Line as Row
from guohe.imports.operations.ask_one_or_two import one_at_a_time
from guohe.imports.operations.post_orders import take_back
from guohe.imports.operations.read_again import read_again
from guohe.imports.operations.stage import one_listing_of
from guohe.imports.operations.undo_statement import undo_statement
from guohe.imports.queries.jobs import JobNotFound, stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.utc8 import day_there

_NOT_IN_THE_BOOKS: Final = (*WAITS, "rejected")


@dataclass(frozen=True, slots=True)
class Undone:
    """How many entries this reversed, and how many lines never got into the books.

    ``gone``: entries that somebody had reversed before.
    ``read_again``: other imports that had these lines too, each with how many it holds now.
    ``sent``: signed reports that hold what was reversed, each to be corrected.
    """

    reversed: int
    withdrawn: int
    gone: int = 0
    read_again: tuple[tuple[int, int], ...] = ()
    sent: tuple[SentReport, ...] = ()


def undo_import(*, job_id: int, reason: str, actor: int, now: datetime) -> Undone:
    """Reverses every posted line of a file, newest first, in one transaction.

    Other imports of the host that had its lines too are read again, so that no line is lost to both. Each reversal has
    the day that ``day_of_reversal`` says: a year that a signed report tells stays as it was told. Refused without a reason (IMP-504),
    when it was undone before (IMP-508), or when the books refuse a reversal. Needs ``import``.
    """
    if not reason.strip():
        raise Refused(Finding("IMP-504", Level.STOP))
    with transaction.atomic():
        one_listing_of(job_id)
        locked = Job.objects.select_for_update().filter(pk=job_id).first()
        if locked is None:
            raise JobNotFound(str(job_id))
        require(actor, "import", host_id=locked.host_id, on=now.date())
        if locked.state == "reversed":
            on = day_there(locked.reversed_at).isoformat() if locked.reversed_at else ""
            raise Refused(stop("IMP-508", number=str(job_id), on=on))
        if locked.kind == "bank":
            brought = BankRow.objects.filter(job=locked, withdrawn_at__isnull=True)
            rows = brought.values_list("journal_id", flat=True)
            sent = sent_reports([journal for journal in rows if journal is not None])
            turned, entries, gone = undo_statement(locked, reason=reason, actor=actor, now=now)
            _finish(locked, reason, {"reversed": turned, "gone": gone, "withdrawn": entries}, actor, now)
            return Undone(turned, entries, gone, sent=sent)
        one_at_a_time(locked.host_id)
        books = {grant.ref: grant.book for grant in find.all_grants() if grant.host_id == locked.host_id}
        posted = list(
            Row.objects.select_for_update().filter(job_id=job_id, state="posted").order_by("-journal_id")
        )
        gone = 0
        today, journals = day_there(now), [row.journal_id for row in posted if row.journal_id is not None]
        sent = sent_reports(journals)
        told = {ref: told_years([ref]) for ref in funds_of(journals)}
        for row in posted:
            book = books[row.grant_ref or ""]
            if row.kind == "commitment":
                day = open_day_from(book, row.posted_date) or today
                take_back(row, book=book, day=day, reason=reason)
            else:
                day = day_of_reversal(book, told.get(row.grant_ref or "", ()), row.posted_date, today)
                gone += not _reverse(row, day, reason)
        _move([row.pk for row in posted], "reversed", actor, now)
        others = list(
            Row.objects.select_for_update()
            .filter(job_id=job_id, state__in=_NOT_IN_THE_BOOKS)
            .values_list("pk", flat=True)
        )
        _move(others, "withdrawn", actor, now)
        Question.objects.filter(job_id=job_id, state="open").update(state="withdrawn")
        counts = {"reversed": len(posted) - gone, "gone": gone, "withdrawn": len(others)}
        _finish(locked, reason, counts, actor, now)
        again = tuple(
            (number, added)
            for number in _others(locked)
            if (added := read_again(job_id=number, actor=actor, now=now))
        )
    return Undone(len(posted) - gone, len(others), gone, again, sent)


def _finish(job: Job, reason: str, counts: Mapping[str, int], actor: int, now: datetime) -> None:
    Job.objects.filter(pk=job.pk).update(
        state="reversed", reversed_by=actor, reversed_at=now, reverse_reason=reason.strip()
    )
    record(
        host_id=job.host_id,
        action="imports.undone",
        subject=f"import:{job.pk}",
        details=dict(counts),
        now=now,
    )


def _others(undone: Job) -> list[int]:
    """The host's other listings, the oldest first: it takes a line that several lack."""
    rows = Job.objects.filter(host_id=undone.host_id, kind="erp", state__in=("checked", "confirmed"))
    return list(rows.exclude(pk=undone.pk).order_by("pk").values_list("pk", flat=True))


def _reverse(row: Row, day: date, reason: str) -> bool:
    """Whether the entry had to be reversed: one that somebody reversed is gone, unless that was reversed in its turn."""
    end = live_end(row.journal_id or 0)
    if end is None:
        return False
    first = end == row.journal_id
    on = day if first else max(day, entry(end).effective_date)
    reverse(journal_id=end, reason=reason, on=on, key=uuid5(row.key, "undo" if first else f"undo {end}"))
    return True


def _move(numbers: list[int], state: str, actor: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_line SET state = %s, changed_by_id = %s, changed_at = %s WHERE id = ANY (%s)",
            [state, actor, now, numbers],
        )

"""An entry is turned round by a person at a door, and the audit log says so; undoing a whole file tells of the file."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from guohe.audit.operations.record_fact import record
from guohe.funds.models import Journal
from guohe.funds.operations.post_entries import Posted
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries.chart import open_day_from
from guohe.funds.queries.sent_reports import funds_of, teller_of, told_years
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.utc8 import day_there


def turn_entry(*, journal_id: int, reason: str, on: date, key: UUID, now: datetime) -> Posted:
    """Reverses one entry; the same key again changes nothing and leaves no second fact.

    Raises Refused as ``reverse``, and MON-531 for a day before today that a signed report tells.
    """
    _untold_or_refuse(journal_id, on, day_there(now))
    posted = reverse(journal_id=journal_id, reason=reason, on=on, key=key)
    if not posted.was_there:
        record(
            host_id=Journal.objects.values_list("host_id", flat=True).get(pk=posted.journal_id),
            action="funds.entry_reversed",
            subject=f"entry:J-{journal_id}",
            details={"by": posted.ref, "on": on.isoformat()},
            now=now,
        )
    return posted


def _untold_or_refuse(journal_id: int, on: date, today: date) -> None:
    """Reported periods stay as they were told: a reversal has its own day in them only if it is made on that day."""
    if on >= today:
        return
    number = teller_of(told_years(funds_of([journal_id])), on)
    if number is not None:
        book = Journal.objects.values_list("book_id", flat=True).get(pk=journal_id)
        values = {
            "entry": f"J-{journal_id}",
            "day": on.isoformat(),
            "number": str(number),
            "first": (open_day_from(book, today) or today).isoformat(),
        }
        raise Refused(Finding("MON-531", Level.STOP, values=values))

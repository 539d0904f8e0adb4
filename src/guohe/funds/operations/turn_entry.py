"""An entry is turned round by a person at a door, and the audit log says so; undoing a whole file tells of the file."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from guohe.audit.operations.record_fact import record
from guohe.funds.models import Journal
from guohe.funds.operations.post_entries import Posted
from guohe.funds.operations.reverse_journal import reverse


def turn_entry(*, journal_id: int, reason: str, on: date, key: UUID, now: datetime) -> Posted:
    """Reverses one entry; the same key again changes nothing and leaves no second fact. Raises Refused as ``reverse``."""
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

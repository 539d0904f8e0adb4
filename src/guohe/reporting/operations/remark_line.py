"""A remark explains one line to the reader of a report; it changes no figure, and earlier remarks stay on record."""

from __future__ import annotations

from datetime import date, datetime

from guohe.audit.operations.record_fact import record
from guohe.grants.queries import find
from guohe.identity.queries.capabilities import permission_to
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reporting.models import Remark
from guohe.reporting.operations.explained import explained

LONGEST = 500


def remark_line(
    *, grant_ref: str, journal: int, line: int, words: str, actor: int, on: date, now: datetime
) -> None:
    """Says something about a line; an empty remark takes the last one back. Raises Refused (ACC-603, REP-721)."""
    grant = find.grant(grant_ref)
    permission_to("prepare", account=actor, host=grant.host_id, on=on, grant=grant_ref).or_refuse()
    said = " ".join(words.split())
    if len(said) > LONGEST:
        raise Refused(Finding("REP-721", Level.STOP, values={"length": str(len(said))}))
    with explained(years=""):
        Remark.objects.create(
            host_id=grant.host_id,
            grant_ref=grant_ref,
            journal_id=journal,
            line=line,
            words=said,
            said_at=now,
        )
        record(
            host_id=grant.host_id,
            action="reporting.line_remarked",
            subject=f"line:{journal}/{line}",
            details={"grant": grant_ref, "taken_back": not said},
            now=now,
        )

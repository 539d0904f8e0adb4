"""A request for a change is written by whoever may prepare for its grant; what it asks is kept even while it has faults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.changes import Kind, State, does_not_follow
from guohe.grants.models import ChangeDraft, ChangeRequest
from guohe.grants.operations.change_found import grant_row, request_row
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.changes import before_of, change_of
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.storable import storable


@told_in_words
def prepare_change(
    *, ref: str, kind: Kind, asked: Mapping[str, str], reason: str, actor: int, now: datetime
) -> int:
    """Writes a request with its first draft and returns its number.

    The draft is kept as typed, with its faults: it cannot be sent while it has one. Raises GrantNotFound, and Refused
    without the capability ``prepare`` or for a closed grant (BUD-468).
    """
    grant = grant_row(ref)
    require(actor, "prepare", host_id=grant.host_id, on=now.date(), grant=ref)
    if find.grant(ref).closed_on is not None:
        raise Refused(Finding("BUD-468", Level.STOP, values={"ref": ref}))
    with transaction.atomic():
        last = ChangeRequest.objects.filter(grant=grant).aggregate(last=Max("number"))["last"]
        row = ChangeRequest.objects.create(
            host_id=grant.host_id,
            grant=grant,
            number=(last or 0) + 1,
            kind=kind.value,
            prepared_by_id=actor,
            prepared_at=now,
        )
        _write(row, kind, 1, ref=ref, asked=asked, reason=reason, actor=actor, now=now)
        _told(row, "grants.change_prepared", ref, {"kind": kind.value}, now)
    return row.number


@told_in_words
def rewrite_change(
    *, ref: str, number: int, asked: Mapping[str, str], reason: str, actor: int, now: datetime
) -> int:
    """Writes the next draft of a request that was not sent yet, and returns the draft's number; the earlier ones stay."""
    row = request_row(ref, number)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    found = change_of(ref, number)
    if found.state is not State.PREPARED:
        raise Refused(does_not_follow(found))
    if find.grant(ref).closed_on is not None:
        raise Refused(Finding("BUD-468", Level.STOP, values={"ref": ref}))
    draft = found.draft.number + 1
    with transaction.atomic():
        _write(row, found.kind, draft, ref=ref, asked=asked, reason=reason, actor=actor, now=now)
        _told(row, "grants.change_rewritten", ref, {"draft": draft}, now)
    return draft


def _write(
    row: ChangeRequest,
    kind: Kind,
    number: int,
    *,
    ref: str,
    asked: Mapping[str, str],
    reason: str,
    actor: int,
    now: datetime,
) -> None:
    if not storable(reason, *asked, *asked.values()):
        raise Refused(Finding("BUD-477", Level.STOP))
    version, before = before_of(ref, kind)
    ChangeDraft.objects.create(
        host_id=row.host_id,
        grant_id=row.grant_id,
        request=row,
        number=number,
        version=version,
        before=dict(before),
        asked={key: value.strip() for key, value in asked.items() if value.strip()},
        reason=reason.strip(),
        written_by_id=actor,
        written_at=now,
    )


def _told(row: ChangeRequest, action: str, ref: str, details: Mapping[str, str | int], now: datetime) -> None:
    record(
        host_id=row.host_id, action=action, subject=f"change:{ref}/C-{row.number}", details=details, now=now
    )

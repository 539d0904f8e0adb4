"""A closing is prepared by one person and approved by another over the same checklist; its fund takes no entry from then on."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.refusals import said_in_words
from guohe.grants.domain.closing import check_closing, digest_of_items
from guohe.grants.models import Closing, ClosingApproval
from guohe.grants.operations.change_found import grant_row
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.closing import closed_by, closings_of, items_of
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused


@told_in_words
def prepare_closing(*, ref: str, note: str, evidence: str, actor: int, now: datetime) -> int:
    """Writes the checklist as it stands and returns its number. Raises Refused with everything that stands against it."""
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    items = items_of(find.grant(ref), now.date())
    faults = check_closing(items, note=note, evidence=evidence)
    known = closings_of(ref)
    closed = (_fault("BUD-323", ref=ref),) if closed_by(known) is not None else ()
    if faults or closed:
        raise Refused(*closed, *faults)
    number = len(known) + 1
    with transaction.atomic():
        Closing.objects.create(
            host_id=row.host_id,
            grant=row,
            number=number,
            items=[
                {
                    "key": item.key,
                    "stand": item.stand.value,
                    "left": [str(amount) for amount in item.left],
                    "evidence": list(item.evidence),
                }
                for item in items
            ],
            digest=digest_of_items(items),
            note=note.strip(),
            evidence=evidence.strip(),
            prepared_by_id=actor,
            prepared_at=now,
        )
        record(
            host_id=row.host_id,
            action="grants.closing_prepared",
            subject=f"closing:{ref}/{number}",
            details={"points": len(items)},
            now=now,
        )
    return number


@told_in_words
def approve_closing(*, ref: str, number: int, actor: int, now: datetime) -> None:
    """Closes the grant. The checklist is made again and must be the one that was prepared (BUD-324).

    Raises Refused; ACC-601 for whoever prepared it.
    """
    row = grant_row(ref)
    prepared = next((each for each in closings_of(ref) if each.number == number), None)
    if prepared is None:
        raise Refused(_fault("BUD-325", ref=ref, number=str(number)))
    require_approver(
        actor, "closing", preparer=prepared.prepared_by, host_id=row.host_id, on=now.date(), grant=ref
    )
    if closed_by(closings_of(ref)) is not None:
        raise Refused(_fault("BUD-323", ref=ref))
    digest = digest_of_items(items_of(find.grant(ref), now.date()))
    if digest != prepared.digest:
        raise Refused(_fault("BUD-324", number=str(number)))
    try:
        with transaction.atomic(), said_in_words():
            ClosingApproval.objects.create(
                host_id=row.host_id,
                grant=row,
                closing=Closing.objects.get(grant=row, number=number),
                digest=digest,
                approved_by_id=actor,
                approved_at=now,
            )
    except IntegrityError as fault:
        if "unique" not in str(fault) and "closed already" not in str(fault):
            raise
        # Somebody else approved at the same moment: the grant is closed once.
        raise Refused(_fault("BUD-323", ref=ref)) from None
    record(
        host_id=row.host_id,
        action="grants.closed",
        subject=f"closing:{ref}/{number}",
        details={"digest": digest},
        now=now,
    )


def _fault(code: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, values=values)

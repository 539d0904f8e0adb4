"""A grant is switched to another version of a rulebook by two people, from a day that has not passed; nothing is judged again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.rule_switch import Switch, approved, check_switch, earliest, stale
from guohe.grants.models import Grant, RuleSwitch, RuleSwitchApproval
from guohe.grants.operations.change_found import grant_row
from guohe.grants.queries import find
from guohe.grants.queries.rule_versions import book_ids_of, book_of
from guohe.grants.queries.switches import switch_of, switches_of
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.queries.rulebooks import book


def prepare_switch(*, ref: str, label: str, starts: date, clause: str, actor: int, now: datetime) -> int:
    """Writes that the grant is to be judged by ``label`` (book@version) from a day on, and returns the switch's number.

    ``clause`` is the clause of the transitional rule that allows it, or the reason. Raises GrantNotFound, and Refused with
    everything that stands against it; a book that does not load (RUL-831: an unknown key) is refused with its own fault.
    """
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    grant, later = find.grant(ref), book(label)
    known = switches_of(ref)
    current = book_of(grant, later.id, starts)
    faults = check_switch(
        ref,
        current,
        later,
        rules_it=later.id in book_ids_of(grant),
        starts=starts,
        first=earliest(later, approved(known), now.date()),
        clause=clause,
    )
    if faults or current is None or _closed(row):
        closed = (Finding("BUD-323", Level.STOP, values={"ref": ref}),) if _closed(row) else ()
        none = (Finding("RUL-852", Level.STOP, values={"ref": ref, "label": label}),)
        raise Refused(*(*closed, *faults) or none)
    number = len(known) + 1
    try:
        with transaction.atomic():
            RuleSwitch.objects.create(
                host_id=row.host_id,
                grant=row,
                number=number,
                book=later.id,
                from_version=current.version,
                to_version=later.version,
                digest=later.digest,
                in_force_from=starts,
                clause=clause.strip(),
                prepared_by_id=actor,
                prepared_at=now,
            )
            _told(row, "grants.switch_prepared", switch_of(ref, number), now)
    except IntegrityError as fault:
        if "switch_number_once_per_grant" not in str(fault):
            raise
        # Somebody else prepared one at the same moment: this one gets the next number.
        return prepare_switch(ref=ref, label=label, starts=starts, clause=clause, actor=actor, now=now)
    return number


def approve_switch(*, ref: str, number: int, actor: int, now: datetime) -> None:
    """From the prepared day on the grant is judged by the version. Raises Refused; ACC-601 for whoever prepared it."""
    row = grant_row(ref)
    found = switch_of(ref, number)
    require_approver(
        actor, "switch", preparer=found.prepared_by, host_id=row.host_id, on=now.date(), grant=ref
    )
    if found.approved_at is not None:
        raise Refused(_fault("RUL-859", found.code, ref))
    later = book(f"{found.book}@{found.after}")
    grant, known = find.grant(ref), switches_of(ref)
    faults = stale(
        ref,
        found,
        book_of(grant, found.book, found.starts),
        earliest(later, approved(known), now.date()),
    )
    if _closed(row):
        faults = (Finding("BUD-323", Level.STOP, values={"ref": ref}), *faults)
    if faults:
        raise Refused(*faults)
    try:
        with transaction.atomic():
            RuleSwitchApproval.objects.create(
                host_id=row.host_id,
                grant=row,
                switch=RuleSwitch.objects.get(grant=row, number=number),
                approved_by_id=actor,
                approved_at=now,
            )
    except IntegrityError as fault:
        if "unique" not in str(fault):
            raise
        # Somebody else approved at the same moment: it is approved once.
        raise Refused(_fault("RUL-859", found.code, ref)) from None
    _told(row, "grants.switched", found, now)


def _closed(row: Grant) -> bool:
    """A grant that two people opened again is open."""
    return find.grant(row.ref).closed_on is not None


def _fault(code: str, switch: str, ref: str) -> Finding:
    return Finding(code, Level.STOP, values={"code": switch, "ref": ref})


def _told(row: Grant, action: str, found: Switch, now: datetime) -> None:
    record(
        host_id=row.host_id,
        action=action,
        subject=f"grant:{row.ref}",
        details={
            "switch": found.code,
            "book": found.book,
            "before": found.before,
            "after": found.after,
            "starts": found.starts.isoformat(),
        },
        now=now,
    )

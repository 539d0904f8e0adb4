"""A grant is switched to another version of a rulebook by two people, from a day that has not passed; nothing is judged again.

Where no source tells which version held, two people settle it for a reason; whatever was left unjudged is judged from then on.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.rule_switch import (
    Switch,
    approved,
    check_settlement,
    check_switch,
    earliest,
    settled_since,
    stale,
)
from guohe.grants.models import Grant, RuleSwitch, RuleSwitchApproval
from guohe.grants.operations.change_found import grant_row
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.rule_versions import book_ids_of, book_of, candidates, day_in_question
from guohe.grants.queries.switches import switch_of, switches_of
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.values import Book


@told_in_words
def prepare_switch(*, ref: str, label: str, starts: date, clause: str, actor: int, now: datetime) -> int:
    """Writes that the grant is to be judged by ``label`` (book@version) from a day on, and returns the switch's number.

    ``clause`` is the clause of the transitional rule that allows it, or the reason. Raises GrantNotFound, and Refused with
    everything that stands against it; a book that does not load (RUL-831: an unknown key) is refused with its own fault. One
    of which no version is established is settled first (RUL-895).
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
        unclear = len(candidates(later.id, day_in_question(grant, later.id, starts))) > 1
        code = "RUL-895" if later.id in book_ids_of(grant) and unclear else "RUL-852"
        none = Finding(code, Level.STOP, values={"ref": ref, "label": label})
        raise Refused(*(*closed, *faults) or (none,))
    return _prepare(row, later, before=current.version, starts=starts, words=clause, actor=actor, now=now)


@told_in_words
def settle_version(*, ref: str, label: str, on: date, reason: str, actor: int, now: datetime) -> int:
    """Writes that ``label`` is the version that held where no source tells it, and returns its number among the switches.

    It holds, once another person approves it, for the award's day where the book counts that, else for ``on`` and every day of
    which the same versions are in question. Raises GrantNotFound, and Refused with everything that stands against it: the
    version is established (RUL-892) or none of those in question (RUL-893), no reason (RUL-894), a closed grant (BUD-323).
    """
    row = grant_row(ref)
    require(actor, "prepare", host_id=row.host_id, on=now.date(), grant=ref)
    grant, wanted = find.grant(ref), book(label)
    if wanted.id not in book_ids_of(grant):
        raise Refused(Finding("RUL-852", Level.STOP, values={"ref": ref, "label": label}))
    day = day_in_question(grant, wanted.id, on)
    faults = check_settlement(
        ref,
        wanted.label,
        candidates(wanted.id, day),
        book_of(grant, wanted.id, on),
        day=day,
        reason=reason,
    )
    closed = (Finding("BUD-323", Level.STOP, values={"ref": ref}),) if _closed(row) else ()
    if faults or closed:
        raise Refused(*closed, *faults)
    return _prepare(row, wanted, before="", starts=day, words=reason, actor=actor, now=now)


def _prepare(
    row: Grant, later: Book, *, before: str, starts: date, words: str, actor: int, now: datetime
) -> int:
    number = len(switches_of(row.ref)) + 1
    try:
        with transaction.atomic():
            RuleSwitch.objects.create(
                host_id=row.host_id,
                grant=row,
                number=number,
                book=later.id,
                from_version=before,
                to_version=later.version,
                digest=later.digest,
                in_force_from=starts,
                clause=words.strip(),
                prepared_by_id=actor,
                prepared_at=now,
            )
            action = "grants.switch_prepared" if before else "grants.settlement_prepared"
            _told(row, action, switch_of(row.ref, number), now)
    except IntegrityError as fault:
        if "switch_number_once_per_grant" not in str(fault):
            raise
        # Somebody else prepared one at the same moment: this one gets the next number.
        return _prepare(row, later, before=before, starts=starts, words=words, actor=actor, now=now)
    return number


@told_in_words
def approve_switch(*, ref: str, number: int, actor: int, now: datetime) -> None:
    """From the prepared day on the grant is judged by the version. Raises Refused; ACC-601 for whoever prepared it.

    A settlement is asked what it was asked when it was prepared: one that somebody else's has overtaken is refused (RUL-896), and one
    whose version is not in question on its day (RUL-893).
    """
    row = grant_row(ref)
    _hold(ref)
    found = switch_of(ref, number)
    require_approver(
        actor, "switch", preparer=found.prepared_by, host_id=row.host_id, on=now.date(), grant=ref
    )
    if found.approved_at is not None:
        raise Refused(_fault("RUL-859", found.named, ref))
    later = book(f"{found.book}@{found.after}")
    grant, known = find.grant(ref), switches_of(ref)
    current = book_of(grant, found.book, found.starts)
    if found.settles:
        faults = settled_since(ref, found, candidates(found.book, found.starts), current)
    else:
        faults = stale(ref, found, current, earliest(later, approved(known), now.date()))
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
        raise Refused(_fault("RUL-859", found.named, ref)) from None
    _told(row, "grants.settled" if found.settles else "grants.switched", found, now)


def _hold(ref: str) -> None:
    """Two approvals for a grant are judged one after the other, until the transaction ends: of which days a settlement speaks stands
    in the rulebooks, where the database's law cannot look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"grants switches {ref}"])


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

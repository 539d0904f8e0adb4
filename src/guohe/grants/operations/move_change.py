"""A request moves by recorded steps: sent by its preparer, decided by somebody else, a granted budget in force by two people."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.budget_change import rows_after
from guohe.grants.domain.changes import DECISIONS, Change, Kind, State, check_step, does_not_follow
from guohe.grants.models import ChangeStep
from guohe.grants.operations.change_found import request_row
from guohe.grants.operations.load_budget_version import load_budget_version
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import budgets, find
from guohe.grants.queries.changes import change_of
from guohe.grants.queries.judged_change import judged
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused


@told_in_words
def send_change(
    *, ref: str, number: int, on: date, evidence: str, note: str, actor: int, now: datetime
) -> None:
    """Records that the request left, to whom (``note``) and by which letter; who decides is kept as the rulebook says that day.

    Raises Refused with every fault of the draft and of the step at once, and for a closed grant (BUD-468).
    """
    found = change_of(ref, number)
    require(actor, "prepare", host_id=found.host_id, on=now.date(), grant=ref)
    seen = judged(found, on=on)
    faults = [each for each in seen.findings if each.level is Level.STOP]
    step = check_step(found, State.SENT, on=on, evidence=evidence, today=now.date())
    _refuse(*_closed(ref), *faults, *step)
    write_step(
        found, State.SENT, on=on, evidence=evidence, note=note, route=seen.route.stored, actor=actor, now=now
    )


@told_in_words
def decide_change(
    *,
    ref: str,
    number: int,
    decision: State,
    on: date,
    evidence: str,
    note: str,
    actor: int,
    now: datetime,
) -> None:
    """Records what was decided, on which day and by which letter; whoever wrote any of the request cannot (ACC-601).

    Raises Refused, also for a closed grant (BUD-468).
    """
    found = change_of(ref, number)
    if decision not in DECISIONS:
        raise ValueError(decision)
    preparer = actor if actor in found.authors else found.prepared_by
    require_approver(actor, "change", preparer=preparer, host_id=found.host_id, on=now.date(), grant=ref)
    _refuse(*_closed(ref), *check_step(found, decision, on=on, evidence=evidence, today=now.date()))
    write_step(found, decision, on=on, evidence=evidence, note=note, actor=actor, now=now)


@told_in_words
def withdraw_change(*, ref: str, number: int, on: date, note: str, actor: int, now: datetime) -> None:
    """Records that nobody asks for it any more, also of a closed grant; the request and its drafts stay. Raises Refused."""
    found = change_of(ref, number)
    require(actor, "prepare", host_id=found.host_id, on=now.date(), grant=ref)
    _refuse(*check_step(found, State.WITHDRAWN, on=on, evidence="", today=now.date()))
    write_step(found, State.WITHDRAWN, on=on, evidence="", note=note, actor=actor, now=now)


@told_in_words
def bring_into_force(*, ref: str, number: int, actor: int, now: datetime) -> int:
    """Loads a granted budget as the next version, approved on the day of the decision, and returns its number.

    Whoever decided is the approver of the version and cannot load it (BUD-411). Raises Refused with every fault, also
    when the version in force is not the one the request starts from (BUD-306), for a closed grant (BUD-468), and from the books (BUD-406).
    """
    found = change_of(ref, number)
    if found.kind is not Kind.BUDGET:
        values = {"code": found.code, "ref": ref, "number": str(number)}
        raise Refused(Finding("BUD-467", Level.STOP, values=values))
    # The books take a budget from whoever prepares for the whole host.
    require(actor, "prepare", host_id=found.host_id, on=now.date())
    decision = found.decision
    _refuse(
        *_closed(ref),
        *check_step(found, State.IN_FORCE, on=now.date(), evidence="", today=now.date()),
    )
    seen = judged(found, on=now.date())
    old = next((each for each in budgets.versions(ref) if each.number == found.draft.version), None)
    after = None
    if old is not None and seen.budget is not None:
        wanted = {each.line.code: each.after for each in seen.budget.changed if each.after is not None}
        after = rows_after(old.rows, wanted)
    _refuse(*(each for each in seen.findings if each.level is Level.STOP))
    if decision is None or old is None or after is None:
        raise Refused(Finding("BUD-313", Level.STOP, values={"code": found.code}))
    with transaction.atomic():
        version = load_budget_version(
            ref=ref,
            approved_on=decision.on,
            unit=old.unit,
            rows=after,
            file_digest="",
            actor=actor,
            now=now,
            approved_by=decision.by,
        )
        write_step(
            found,
            State.IN_FORCE,
            on=now.date(),
            evidence=decision.evidence,
            note="",
            version=version,
            actor=actor,
            now=now,
        )
    return version


def _closed(ref: str) -> tuple[Finding, ...]:
    closed = find.grant(ref).closed_on is not None
    return (Finding("BUD-468", Level.STOP, values={"ref": ref}),) if closed else ()


def _refuse(*faults: Finding) -> None:
    if faults:
        raise Refused(*faults)


def write_step(
    found: Change,
    state: State,
    *,
    on: date,
    evidence: str,
    note: str,
    actor: int,
    now: datetime,
    route: str = "",
    version: int | None = None,
    since: date | None = None,
) -> None:
    """One more step of a request; somebody who was first stands, and this one is refused (BUD-307).

    ``since`` is told to the log: the day from which what is in force holds.
    """
    row = request_row(found.ref, found.number)
    try:
        with transaction.atomic():
            ChangeStep.objects.create(
                host_id=row.host_id,
                grant_id=row.grant_id,
                request=row,
                number=len(found.steps) + 1,
                state=state.value,
                happened_on=on,
                evidence=evidence.strip(),
                note=note.strip(),
                route=route,
                version=version,
                recorded_by_id=actor,
                recorded_at=now,
            )
    except IntegrityError as fault:
        if "change_step_once" not in str(fault) and "does not follow" not in str(fault):
            raise
        # Somebody else recorded a step since this page was read: theirs stands.
        raise Refused(does_not_follow(change_of(found.ref, found.number))) from None
    told: dict[str, str | int] = {"on": on.isoformat()}
    if version is not None:
        told["version"] = version
    if since is not None:
        told["since"] = since.isoformat()
    record(
        host_id=row.host_id,
        action=f"grants.change_{state.value}",
        subject=f"change:{found.ref}/{found.code}",
        details=told,
        now=now,
    )

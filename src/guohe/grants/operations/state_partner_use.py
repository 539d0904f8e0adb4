"""A partner's use is entered by one person and counts when another confirms it; no ledger of the partner is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.partner_papers import Typed, must_show, read_day, read_use
from guohe.grants.domain.partners import (
    Answer,
    Deed,
    State,
    counted,
    fault,
    question_of,
    statement_named,
)
from guohe.grants.models import PartnerStatement
from guohe.grants.operations.partner_act import ground_of, write_act
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries.partner_pages import codes_of
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import total


@told_in_words
def enter_statement(
    *,
    ref: str,
    partner: int,
    first_day: date | None,
    typed: Sequence[Typed],
    file_faults: Sequence[Finding] = (),
    nothing: bool = False,
    stated_on: str,
    evidence: str,
    actor: int,
    now: datetime,
) -> tuple[int, tuple[Finding, ...]]:
    """Writes a statement of the days that the agreement asks for and begins with ``first_day``; returns its number and MON-371.

    More use than was received is written and waits for its answer. Raises Refused with every fault: MON-357 a category,
    MON-358 an amount, MON-360 no rows, MON-363 the days, MON-364 days that have a statement, MON-365 the day of the letter.
    """
    ground = ground_of(ref, partner)
    require(actor, "prepare", host_id=ground.row.host_id, on=now.date(), grant=ref)
    agreed = ground.partner.agreement
    if agreed is None:
        raise Refused(fault("MON-377", ref=ref))
    due = next((each for each in agreed.dues if each.first_day == first_day), None)
    rows, faults_of_rows = read_use(typed, codes=codes_of(ground.grant), currency=ground.grant.currency)
    day = read_day(stated_on, now.date(), earliest=first_day, pointer="stated_on")
    faults: list[Finding] = [*file_faults, *faults_of_rows]
    if isinstance(day, Finding):
        faults.append(day)
    if due is None:
        known = "; ".join(f"{each.first_day} – {each.last_day}" for each in agreed.dues) or "-"
        seen = first_day.isoformat() if first_day is not None else "-"
        values = {"seen": seen, "known": known}
        faults.append(Finding("MON-363", Level.STOP, Place(pointer="id_first_day"), values))
    else:
        taken = next(
            (
                each
                for each in ground.partner.statements
                if each.stands and each.first_day <= due.last_day and due.first_day <= each.last_day
            ),
            None,
        )
        if taken is not None:
            faults.append(fault("MON-364", number=f"PS-{taken.number}"))
    if bool(typed) == nothing and not file_faults:
        faults.append(Finding("MON-360", Level.STOP, Place(pointer="id_nothing")))
    if faults or due is None or isinstance(day, Finding):
        raise Refused(*faults)
    used = total(ground.grant.currency, (row.amount for row in rows))
    number = len(ground.partner.statements) + 1
    try:
        with transaction.atomic():
            PartnerStatement.objects.create(
                host_id=ground.row.host_id,
                grant=ground.row,
                partner=partner,
                number=number,
                first_day=due.first_day,
                last_day=due.last_day,
                stated_on=day,
                evidence=evidence.strip(),
                currency=used.currency,
                used_minor=used.minor,
                rows=[
                    {"category": row.category, "amount_minor": row.amount.minor, "evidence": row.evidence}
                    for row in rows
                ],
                recorded_by_id=actor,
                recorded_at=now,
            )
    except IntegrityError as refused:
        if not any(words in str(refused) for words in ("partner_said", "a statement already")):
            raise
        # Somebody else entered a statement since this page was read: theirs stands.
        raise Refused(fault("MON-378", what=statement_named(number))) from None
    record(
        host_id=ground.row.host_id,
        action="grants.partner_stated",
        subject=f"partner:{ref}/{partner}",
        details={"statement": number, "used": str(used)},
        now=now,
    )
    written = ground_of(ref, partner)
    entered = written.statement(number)
    asked = (question_of(written.partner, entered),) if entered.state is State.ASKED else ()
    return number, asked


@told_in_words
def answer_question(
    *,
    ref: str,
    partner: int,
    statement: int,
    answer: Answer | None,
    evidence: str,
    actor: int,
    now: datetime,
) -> None:
    """Records the partner's answer to MON-371 with what shows it; an error counts for nothing and is stated again.

    Raises Refused with every fault (MON-366, MON-378, MON-390 no answer chosen).
    """
    ground = ground_of(ref, partner)
    require(actor, "prepare", host_id=ground.row.host_id, on=now.date(), grant=ref)
    stated = ground.statement(statement)
    faults = [*must_show(evidence)]
    if answer is None:
        faults.insert(0, Finding("MON-390", Level.STOP, Place(pointer="id_answer")))
    if stated.state not in (State.ASKED, State.ENTERED):
        faults.insert(0, fault("MON-378", what=statement_named(statement)))
    if faults or answer is None:
        raise Refused(*faults)
    write_act(
        ground,
        stated,
        Deed.ANSWERED,
        on=now.date(),
        evidence=evidence,
        note=answer.value,
        actor=actor,
        now=now,
    )


@told_in_words
def confirm_statement(*, ref: str, partner: int, statement: int, actor: int, now: datetime) -> None:
    """Counts a statement as use, up to what was received; whoever entered or answered it, or said what was received, cannot (ACC-601).

    Raises Refused: MON-371 while it has no answer, MON-378 when it is settled.
    """
    ground = ground_of(ref, partner)
    stated = ground.statement(statement)
    # What was received is the ceiling of what counts: whoever set it does not count against it.
    told = {each.receipt.by for each in ground.partner.transfers if each.receipt is not None}
    preparer = actor if actor in stated.authors | told else stated.by
    require_approver(
        actor, "statement", preparer=preparer, host_id=ground.row.host_id, on=now.date(), grant=ref
    )
    if stated.state not in (State.ENTERED, State.ASKED):
        raise Refused(fault("MON-378", what=statement_named(statement)))
    amount = counted(ground.partner, stated)
    if stated.state is State.ASKED or (amount < stated.used and stated.answer is None):
        raise Refused(question_of(ground.partner, stated))
    write_act(ground, stated, Deed.CONFIRMED, on=now.date(), amount=amount, actor=actor, now=now)


@told_in_words
def withdraw_statement(
    *, ref: str, partner: int, statement: int, why: str, actor: int, now: datetime
) -> None:
    """Takes a statement back, also a confirmed one, by somebody who did not enter it (ACC-601); it stays. Raises Refused."""
    ground = ground_of(ref, partner)
    stated = ground.statement(statement)
    require_approver(
        actor, "statement", preparer=stated.by, host_id=ground.row.host_id, on=now.date(), grant=ref
    )
    faults = [*must_show(why, pointer="why")]
    if stated.state is State.WITHDRAWN:
        faults.insert(0, fault("MON-378", what=statement_named(statement)))
    if faults:
        raise Refused(*faults)
    write_act(ground, stated, Deed.WITHDRAWN, on=now.date(), note=why, actor=actor, now=now)

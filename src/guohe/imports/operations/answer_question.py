"""An answer decides only when its giver has standing; anyone else's words are kept as a note, and silence decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.queries import find, mapping
from guohe.identity.domain.permissions import AccessFinding
from guohe.imports.domain.facts import GrantFacts
from guohe.imports.domain.judge import NO_PACK
from guohe.imports.domain.of_grant import OF_GRANT, Moved, findings_under
from guohe.imports.domain.questions import COUNTING, NEEDS_REASON, Answer, Effect, ask_for, effect_of
from guohe.imports.models import Answer as AnswerRow
from guohe.imports.models import FindingRow, Line, Question
from guohe.imports.operations.ask_one_or_two import ask_one_or_two
from guohe.imports.operations.stage import stage_findings
from guohe.imports.queries.categories import categories_of
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.moving import Cost, grants_to_choose, other_grants, who_may_move
from guohe.imports.queries.questions import QuestionNotFound, standing
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there

_STATE: dict[Effect, str] = {Effect.READY: "staged", Effect.LEFT_OUT: "rejected"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: its effect, where the line stands now, and the next question if there is one."""

    effect: str
    line_state: str
    next_question: int | None = None


def answer_question(
    *, question_id: int, answer: str, chosen: str = "", note: str = "", actor: int, now: datetime
) -> Answered:
    """Writes an answer and moves its line. ``chosen`` is the grant of ``move`` or the category of ``category``.

    Refused: somebody answered already (IMP-502), not a ready answer (IMP-503), a reason is missing (IMP-504), unknown
    grant or category (IMP-505, IMP-506) or none chosen (IMP-531, IMP-532), no grant to choose (IMP-360, IMP-361), no standing (ACC-611). ``note`` as the answer needs no
    standing; ``move`` needs it in the grant that pays too, which then asks what it asks of any line.
    """
    with transaction.atomic():
        # The line first, then the question: the order in which every operation here takes them.
        asked = Question.objects.filter(pk=question_id).first()
        if asked is None:
            raise QuestionNotFound(str(question_id))
        line = Line.objects.select_for_update().get(pk=asked.line_id)
        asked = Question.objects.select_for_update().get(pk=question_id)
        _refuse_unless_open(asked)
        said = _read(asked, answer, chosen, note, actor, now.date())
        if said is not Answer.NOTE:
            _refuse_without_standing(asked, said, asked.grant_ref, actor, now.date())
        if said is Answer.MOVE:
            _refuse_without_standing(asked, said, chosen, actor, now.date())
        effect = effect_of(said)
        _move_line(line, said, effect, chosen, actor, now)
        if said is Answer.MOVE:
            stage_findings(
                host_id=line.host_id, job_id=line.job_id, findings=_asked_by_grant(line, now.date())
            )
        if effect in _STATE:
            Question.objects.filter(pk=question_id).update(state="answered")
        AnswerRow.objects.create(
            host_id=asked.host_id,
            question=asked,
            answered_by_id=actor,
            answered_at=now,
            answer=said.value,
            chosen=chosen,
            note=note,
            effect=effect.value,
        )
        following = _ask_next(asked, line, actor, now) if effect is Effect.READY else None
        record(
            host_id=asked.host_id,
            action="imports.question_answered",
            subject=f"question:{question_id}",
            details={"answer": said.value, "effect": effect.value, "line": line.pk},
            now=now,
        )
    return Answered(effect.value, line.state, following)


def _refuse_unless_open(asked: Question) -> None:
    if asked.state != "open":
        last = AnswerRow.objects.filter(question=asked).select_related("answered_by").order_by("-pk").first()
        raise Refused(
            stop(
                "IMP-502",
                on="" if last is None else day_there(last.answered_at).isoformat(),
                who="" if last is None else last.answered_by.name_en,
                line=str(asked.line_id),
            )
        )


def _read(asked: Question, answer: str, chosen: str, note: str, actor: int, on: date) -> Answer:
    if answer != Answer.NOTE and answer not in asked.ready:
        raise Refused(stop("IMP-503", seen=answer, ready=", ".join(asked.ready)))
    said = Answer(answer)
    if said in (*NEEDS_REASON, Answer.NOTE) and not note.strip():
        raise Refused(Finding("IMP-504", Level.STOP))
    if said is Answer.MOVE:
        _refuse_unless_chosen(asked, chosen, actor, on)
    if said is Answer.CATEGORY:
        known = categories_of(asked.grant_ref)
        if not chosen:
            raise Refused(stop("IMP-532", known=", ".join(known)))
        if chosen not in known:
            raise Refused(stop("IMP-506", seen=chosen, known=", ".join(known)))
    return said


def _refuse_unless_chosen(asked: Question, chosen: str, actor: int, on: date) -> None:
    """A grant that the person sees; of those in which they may answer the refusal tells, and who has some if they have none."""
    if chosen in other_grants(asked.host_id, asked.grant_ref):
        return
    cost = Cost(asked.host_id, asked.grant_ref, asked.asked_by_id)
    grants = grants_to_choose(cost, account=actor, on=on)
    if not grants:
        people = who_may_move(cost, account=actor, on=on)
        raise Refused(AccessFinding("IMP-360" if people else "IMP-361", Level.STOP, who_can=people))
    if not chosen:
        raise Refused(stop("IMP-531", grants=", ".join(grants)))
    raise Refused(stop("IMP-505", seen=chosen, grants=", ".join(grants)))


def _refuse_without_standing(asked: Question, said: Answer, ref: str, actor: int, on: date) -> None:
    permission = standing(
        account=actor,
        host_id=asked.host_id,
        grant_ref=ref,
        on=on,
        not_account=asked.asked_by_id if said in COUNTING else None,
    )
    if not permission.allowed:
        code = "ACC-611" if permission.who_can else "ACC-604"
        raise Refused(AccessFinding(code, Level.STOP, who_can=permission.who_can, word="answer"))


def _move_line(line: Line, said: Answer, effect: Effect, chosen: str, actor: int, now: datetime) -> None:
    if effect not in _STATE:
        return
    line.state = _STATE[effect]
    if said is Answer.MOVE:
        line.grant_ref = chosen
        line.category = _category_in(chosen, line.account_code, now.date())
    if said is Answer.CATEGORY:
        line.category = chosen
    line.changed_by_id, line.changed_at = actor, now
    line.save(update_fields=["state", "grant_ref", "category", "changed_by", "changed_at"])


def _category_in(grant_ref: str, account: str, on: date) -> str | None:
    grant = find.grant(grant_ref)
    decided = mapping.in_force(grant.host_id, grant.pack, on)
    return (decided.category_of(account) if decided else None) or None


def _asked_by_grant(line: Line, on: date) -> list[tuple[int | None, Finding]]:
    """What the grant to which a line moved asks of it."""
    grant = find.grant(line.grant_ref or "").at(on)
    codes = find.project_codes(line.host_id)
    orders = {order.number: codes.get(order.project_code) for order in find.orders(line.host_id)}
    moved = Moved(
        row=line.row_number,
        doc=line.doc_ref,
        amount=Money(line.currency, line.amount_minor),
        day=line.posted_date,
        account=f"{line.account_code} {line.account_name}".strip(),
        category=line.category,
        order_no=line.order_no,
        owner=orders.get(line.order_no) if line.order_no else None,
        pack=grant.pack or NO_PACK,
    )
    pays = GrantFacts(grant.ref, grant.starts, grant.ends, grant.closed_on)
    return [(line.pk, finding) for finding in findings_under(pays, moved)]


def _causes(line: Line) -> tuple[list[FindingRow], set[str]]:
    """What may still be asked about a line, and the kinds that were; of a line that moved, what its grant asks now."""
    questions = list(Question.objects.filter(line=line).values_list("finding_id", "kind", "grant_ref"))
    moved = AnswerRow.objects.filter(question__line=line, answer=Answer.MOVE.value).exists()
    now = line.grant_ref or ""
    done = {finding for finding, _, _ in questions}
    found = [
        cause
        for cause in FindingRow.objects.filter(line=line, level="hold").order_by("pk")
        if cause.pk not in done
        and (not moved or cause.code not in OF_GRANT or cause.facts.get("grant") == now)
    ]
    return found, {kind for _, kind, ref in questions if not moved or ref == now}


def _ask_next(asked: Question, line: Line, actor: int, now: datetime) -> int | None:
    """A line with two causes is asked about the second only when the first is answered; last, whether its cost is booked."""
    causes, kinds = _causes(line)
    for cause in causes:
        ask = ask_for(cause.code, on=now.date())
        if ask.kind in kinds or (ask.kind == "no_category" and line.category):
            continue
        following = Question.objects.create(
            host_id=asked.host_id,
            job_id=asked.job_id,
            line=line,
            grant_ref=line.grant_ref or "",
            kind=ask.kind,
            finding=cause,
            asked_by_id=asked.asked_by_id,
            asked_of="answer",
            asked_at=now,
            due_date=ask.due_date,
            ready=[str(ready) for ready in ask.ready],
            state="open",
        )
        line.state = "question"
        line.save(update_fields=["state"])
        return following.pk
    of = {"host_id": asked.host_id, "job_id": asked.job_id, "asked_by": asked.asked_by_id}
    if not ask_one_or_two([line], **of, actor=actor, now=now):
        return None
    line.refresh_from_db()
    return Question.objects.get(line=line, state="open").pk

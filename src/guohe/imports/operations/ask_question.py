"""A line is asked about once at a time, by somebody, of those who can answer, with a day by which."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.imports.domain.questions import ask_for
from guohe.imports.models import Line, Question
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.lines import LineNotFound
from guohe.kernel.findings import Finding, Level, Refused


def ask_question(*, line_id: int, words: str, actor: int, now: datetime) -> int:
    """Asks about a line that is not in the books; it then waits. Returns the question's number.

    Refused without words (IMP-504), when a question is open (IMP-507), or when the line is already in the books or
    out of them (IMP-517). Needs the capability ``import``.
    """
    if not words.strip():
        raise Refused(Finding("IMP-504", Level.STOP))
    with transaction.atomic():
        line = Line.objects.select_for_update().filter(pk=line_id).first()
        if line is None:
            raise LineNotFound(str(line_id))
        require(actor, "import", host_id=line.host_id, on=now.date())
        if Question.objects.filter(line=line, state="open").exists():
            raise Refused(stop("IMP-507", row=str(line.row_number)))
        if line.state not in ("staged", "tick", "held"):
            raise Refused(stop("IMP-517", row=str(line.row_number)))
        ask = ask_for(None, on=now.date())
        asked = Question.objects.create(
            host_id=line.host_id,
            job_id=line.job_id,
            line=line,
            grant_ref=line.grant_ref or "",
            kind=ask.kind,
            words=words.strip(),
            asked_by_id=actor,
            asked_of="answer",
            asked_at=now,
            due_date=ask.due_date,
            ready=[str(ready) for ready in ask.ready],
            state="open",
        )
        line.state, line.changed_by_id, line.changed_at = "question", actor, now
        line.save(update_fields=["state", "changed_by", "changed_at"])
        record(
            host_id=line.host_id,
            action="imports.question_asked",
            subject=f"question:{asked.pk}",
            details={"line": line.pk},
            now=now,
        )
    return asked.pk

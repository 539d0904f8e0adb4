"""A line is asked about once at a time, by somebody, of those who can answer, with a day by which."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.imports.domain.questions import ask_for
from guohe.imports.models import Line, Question
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.lines import LineNotFound
from guohe.kernel.findings import Finding, Level, Refused

# Not in the books: nothing has been said of the line yet, or an answer left it out, perhaps by mistake.
ASKABLE: Final = ("staged", "tick", "held", "rejected")


def ask_question(*, line_id: int, words: str, actor: int, now: datetime) -> int:
    """Asks about a line that is not in the books, also one that an answer left out; it then waits. Returns the question's number.

    Refused without words (IMP-504), when a question is open (IMP-507), or when the line is in the books or its file was
    undone (IMP-517). Needs the capability ``import``.
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
        if line.state not in ASKABLE:
            raise Refused(stop("IMP-517", row=str(line.row_number)))
        # What was left out is asked of the same cause once more, so that its answer decides the same thing.
        left_out = line.state == "rejected"
        before = (
            Question.objects.filter(line=line, state="answered").order_by("-pk").first() if left_out else None
        )
        ask = ask_for(before.finding.code if before and before.finding else None, on=now.date())
        asked = Question.objects.create(
            host_id=line.host_id,
            job_id=line.job_id,
            line=line,
            grant_ref=line.grant_ref or "",
            kind=ask.kind,
            finding=before.finding if before else None,
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

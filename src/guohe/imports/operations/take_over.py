"""A file that does not add up keeps no line out: what comes again in another file is taken from it, and that is recorded.

Private to the operations of this context.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.imports.domain.judgement import JudgedLine, Verdict
from guohe.imports.domain.sent_again import REVERSED
from guohe.imports.models import Job, Line, Question
from guohe.imports.queries.earlier import OUT, stopped_imports
from guohe.imports.queries.line_states import as_they_stand


def take_over(*, job: Job, lines: Sequence[JudgedLine], actor: int, now: datetime) -> None:
    """Withdraws from unconfirmed imports that do not add up whatever ``job`` now brings; their questions go with them."""
    _free_reversed(job, lines, actor, now)
    stopped = [number for number in stopped_imports(job.host_id) if number != job.pk]
    if not stopped:
        return
    locked = Job.objects.select_for_update().filter(pk__in=stopped, state="checked").order_by("pk")
    marks = [line.fingerprint for line in lines if line.fingerprint and line.verdict is not Verdict.POSTED]
    for other in locked:
        taken = list(
            Line.objects.select_for_update()
            .filter(job_id=other.pk, fingerprint__in=marks)
            .exclude(state__in=OUT)
            .values_list("pk", flat=True)
        )
        if not taken:
            continue
        Line.objects.filter(pk__in=taken).update(state="withdrawn", changed_by=actor, changed_at=now)
        Question.objects.filter(line_id__in=taken, state="open").update(state="withdrawn")
        record(
            host_id=job.host_id,
            action="imports.lines_taken_over",
            subject=f"import:{other.pk}",
            details={"lines": len(taken), "by": job.pk},
            now=now,
        )


def _free_reversed(job: Job, lines: Sequence[JudgedLine], actor: int, now: datetime) -> None:
    """A cost whose entry was reversed by itself leaves its line, so that the same cost may wait in ``job`` for a person's word."""
    marks = [
        line.fingerprint
        for line in lines
        if line.verdict is not Verdict.POSTED and any(found.code == REVERSED for found in line.findings)
    ]
    if not marks:
        return
    posted = Line.objects.filter(
        host_id=job.host_id, fingerprint__in=marks, state="posted", kind="actual"
    ).exclude(job_id=job.pk)
    gone = list(as_they_stand(posted).filter(stands="reversed").values_list("pk", flat=True))
    Line.objects.filter(pk__in=gone).update(state="reversed", changed_by=actor, changed_at=now)

"""A proposed repair becomes the reading of a line only when a person ticks it; one tick may cover all of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.imports.models import FindingRow, Job, Line, Tick
from guohe.imports.queries.jobs import JobNotFound, stop
from guohe.kernel.findings import Refused
from guohe.kernel.storable import storable


def accept_ticks(
    *, job_id: int, code: str | None = None, lines: Sequence[int] | None = None, actor: int, now: datetime
) -> int:
    """Accepts the repairs of a file: all of one ``code``, only ``lines``, or all; returns how many lines became ready.

    Refused when nothing there waits for a tick (IMP-515). Needs the capability ``import``.
    """
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise JobNotFound(str(job_id))
    require(actor, "import", host_id=job.host_id, on=now.date())
    with transaction.atomic():
        if code is not None and not storable(code):
            raise Refused(stop("IMP-515", number=str(job_id)))
        waiting = Line.objects.select_for_update().filter(job_id=job_id, state="tick")
        if code is not None:
            waiting = waiting.filter(
                pk__in=FindingRow.objects.filter(job_id=job_id, code=code).values("line_id")
            )
        if lines is not None:
            waiting = waiting.filter(pk__in=list(lines))
        chosen = list(waiting.order_by("pk").values_list("pk", flat=True))
        if not chosen:
            raise Refused(stop("IMP-515", number=str(job_id)))
        codes = dict(
            FindingRow.objects.filter(line_id__in=chosen, level="hold")
            .order_by("-pk")
            .values_list("line_id", "code")
        )
        Tick.objects.bulk_create(
            Tick(
                host_id=job.host_id,
                line_id=number,
                code=codes.get(number, ""),
                ticked_by_id=actor,
                ticked_at=now,
            )
            for number in chosen
        )
        Line.objects.filter(pk__in=chosen, state="tick").update(
            state="staged", changed_by=actor, changed_at=now
        )
        record(
            host_id=job.host_id,
            action="imports.ticks_accepted",
            subject=f"import:{job_id}",
            details={"lines": len(chosen), "code": code or ""},
            now=now,
        )
    return len(chosen)

"""Of a line that may stand in another file a person says whether it is the same movement; nothing is dropped or counted before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.imports.models import Job
from guohe.imports.operations.write_entries import one_at_a_time, row_that_waited, write_entries
from guohe.imports.queries.jobs import JobNotFound, stop
from guohe.kernel.findings import Refused
from guohe.kernel.utc8 import day_there


def say_same_movement(*, job_id: int, line: int, same: bool, actor: int, now: datetime) -> None:
    """``line`` counts the lines of the import that waited, from 1. The same movement adds nothing; another one is an entry from now on.

    Refused: the statement was undone (IMP-508); no line waits under this number, or it was said already (IMP-253). Needs the
    capability ``import``. Who said it and when stays with the line.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, kind="bank").first()
        if job is None:
            raise JobNotFound(str(job_id))
        require(actor, "import", host_id=job.host_id, on=now.date())
        if job.state == "reversed":
            raise Refused(
                stop("IMP-508", number=str(job_id), on=day_there(job.reversed_at or now).isoformat())
            )
        waiting = job.reading.get("waiting") or []
        if not 1 <= line <= len(waiting) or waiting[line - 1]["said"] is not None:
            raise Refused(stop("IMP-253", number=str(job_id), line=str(line)))
        told = waiting[line - 1]
        if not same:
            one_at_a_time(job.host_id)
            row = row_that_waited(told)
            job.reading["added"] += write_entries(job, (row,), () if told["agrees"] else (row.row,))
        told["said"] = {"same": same, "by": actor, "at": now.isoformat()}
        job.save(update_fields=["reading"])
        record(
            host_id=job.host_id,
            action="imports.movement_told",
            subject=f"import:{job_id}",
            details={"row": told["row"], "same": same},
            now=now,
        )

"""An import whose lines another import held is read again once they are free; what it read before stays as it was.

Private to the operations of this context.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from guohe.audit.operations.record_fact import record
from guohe.documents.queries.files import content_of, file_by_number
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.models import FindingRow, Job, Line
from guohe.imports.operations.stage import stage_lines
from guohe.imports.operations.stage_found import repairs_by_row, stage_what_was_found
from guohe.imports.operations.take_over import take_over
from guohe.imports.queries.look import Looked, look


def read_again(*, job_id: int, actor: int, now: datetime, lang: str = "en") -> int:
    """Adds the lines that no other import holds any more; returns how many. An import that lacks none is left alone."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state not in ("checked", "confirmed") or not _lacks_lines(job):
            return 0
        looked = _looked(job, now, lang)
        if looked is None or looked.judgement is None or looked.stops:
            return 0
        totals = looked.judgement.totals
        counts = {
            "already": [totals.posted.lines, totals.posted.amount.minor],
            "already_waits": [totals.waits.lines, totals.waits.amount.minor],
        }
        if all(job.reading[name] == count for name, count in counts.items()):
            return 0
        last = FindingRow.objects.filter(job_id=job_id).aggregate(last=Max("pk"))["last"] or 0
        take_over(job=job, lines=looked.judgement.lines, actor=actor, now=now)
        # A line of its own that was reversed stands with it already, as taken back.
        own = Line.objects.filter(job_id=job_id, state="reversed")
        had = frozenset(own.values_list("fingerprint", flat=True))
        lines = stage_lines(
            host_id=job.host_id,
            job_id=job_id,
            lines=[line for line in looked.judgement.lines if line.fingerprint not in had],
            repairs=repairs_by_row(looked.listing),
        )
        stage_what_was_found(job, looked.judgement, lines, actor, now, again=True)
        Job.objects.filter(pk=job_id).update(reading={**job.reading, **counts, "looked_again": last})
        record(
            host_id=job.host_id,
            action="imports.file_read_again",
            subject=f"import:{job_id}",
            details={"lines": len(lines)},
            now=now,
        )
    return len(lines)


def _lacks_lines(job: Job) -> bool:
    return any(job.reading.get(name, [0])[0] for name in ("already", "already_waits"))


def _looked(job: Job, now: datetime, lang: str) -> Looked | None:
    stored = file_by_number(job.document_id or 0)
    if stored is None:
        return None
    return look(
        content_of(stored),
        name=job.file_name,
        host_id=job.host_id,
        on=now.date(),
        how=HowToRead(**job.reading.get("how", {})),
        lang=lang,
        currency=job.currency or "HKD",
        but=job.pk,
    )

"""Lines that are not in the books take the categories of the mapping in force; what it asks about is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from guohe.grants.queries import mapping
from guohe.identity.operations.act_as import require
from guohe.imports.domain.judge import NO_PACK
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import Job, Line
from guohe.imports.operations.free_lines import free_lines
from guohe.imports.operations.recorded import recorded
from guohe.imports.operations.stage import stage_findings, stage_questions
from guohe.imports.queries.jobs import JobNotFound, stop
from guohe.imports.queries.mapping_changed import answered, pack_of
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.utc8 import day_there

# Such a line is asked about its category at once; one with an open question is asked when that is answered.
_ASKED_NOW: Final = ("staged", "tick", "held")


@dataclass(frozen=True, slots=True)
class CheckedAgain:
    """The mapping that now judges the import, how many lines changed their category, and how many wait for one."""

    version: int | None
    changed: int
    asked: int


def check_again(*, job_id: int, actor: int, now: datetime) -> CheckedAgain:
    """Judges the categories of an import's waiting lines anew, in one transaction; nothing is posted.

    A category that a person gave in an answer stays. Refused when the import was undone (IMP-508). Needs ``import``.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise JobNotFound(str(job_id))
        require(actor, "import", host_id=job.host_id, on=now.date())
        if job.state == "reversed":
            on = day_there(job.reversed_at).isoformat() if job.reversed_at else ""
            raise Refused(stop("IMP-508", number=str(job_id), on=on))
        decided = mapping.in_force(job.host_id, pack_of(job), now.date())
        rows = {row.account: row.category for row in decided.rows} if decided else {}
        waiting = list(
            Line.objects.select_for_update()
            .filter(job_id=job_id, state__in=WAITS, grant_ref__isnull=False)
            .order_by("pk")
        )
        theirs = answered(waiting)
        changed = [
            line
            for line in waiting
            if line.pk not in theirs and (line.category or "") != rows.get(line.account_code, "")
        ]
        for line in changed:
            line.category = rows.get(line.account_code) or None
            line.changed_by_id, line.changed_at = actor, now
        asked = _ask(job, [line for line in changed if line.category is None], actor, now)
        Line.objects.bulk_update(
            changed, ["category", "state", "hold", "changed_by", "changed_at"], batch_size=1000
        )
        free_lines([line.pk for line in waiting], actor=actor, now=now)
        version = decided.number if decided else None
        Job.objects.filter(pk=job_id).update(category_mapping=version)
        recorded(
            host_id=job.host_id,
            action="imports.checked_again",
            subject=f"import:{job_id}",
            details={"mapping": version or 0, "changed": len(changed), "asked": asked},
            now=now,
        )
    return CheckedAgain(version, len(changed), asked)


def _ask(job: Job, lines: Sequence[Line], actor: int, now: datetime) -> int:
    """Each line has the missing category as a cause; returns how many are asked about it now."""
    causes = stage_findings(
        host_id=job.host_id, job_id=job.pk, findings=[(line.pk, _no_category(job, line)) for line in lines]
    )
    asked = [line for line in lines if line.state in _ASKED_NOW]
    for line in asked:
        line.state, line.hold = "question", None
    stage_questions(
        host_id=job.host_id,
        job_id=job.pk,
        asked=[(line.pk, line.grant_ref or "") for line in asked],
        causes=causes,
        actor=actor,
        now=now,
    )
    return len(asked)


def _no_category(job: Job, line: Line) -> Finding:
    return Finding(
        "REP-702",
        Level.HOLD,
        Place(line.row_number),
        {
            "account": f"{line.account_code} {line.account_name}".strip(),
            "doc": line.doc_ref or f"({line.row_number})",
            "pack": pack_of(job) or NO_PACK,
        },
        minor=abs(line.amount_minor),
    )

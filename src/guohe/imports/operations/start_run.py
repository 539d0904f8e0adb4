"""Work of more than two seconds is written down as a run and carried out by the worker; the run commits with its order."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app

from guohe.documents.operations.store_file import store_file
from guohe.identity.operations.act_as import require
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.models import Job, Run
from guohe.imports.queries.jobs import JobNotFound

TASK: Final = "imports.run"
# About 25,000 lines are read in a second, and about 2,000 posted; a file of 4 MB has about 30,000.
LONG_BYTES: Final = 4 * 1024 * 1024
LONG_LINES: Final = 2000


def start_reading(
    *, host_id: int, name: str, content: bytes, how: HowToRead, actor: int, now: datetime, lang: str = "en"
) -> int:
    """Stores the file and orders its reading; returns the number of the run."""
    require(actor, "import", host_id=host_id, on=now.date())
    with transaction.atomic():
        stored = store_file(host_id=host_id, name=name, content=content, actor=actor, now=now)
        run = Run.objects.create(
            host_id=host_id,
            what="read",
            file_name=stored.name,
            order_of={
                "document": stored.id,
                "encoding": how.encoding,
                "project": how.project,
                "date_order": how.date_order,
                "sheet": how.sheet,
                "lang": lang,
            },
            state="waiting",
            started_by_id=actor,
            started_at=now,
        )
        _order(run, actor)
    return run.pk


def start_confirming(*, job_id: int, actor: int, now: datetime) -> int:
    """Orders the posting of every ready line of an import; returns the number of the run."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise JobNotFound(str(job_id))
    require(actor, "import", host_id=job.host_id, on=now.date())
    with transaction.atomic():
        run = Run.objects.create(
            host_id=job.host_id,
            job=job,
            what="confirm",
            file_name=job.file_name,
            order_of={},
            state="waiting",
            started_by_id=actor,
            started_at=now,
        )
        _order(run, actor)
    return run.pk


def stop_run(*, run_id: int, actor: int, now: datetime) -> None:
    """Asks a run to stop at its next step. What was posted stays posted; a file half read leaves nothing."""
    run = Run.objects.get(pk=run_id)
    require(actor, "import", host_id=run.host_id, on=now.date())
    Run.objects.filter(pk=run_id, state__in=("waiting", "running")).update(state="stopping")


def _order(run: Run, actor: int) -> None:
    app.configure_task(TASK, queue="imports", allow_unknown=True).defer(run=run.pk, account=actor)

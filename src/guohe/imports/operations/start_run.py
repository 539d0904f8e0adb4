"""Work of more than two seconds is written down as a run and carried out by the worker; the run commits with its order."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app

from guohe.documents.operations.store_file import store_file
from guohe.identity.operations.act_as import require
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.domain.shown import Shown
from guohe.imports.models import Job, Run
from guohe.imports.queries.jobs import JobNotFound
from guohe.imports.queries.shown import as_ready, differences, ready_now
from guohe.kernel.findings import Refused

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


def start_confirming(
    *, job_id: int, shown: Shown | None = None, total_explained: str = "", actor: int, now: datetime
) -> int:
    """Orders the posting of every line of an import that is ready now; returns the number of the run.

    The order holds the lines with their grants and categories, and the explanation of a total that they do not add to.
    Refused when they are not what a page has ``shown`` (IMP-310).
    """
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise JobNotFound(str(job_id))
    require(actor, "import", host_id=job.host_id, on=now.date())
    with transaction.atomic():
        ready = ready_now(job_id)
        moved = () if shown is None else differences(shown, job_id, ready)
        if moved:
            raise Refused(*moved)
        run = Run.objects.create(
            host_id=job.host_id,
            job=job,
            what="confirm",
            file_name=job.file_name,
            order_of={"lines": as_ready(ready).record(), "total_explained": total_explained},
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

"""A run goes on in steps that each commit; killed between two, it is taken up again and does nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import connections

from guohe.documents.queries.files import content_of, file_by_number
from guohe.identity.operations.act_as import acting
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.domain.shown import lines_in
from guohe.imports.models import Run
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_file import read_file
from guohe.imports.operations.stage import Progress
from guohe.imports.queries.shown import differences, ready_now
from guohe.kernel.findings import Refused

_AT_ONCE: Final = 2000


class Stopped(Exception):
    """Somebody asked this run to stop."""


def carry_out(*, run_id: int, account: int, now: datetime) -> None:
    """Carries a run to its end. A refusal is kept with the run, in words for its page."""
    with acting(account, on=now.date(), door="job"):
        run = Run.objects.get(pk=run_id)
        if run.state not in ("waiting", "running"):
            Run.objects.filter(pk=run_id, state="stopping").update(state="stopped", ended_at=now)
            return
        Run.objects.filter(pk=run_id).update(state="running", step=run.what)
    try:
        if run.what == "read":
            _read(run, account, now)
        else:
            _confirm(run, account, now)
    except Refused as refusal:
        with acting(account, on=now.date(), door="job"):
            told = [
                _record(finding.code, finding.level.value, finding.as_json("en"))
                for finding in refusal.findings[:200]
            ]
            Run.objects.filter(pk=run_id).update(state="refused", findings=told, ended_at=now)
    except Stopped:
        with acting(account, on=now.date(), door="job"):
            Run.objects.filter(pk=run_id).update(state="stopped", ended_at=now)


def _record(code: str, level: str, told: dict[str, object]) -> dict[str, object]:
    kept = ("row", "column", "header", "values", "rule")
    return {"code": code, "level": level, **{name: told[name] for name in kept}}


def _read(run: Run, account: int, now: datetime) -> None:
    order = run.order_of
    with _teller(run.pk, account, now) as tell, acting(account, on=now.date(), door="job"):
        stored = file_by_number(order["document"])
        if stored is None:
            raise Stopped
        read = read_file(
            host_id=run.host_id,
            name=run.file_name,
            content=content_of(stored),
            actor=account,
            now=now,
            how=HowToRead(
                encoding=order["encoding"],
                project=order["project"],
                date_order=order["date_order"],
                sheet=order.get("sheet", ""),
            ),
            keep_for_columns=True,
            lang=order["lang"],
            progress=tell,
        )
        Run.objects.filter(pk=run.pk).update(state="done", job=read.job, ended_at=now)


def _confirm(run: Run, account: int, now: datetime) -> None:
    """Posts what was ordered, as it stood then. Taken up again, it leaves what it posted, held or asked about before."""
    job_id, order = run.job_id or 0, lines_in(run.order_of["lines"])
    with acting(account, on=now.date(), door="job"):
        ready = ready_now(job_id)
        moved = differences(order, job_id, ready) if run.state == "waiting" else ()
        if moved:
            raise Refused(*moved)
        waiting = [row.pk for row in ready if row.pk in order.lines]
        Run.objects.filter(pk=run.pk).update(total=len(waiting))
    for start in range(0, len(waiting), _AT_ONCE):
        with acting(account, on=now.date(), door="job"):
            if Run.objects.filter(pk=run.pk, state="stopping").exists():
                raise Stopped
            some = waiting[start : start + _AT_ONCE]
            confirm(
                job_id=job_id,
                lines=some,
                shown=order,
                total_explained=run.order_of["total_explained"],
                actor=account,
                now=now,
            )
            Run.objects.filter(pk=run.pk).update(done=start + len(some))
    with acting(account, on=now.date(), door="job"):
        Run.objects.filter(pk=run.pk).update(state="done", ended_at=now)


@contextmanager
def _teller(run_id: int, account: int, now: datetime) -> Iterator[Progress]:
    """Tells how far one long transaction is, through a connection of its own, because the first commits only at its end."""
    other = connections.create_connection("default")

    def tell(done: int, total: int) -> None:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', %s, true), "
                "set_config('guohe.door', 'job', true)",
                [str(account), now.date().isoformat()],
            )
            cursor.execute(
                "UPDATE imports_run SET done = %s, total = %s WHERE id = %s RETURNING state",
                [done, total, run_id],
            )
            row = cursor.fetchone()
            cursor.execute("COMMIT")
        if row is not None and row[0] == "stopping":
            raise Stopped

    try:
        yield tell
    finally:
        other.close()

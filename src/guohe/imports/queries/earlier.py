"""Which lines of a file an earlier file brought, and what became of them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from guohe.imports.domain.facts import Before, Earlier
from guohe.imports.models import Job, Line
from guohe.imports.queries.jobs import job
from guohe.kernel.texts import say

OUT: Final = ("reversed", "withdrawn")


def already_read(
    *, host_id: int, fingerprints: Iterable[str], lang: str, but: int | None = None
) -> Mapping[str, Earlier]:
    """The lines among these that an earlier import holds, by fingerprint; those of import ``but`` are not looked at."""
    rows = (
        Line.objects.filter(host_id=host_id, fingerprint__in=list(fingerprints))
        .exclude(state__in=OUT)
        .exclude(job_id=but or 0)
        .values_list("fingerprint", "job_id", "job__file_name", "job__state", "row_number", "state")
    )
    found = list(rows)
    stopped = {
        number
        for number in {number for _, number, _, state, _, _ in found if state == "checked"}
        if is_stopped(number)
    }
    return {
        mark: Earlier(
            say("imports.came-from", lang, file=name, row=str(row)),
            number,
            Before.POSTED
            if state == "posted"
            else Before.STOPPED
            if number in stopped
            else Before.WAITS
            if of_job == "checked"
            else Before.LEFT,
        )
        for mark, number, name, of_job, row, state in found
    }


def stopped_imports(host_id: int) -> tuple[int, ...]:
    """Listings of a host that nobody confirmed and that do not add up to their own total."""
    rows = Job.objects.filter(host_id=host_id, kind="erp", state="checked", file_total_minor__isnull=False)
    return tuple(number for number in rows.order_by("pk").values_list("pk", flat=True) if is_stopped(number))


def is_stopped(number: int) -> bool:
    """The lines of an import do not add up to its file's own total, so that it cannot simply be confirmed."""
    return bool(job(number).standing.difference)

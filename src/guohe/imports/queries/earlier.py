"""Which lines of a file an earlier file brought, and what became of them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from guohe.funds.queries.turned import taken_out
from guohe.identity.queries.accounts import names_of
from guohe.imports.domain.facts import Before, Earlier, Turned
from guohe.imports.models import Job, Line
from guohe.imports.queries.jobs import job
from guohe.imports.queries.line_states import as_they_stand
from guohe.kernel.names import Called
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there

OUT: Final = ("reversed", "withdrawn")


def already_read(
    *, host_id: int, fingerprints: Iterable[str], lang: str, but: int | None = None
) -> Mapping[str, Earlier]:
    """The lines among these that an earlier import holds, by fingerprint; those of import ``but`` are not looked at.

    A cost whose entry was reversed by itself is told as gone, unless another line of it stands; one that went with its whole
    import comes as if it had never been read.
    """
    marks = list(fingerprints)
    rows = (
        Line.objects.filter(host_id=host_id, fingerprint__in=marks)
        .exclude(state__in=OUT)
        .exclude(job_id=but or 0)
        .values_list("fingerprint", "job_id", "job__file_name", "job__state", "row_number", "state")
    )
    gone = _gone(host_id, marks, lang)
    found = [row for row in rows if not (row[5] == "posted" and row[0] in gone)]
    stopped = {
        number
        for number in {number for _, number, _, state, _, _ in found if state == "checked"}
        if is_stopped(number)
    }
    return gone | {
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


def _gone(host_id: int, marks: Sequence[str], lang: str) -> dict[str, Earlier]:
    """Costs that were in the books and are there no longer, though nobody undid their import."""
    lines = as_they_stand(Line.objects.filter(host_id=host_id, fingerprint__in=marks, kind="actual"))
    rows = list(
        lines.filter(stands="reversed", journal_id__isnull=False)
        .exclude(job__state="reversed")
        .order_by("pk")
        .values_list("fingerprint", "job_id", "job__file_name", "row_number", "journal_id")
    )
    if not rows:
        return {}
    turned = taken_out(row[4] for row in rows)
    names = names_of({each.account for each in turned.values()})
    return {
        mark: Earlier(
            say("imports.came-from", lang, file=name, row=str(row)),
            number,
            Before.GONE,
            Turned(
                journal,
                turned[journal].journal,
                day_there(turned[journal].at),
                Called(names[turned[journal].account]) if turned[journal].account in names else "–",
            ),
        )
        for mark, number, name, row, journal in rows
        if journal in turned
    }


def stopped_imports(host_id: int) -> tuple[int, ...]:
    """Listings of a host that nobody confirmed and that do not add up to their own total."""
    rows = Job.objects.filter(host_id=host_id, kind="erp", state="checked", file_total_minor__isnull=False)
    return tuple(number for number in rows.order_by("pk").values_list("pk", flat=True) if is_stopped(number))


def is_stopped(number: int) -> bool:
    """The lines of an import do not add up to its file's own total, so that it cannot simply be confirmed."""
    return bool(job(number).standing.difference)

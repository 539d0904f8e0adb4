"""A file is read whole or not at all: stored, read, judged and staged in one transaction; the same file twice adds nothing."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.documents.operations.store_file import store_file
from guohe.exchange.domain.grid import ColumnFound, Repair
from guohe.exchange.domain.listing import Shape
from guohe.identity.operations.act_as import require
from guohe.identity.queries.accounts import names_of
from guohe.imports.domain.how_to_read import AS_IT_IS, HowToRead
from guohe.imports.domain.judgement import Judgement
from guohe.imports.models import Job
from guohe.imports.operations.read_again import read_again
from guohe.imports.operations.stage import Progress, one_listing_at_a_time, stage_lines
from guohe.imports.operations.stage_found import repairs_by_row, stage_what_was_found
from guohe.imports.operations.take_over import take_over
from guohe.imports.queries.host_facts import mapping_version
from guohe.imports.queries.jobs import earlier_notes, same_file
from guohe.imports.queries.look import Looked, look
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Called
from guohe.kernel.utc8 import day_there

READER = "listing 1"


@dataclass(frozen=True, slots=True)
class FileRead:
    """The import that holds the file now; ``was_there`` when an earlier one did. ``state`` is read when columns are asked."""

    job: int
    state: str
    was_there: bool = False
    findings: tuple[Finding, ...] = ()


def read_file(
    *,
    host_id: int,
    name: str,
    content: bytes,
    actor: int,
    now: datetime,
    how: HowToRead = AS_IT_IS,
    keep_for_columns: bool = False,
    lang: str = "en",
    progress: Progress | None = None,
) -> FileRead:
    """Reads an ERP listing into an import of the host. Needs the capability ``import``.

    Refused with every finding when the file has a stop: nothing is then written. ``keep_for_columns`` keeps a file whose
    only fault is its head, so that a person can name the columns on the next page.
    """
    require(actor, "import", host_id=host_id, on=now.date())
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        one_listing_at_a_time(host_id)
        earlier = same_file(host_id=host_id, kind="erp", digest=digest)
        if earlier is not None:
            read_again(job_id=earlier, actor=actor, now=now, lang=lang)
            told = (same_finding(earlier), *earlier_notes(earlier))
            return FileRead(earlier, Job.objects.get(pk=earlier).state, True, told)
        looked = look(content, name=name, host_id=host_id, on=now.date(), how=how, lang=lang)
        kept = keep_for_columns and looked.wants_columns
        if looked.stops and not kept:
            raise Refused(*looked.findings)
        stored = store_file(host_id=host_id, name=name, content=content, actor=actor, now=now)
        job = Job.objects.create(
            host_id=host_id,
            kind="erp",
            file_digest=digest,
            file_name=stored.name,
            document_id=stored.id,
            state="read",
            reader=READER,
            reading={"sheet": how.sheet} if kept else {},
            prepared_by_id=actor,
            prepared_at=now,
        )
        if not kept:
            fill(job=job, looked=looked, how=how, actor=actor, now=now, progress=progress)
        record(
            host_id=host_id,
            action="imports.file_read",
            subject=f"import:{job.pk}",
            details={"sha256": digest, "lines": job.rows_read},
            now=now,
        )
    return FileRead(job.pk, job.state, False, looked.findings)


def fill(
    *, job: Job, looked: Looked, how: HowToRead, actor: int, now: datetime, progress: Progress | None = None
) -> None:
    """Writes what was read into an import that has no lines yet, and makes it ``checked``."""
    judgement = looked.judgement
    if judgement is None:
        raise Refused(*looked.findings)
    listing = looked.listing
    take_over(job=job, lines=judgement.lines, actor=actor, now=now)
    lines = stage_lines(
        host_id=job.host_id,
        job_id=job.pk,
        lines=judgement.lines,
        repairs=repairs_by_row(listing),
        progress=progress,
    )
    stage_what_was_found(job, judgement, lines, actor, now)
    currency = judgement.totals.read.amount.currency
    job.state = "checked"
    job.currency = currency
    job.rows_read = len(judgement.lines)
    job.file_total_minor = None if judgement.totals.stated is None else judgement.totals.stated.minor
    job.column_mapping = looked.mapping
    job.category_mapping = mapping_version(host_id=job.host_id, pack=looked.pack, on=now.date())
    job.reading = _reading(looked, judgement, how)
    job.save(
        update_fields=[
            "state", "currency", "rows_read", "file_total_minor", "column_mapping", "category_mapping", "reading",
        ]
    )  # fmt: skip


def same_finding(job: int) -> Finding:
    """Says that the file was read before, by whom and when."""
    row = Job.objects.get(pk=job)
    who = names_of({row.prepared_by_id}).get(row.prepared_by_id)
    return Finding(
        "IMP-501",
        Level.NOTE,
        values={
            "file": row.file_name,
            "number": str(job),
            "on": day_there(row.prepared_at).isoformat(),
            "who": Called(who) if who else "",
        },
    )


def _reading(looked: Looked, judgement: Judgement, how: HowToRead) -> dict[str, Any]:
    # Columns that were remembered are kept as if said of this file: it is read the same when they are said otherwise later.
    listing, columns, totals = looked.listing, looked.columns, judgement.totals
    return {
        "shape": _shape(listing.shape),
        "pack": looked.pack,
        "columns": columns_record(listing.columns),
        "repairs": repairs_record(listing.repairs),
        "totals": [
            {
                "row": total.row,
                "kind": total.kind,
                "label": total.label,
                "stated": total.stated.minor,
                "counted": total.counted.minor,
            }
            for total in listing.totals
        ],
        "other_rows": {
            kind: sum(each == kind for each in listing.other_rows.values())
            for kind in set(listing.other_rows.values())
        },
        "unread": [
            {
                "row": unread.row,
                "minor": None if unread.amount is None else unread.amount.minor,
                "raw": list(unread.raw),
            }
            for unread in listing.unread
        ],
        "unread_total": [totals.unreadable.lines, totals.unreadable.amount.minor],
        "already": [totals.posted.lines, totals.posted.amount.minor],
        "already_waits": [totals.waits.lines, totals.waits.amount.minor],
        "how": {
            "encoding": how.encoding,
            "columns": dict(columns) if columns else None,
            "project": how.project,
            "date_order": how.date_order,
            "sheet": how.sheet,
        },
    }


def _shape(shape: Shape | None) -> dict[str, Any]:
    if shape is None:
        return {}
    return {**asdict(shape), "period_end": shape.period_end.isoformat() if shape.period_end else None}


def columns_record(columns: tuple[ColumnFound, ...]) -> list[dict[str, Any]]:
    """Which column was read as what."""
    return [{"role": c.role, "letter": c.letter, "head": c.head, "how": c.how} for c in columns]


def repairs_record(repairs: tuple[Repair, ...]) -> list[dict[str, Any]]:
    """What was read otherwise than written; at most 500 rows, because the kinds and counts say the rest."""
    return [asdict(repair) for repair in repairs[:500]]

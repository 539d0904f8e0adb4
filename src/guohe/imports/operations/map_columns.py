"""A person says which column is what; the host remembers it as the next version, and the file waiting for it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.documents.queries.files import content_of, file_by_number
from guohe.identity.operations.act_as import require
from guohe.imports.domain.accounts import accounts_in
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.models import Job
from guohe.imports.operations.read_bank_statement import fill_statement, look_at_statement, remember_profile
from guohe.imports.operations.read_file import FileRead, fill
from guohe.imports.operations.remember_columns import remember_columns
from guohe.imports.operations.stage import one_listing_of
from guohe.imports.queries.accounts import ways_of
from guohe.imports.queries.jobs import JobNotFound, stop
from guohe.imports.queries.look import look
from guohe.imports.queries.profiles import chosen_profile
from guohe.imports.queries.statements_read import statements_read
from guohe.kernel.findings import Level, Refused
from guohe.kernel.utc8 import day_there


def map_columns(
    *,
    job_id: int,
    columns: Mapping[str, str],
    actor: int,
    now: datetime,
    project: str = "",
    encoding: str | None = None,
    lang: str = "en",
) -> FileRead:
    """Reads the file of an import again with ``columns`` (role -> head or column letter) and remembers them for its head row.

    Refused when one column is given two meanings (IMP-523), when the import has its lines already (IMP-527), or with
    every finding of the file; nothing is then written. Needs the capability ``import``.
    """
    chosen = {role: head for role, head in columns.items() if head}
    _refuse_double(chosen)
    with transaction.atomic():
        one_listing_of(job_id)
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise JobNotFound(str(job_id))
        require(actor, "import", host_id=job.host_id, on=now.date())
        if job.state != "read":
            raise Refused(stop("IMP-527", number=str(job_id)))
        stored = file_by_number(job.document_id or 0)
        if stored is None:
            raise JobNotFound(str(job_id))
        content = content_of(stored)
        account, profile, order = job.reading.get("asked") or ("", "", None)
        how = HowToRead(encoding, chosen, project, order, account, profile, job.reading.get("sheet", ""))
        version = remember_columns(job, content, how, actor, now)
        if job.kind == "bank":
            bank = chosen_profile(job.host_id, profile) if profile else None
            statement, findings, _ = look_at_statement(
                content,
                name=job.file_name,
                how=how,
                known=statements_read(host_id=job.host_id),
                ways=ways_of(job.host_id),
                bank=bank,
                today=day_there(now),
            )
            if statement is None or any(finding.level is Level.STOP for finding in findings):
                raise Refused(*findings)
            if bank is not None:
                remember_profile(job.host_id, accounts_in(statement), bank, actor=actor, now=now)
            findings = fill_statement(job=job, statement=statement, findings=findings, version=version)
        else:
            looked = look(content, name=job.file_name, host_id=job.host_id, on=now.date(), how=how, lang=lang)
            if looked.stops:
                raise Refused(*looked.findings)
            findings = looked.findings
            fill(job=job, looked=looked, how=how, actor=actor, now=now)
            Job.objects.filter(pk=job_id).update(column_mapping=version)
        record(
            host_id=job.host_id,
            action="imports.columns_mapped",
            subject=f"import:{job_id}",
            details={"version": version},
            now=now,
        )
    return FileRead(job_id, "checked", False, tuple(findings))


def _refuse_double(chosen: Mapping[str, str]) -> None:
    met: dict[str, list[str]] = {}
    for role, head in chosen.items():
        met.setdefault(head, []).append(role)
    found = [
        stop("IMP-523", column=head, roles=", ".join(roles)) for head, roles in met.items() if len(roles) > 1
    ]
    if found:
        raise Refused(*found)

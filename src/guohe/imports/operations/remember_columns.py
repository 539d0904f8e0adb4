"""What a person said of the columns of a file is the next version for its head row.

Private to the operations of this context.
"""

from __future__ import annotations

from datetime import datetime

from guohe.exchange.operations.open_file import open_file
from guohe.imports.domain.accounts import read_account
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.domain.remembered import digest_of_heads, lasting
from guohe.imports.models import ColumnMapping, Job
from guohe.imports.queries.accounts import ways_of


def remember_columns(job: Job, content: bytes, how: HowToRead, actor: int, now: datetime) -> int | None:
    """The version of the answer that is remembered of this head row; None where nothing can be, and the file is read all the same."""
    grid = open_file(content, name=job.file_name, encoding=how.encoding, sheet=how.sheet).grid
    columns = dict(how.columns or {})
    kept = None if grid is None else lasting(grid.rows, job.kind, columns)
    if grid is None or not kept:
        return None
    own = read_account(how.account, ways_of(job.host_id).keys()) if how.account else ("", "")
    digest = digest_of_heads(grid.rows, job.kind, kept, own)
    if digest is None or digest != digest_of_heads(grid.rows, job.kind, columns, own):
        return None
    answers = ColumnMapping.objects.filter(host_id=job.host_id, kind=job.kind).order_by("-version")
    same = answers.filter(heads_digest=digest).first()
    if same is not None and same.columns == kept:
        return int(same.version)
    last = answers.first()
    row = ColumnMapping.objects.create(
        host_id=job.host_id,
        kind=job.kind,
        version=1 if last is None else last.version + 1,
        heads_digest=digest,
        columns=kept,
        decided_by_id=actor,
        decided_at=now,
    )
    return int(row.version)

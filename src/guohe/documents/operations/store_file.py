"""The same content twice is the same row: a file is stored once in a host, under the name it first came with."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from guohe.audit.operations.record_fact import Detail, record
from guohe.documents.domain.evidence import StoredFile
from guohe.documents.domain.media_types import media_type_of, safe_name
from guohe.documents.models import File
from guohe.documents.queries.files import as_file
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused


def store_file(
    *, host_id: int, name: str, content: bytes, actor: int, now: datetime, grant: str | None = None
) -> StoredFile:
    """Stores the bytes, or gives the row that has them already. Raises Refused for an empty file (DOC-903)."""
    require(actor, "view", host_id=host_id, on=now.date(), grant=grant)
    if not content:
        raise Refused(Finding("DOC-903", Level.STOP, values={"name": safe_name(name)}))
    digest = hashlib.sha256(content).digest()
    number = _insert(
        host_id=host_id, digest=digest, name=safe_name(name), content=content, actor=actor, now=now
    )
    stored = File.objects.defer("content").get(host_id=host_id, sha256=digest)
    if number is not None:
        details: dict[str, Detail] = {
            "sha256": digest.hex(),
            "size": len(content),
            "media_type": stored.media_type,
        }
        record(
            host_id=host_id,
            action="documents.file_stored",
            subject=f"file:{number}",
            details=details,
            now=now,
        )
    return as_file(stored, new=number is not None)


def _insert(
    *, host_id: int, digest: bytes, name: str, content: bytes, actor: int, now: datetime
) -> int | None:
    """The number of the new row; None when the content was there, also when two uploads meet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_file (host_id, sha256, name, media_type, size, content, stored_by_id, stored_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (host_id, sha256) DO NOTHING RETURNING id",
            [host_id, digest, name, media_type_of(name, content), len(content), content, actor, now],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])

"""A file is found by its content or its number; its bytes are read only when asked for."""

from __future__ import annotations

from guohe.documents.domain.evidence import StoredFile
from guohe.documents.models import File


def files_by_digest(sha256: str) -> tuple[StoredFile, ...]:
    """The files of this content in the hosts that the actor sees."""
    rows = File.objects.defer("content").filter(sha256=bytes.fromhex(sha256)).order_by("host_id")
    return tuple(as_file(row) for row in rows)


def file_by_number(number: int) -> StoredFile | None:
    """The file of this number; None if there is none that the actor sees."""
    row = File.objects.defer("content").filter(pk=number).first()
    return None if row is None else as_file(row)


def content_of(file: StoredFile) -> bytes:
    """The bytes of a file."""
    return bytes(File.objects.values_list("content", flat=True).get(pk=file.id, host_id=file.host_id))


def as_file(row: File, *, new: bool = False) -> StoredFile:
    """The row as a value, without its bytes."""
    return StoredFile(
        row.pk,
        row.host_id,
        bytes(row.sha256).hex(),
        row.name,
        row.media_type,
        row.size,
        row.stored_by_id,
        row.stored_at,
        new,
    )

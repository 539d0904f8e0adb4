"""The papers of lines, standing and withdrawn, oldest first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from guohe.documents.domain.evidence import Attachment, Invoice, Slot
from guohe.documents.models import Attachment as Row
from guohe.documents.queries.files import as_file
from guohe.kernel.money import Money


def attachments_of(*, host_id: int, subject: str) -> tuple[Attachment, ...]:
    """Every paper that was ever on a line."""
    return tuple(as_attachment(row) for row in _rows().filter(host_id=host_id, subject=subject))


def attachments_of_many(*, host_id: int, subjects: Sequence[str]) -> dict[str, tuple[Attachment, ...]]:
    """The papers of many lines in one query; a line without papers has an empty tuple."""
    found: dict[str, list[Attachment]] = {subject: [] for subject in subjects}
    for row in _rows().filter(host_id=host_id, subject__in=subjects):
        found[row.subject].append(as_attachment(row))
    return {subject: tuple(papers) for subject, papers in found.items()}


def subjects_with_evidence(*, host_id: int, subjects: Sequence[str]) -> frozenset[str]:
    """Those of the lines that have at least one standing paper."""
    rows = Row.objects.filter(host_id=host_id, subject__in=subjects, withdrawal__isnull=True)
    return frozenset(rows.values_list("subject", flat=True))


def attachment_by_number(*, host_id: int, number: int) -> Attachment | None:
    """One paper; None if there is none that the actor sees."""
    row = _rows().filter(host_id=host_id, pk=number).first()
    return None if row is None else as_attachment(row)


def grant_refs_of(*, host_id: int, file_id: int) -> frozenset[str]:
    """The grants that a file is attached for; an empty text stands for the host as a whole."""
    return frozenset(Row.objects.filter(host_id=host_id, file_id=file_id).values_list("grant_ref", flat=True))


def collisions(*, host_id: int, subject: str, sha256: str, invoice: Invoice) -> tuple[Attachment, ...]:
    """Standing papers on other lines with the same content or the same number."""
    same = Q(sha256=bytes.fromhex(sha256))
    if invoice.number:
        same |= Q(fapiao_number=invoice.number, fapiao_code=invoice.code)
    rows = _rows().filter(same, host_id=host_id, withdrawal__isnull=True).exclude(subject=subject)
    return tuple(as_attachment(row) for row in rows)


def as_attachment(row: Row) -> Attachment:
    """The row with its file and its withdrawal as a value."""
    gone = getattr(row, "withdrawal", None)
    amount = (
        None if row.currency is None or row.amount_minor is None else Money(row.currency, row.amount_minor)
    )
    return Attachment(
        id=row.pk,
        host_id=row.host_id,
        subject=row.subject,
        label=row.label,
        slot=Slot(row.slot),
        file=as_file(row.file),
        invoice=Invoice(row.fapiao_code, row.fapiao_number, amount),
        original_location=row.original_location,
        attached_by=row.attached_by_id,
        attached_at=row.attached_at,
        withdrawn_by=gone.withdrawn_by_id if gone else None,
        withdrawn_at=gone.withdrawn_at if gone else None,
        withdrawn_why=gone.why if gone else "",
    )


def _rows() -> QuerySet[Row]:
    return Row.objects.select_related("file", "withdrawal").defer("file__content").order_by("id")

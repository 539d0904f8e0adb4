"""Evidence stands on a line with who, when and where the original is; the same paper cannot support two costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.documents.domain.evidence import Attachment, Invoice, Slot, check_attachment
from guohe.documents.models import Attachment as Row
from guohe.documents.operations.store_file import store_file
from guohe.documents.queries.attachments import attachment_by_number, attachments_of, collisions
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money

_NO_INVOICE = Invoice()


@dataclass(frozen=True, slots=True)
class Attached:
    """The paper, and what is to be said about it; ``new`` is false when the line had this very paper."""

    attachment: Attachment
    findings: tuple[Finding, ...]
    new: bool


def attach(
    *,
    host_id: int,
    subject: str,
    slot: Slot,
    name: str,
    content: bytes,
    actor: int,
    now: datetime,
    label: str = "",
    grant: str | None = None,
    invoice: Invoice = _NO_INVOICE,
    line_amount: Money | None = None,
    original_location: str = "",
) -> Attached:
    """Puts a file on a line. ``label`` names the line for people, ``grant`` is the grant whose line it is.

    Raises Refused: ACC-603 without the right to prepare, DOC-903 empty, DOC-911 same number on another line,
    DOC-914 same invoice by content on another line. The same file on the same line twice adds nothing.
    """
    require(actor, "prepare", host_id=host_id, on=now.date(), grant=grant)
    with transaction.atomic():
        file = store_file(host_id=host_id, name=name, content=content, actor=actor, now=now, grant=grant)
        told = invoice.normal()
        for earlier in attachments_of(host_id=host_id, subject=subject):
            if earlier.stands and earlier.file.id == file.id and earlier.slot is slot:
                return Attached(earlier, (), new=False)
        findings = check_attachment(
            subject=subject,
            slot=slot,
            sha256=file.sha256,
            invoice=told,
            line_amount=line_amount,
            standing=collisions(host_id=host_id, subject=subject, sha256=file.sha256, invoice=told),
        )
        if any(finding.level is Level.STOP for finding in findings):
            raise Refused(*findings)
        number = _insert(
            Row(
                host_id=host_id,
                subject=subject,
                label=label,
                grant_ref=grant or "",
                slot=slot.value,
                file_id=file.id,
                sha256=bytes.fromhex(file.sha256),
                fapiao_code=told.code,
                fapiao_number=told.number,
                currency=told.amount.currency if told.amount else None,
                amount_minor=told.amount.minor if told.amount else None,
                original_location=original_location.strip(),
                attached_by_id=actor,
                attached_at=now,
            )
        )
        record(
            host_id=host_id,
            action="documents.paper_attached",
            subject=f"attachment:{number}",
            details={"line": subject, "slot": slot.value, "file": f"file:{file.id}"},
            now=now,
        )
        made = attachment_by_number(host_id=host_id, number=number)
        assert made is not None  # noqa: S101 -- written above, in this transaction
        return Attached(made, tuple(findings), new=True)


def _insert(row: Row) -> int:
    """Writes the row; another upload of the same paper at the same moment is told as the check would have."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != "documents_attachment_one_cost":
            raise
        raise Refused(Finding("DOC-916", Level.STOP)) from refusal
    return int(row.pk)

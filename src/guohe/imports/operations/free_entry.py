"""An entry whose journal was turned round is free again; what was said about it stays in the audit log."""

from __future__ import annotations

from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.funds.queries import lots
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.models import BankRow
from guohe.imports.queries.bank import EntryNotFound
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Refused


def free_entry(*, entry_id: int, actor: int, now: datetime) -> None:
    """Takes back that an entry was a receipt, after its journal was reversed. Needs ``import``.

    Refused while the receipt is in the books (IMP-513). Raises EntryNotFound.
    """
    row = BankRow.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise EntryNotFound(str(entry_id))
    require(actor, "import", host_id=row.host_id, on=now.date())
    if _in_the_books(row):
        raise Refused(stop("IMP-513", row=str(row.row_number), used_for=row.used_for or ""))
    journal = row.journal_id
    row.used_as = row.used_for = row.journal_id = row.used_by_id = row.used_at = None
    row.save(update_fields=["used_as", "used_for", "journal_id", "used_by", "used_at"])
    record(
        host_id=row.host_id,
        action="imports.entry_freed",
        subject=f"entry:{row.pk}",
        details={"journal": journal},
        now=now,
    )


def _in_the_books(row: BankRow) -> bool:
    grants = [grant.ref for grant in find.all_grants() if grant.host_id == row.host_id]
    return any(
        lot.journal_id == row.journal_id and not lot.reversed for ref in grants for lot in lots.of_fund(ref)
    )

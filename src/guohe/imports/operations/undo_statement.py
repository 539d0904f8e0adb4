"""A statement is undone by reversing what its entries brought into the books; its entries stay, withdrawn.

Private to the operations of this context.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries.journals import entry
from guohe.funds.queries.sent_reports import day_of_reversal, funds_of, told_years
from guohe.funds.queries.turned import live_end
from guohe.grants.queries import find
from guohe.imports.models import BankRow, Job
from guohe.imports.operations.free_entry import evidence_of, free_or_refuse, take_claims_back
from guohe.imports.operations.record_group import journals_of
from guohe.imports.operations.record_receipt import key_of
from guohe.kernel.utc8 import day_there
from guohe.payments.operations.take_debit import take_debits_back
from guohe.payments.operations.take_movement import take_movements_back


def undo_statement(job: Job, *, reason: str, actor: int, now: datetime) -> tuple[int, int, int]:
    """Entries of the books reversed now, entries of the statement withdrawn, and entries of the books gone before.

    Newest first, so that an exchange is turned round before the receipt that paid for it. Refused when money of a receipt
    was used since (MON-392).
    """
    rows = list(BankRow.objects.select_for_update().filter(job=job, withdrawn_at__isnull=True))
    for row in rows:
        row.job = job
    lines = [row.pk for row in rows]
    # What came back left first: the return goes before its debit does.
    take_movements_back(lines=lines, actor=actor, now=now)
    take_debits_back(lines=lines, actor=actor, now=now)
    # A line may prove a station and be in no book: that a credit was taken back.
    grants = [grant.ref for grant in find.all_grants() if grant.host_id == job.host_id]
    proofs = {claim.evidence for ref in grants for claim in find.claims(ref)}
    turned = gone = 0
    for row in sorted(rows, key=lambda each: -(each.journal_id or 0)):
        if row.used_as is not None and row.journal_id is not None:
            for journal in journals_of(row):
                end = live_end(journal)
                if end is None:
                    gone += 1
                else:
                    told = entry(end)
                    years = told_years(funds_of([end]))
                    day = day_of_reversal(told.book, years, told.effective_date, day_there(now))
                    reverse(journal_id=end, reason=reason, on=day, key=uuid5(key_of(row, "undo"), str(end)))
                    turned += 1
            free_or_refuse(row, actor=actor, now=now)
        if evidence_of(row) in proofs:
            take_claims_back(row, actor=actor, now=now)
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
    return turned, len(rows), gone

"""Money that left one account and came back in another currency is one deal; the slip's rate and its product must agree."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.convert_currency import convert
from guohe.funds.queries.turned import brought_to
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.models import BankRow
from guohe.imports.operations.free_entry import free_or_refuse, refuse_if_a_payment, refuse_if_to_come
from guohe.imports.operations.record_receipt import claim, key_of, use
from guohe.imports.queries.bank import EntryNotFound
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.named_lots import lot_of_instalment
from guohe.imports.queries.rows import day_in_books, memo_of, source_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money


def record_conversion(
    *,
    entry_id: int,
    instalment_ref: str,
    bought: Money,
    rate: str,
    deal_no: str,
    dealt_at: datetime,
    actor: int,
    now: datetime,
) -> int:
    """Books a debit of the bank statement as sold for ``bought`` at the slip's ``rate``; returns the journal's number.

    Refused: the entry is used already (IMP-513) or is no debit (IMP-514); rate the wrong way round (MON-341) or a
    product that is not the bought amount (MON-342); of a grant that pays from named lots, nothing of the instalment was
    received (IMP-284). Needs the capabilities ``import`` and ``prepare``.
    """
    with transaction.atomic():
        row = BankRow.objects.select_for_update().filter(pk=entry_id).first()
        if row is None:
            raise EntryNotFound(str(entry_id))
        require(actor, "import", host_id=row.host_id, on=now.date())
        free_or_refuse(row, actor=actor, now=now)
        refuse_if_a_payment(row)
        refuse_if_to_come(row, now=now)
        grant_ref, _, _ = instalment_ref.rpartition("/T")
        grants = {grant.ref: grant for grant in find.all_grants() if grant.host_id == row.host_id}
        if (
            instalment_ref not in {plan.ref for plan in find.instalments(grant_ref)}
            or grant_ref not in grants
        ):
            raise Refused(stop("IMP-519", seen=instalment_ref))
        grant = grants[grant_ref]
        if row.amount_minor >= 0 or row.currency != grant.currency:
            raise Refused(
                stop("IMP-514", seen=str(Money(row.currency, row.amount_minor)), wanted=grant.currency)
            )
        on = day_in_books(grant.book, row)
        posted = convert(
            book=grant.book,
            fund=grant.ref,
            sold=Money(row.currency, -row.amount_minor),
            bought=bought,
            rate=rate,
            deal_no=deal_no,
            dealt_at=dealt_at,
            source=source_of(row),
            on=on,
            memo=memo_of(row, f"{deal_no} {rate}", on),
            key=key_of(row, _nth_conversion(row, grant.ref)),
            lot=lot_of_instalment(grant, instalment_ref),
        )
        use(row, "conversion", instalment_ref, posted.journal_id, actor, now)
        claim(row, instalment_ref, "converted", actor, now)
        record(
            host_id=row.host_id,
            action="imports.conversion_recorded",
            subject=f"instalment:{instalment_ref}",
            details={"entry": row.pk, "journal": posted.journal_id, "deal": deal_no},
            now=now,
        )
    return posted.journal_id


def _nth_conversion(row: BankRow, grant_ref: str) -> str:
    """An exchange after a reversed one is another journal: its key tells how many were reversed before it."""
    before = {
        lot.journal
        for lot in brought_to([grant_ref])
        if lot.exchanged and lot.source == source_of(row) and lot.closed_by is not None
    }
    return f"conversion {len(before) + 1}" if before else "conversion"

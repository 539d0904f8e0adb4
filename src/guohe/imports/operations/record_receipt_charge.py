"""A debit on the bank's own statement is its charge beside a receipt: a cost of the grant that received, told apart as bank charges are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.post_entries import Entry, Line, post
from guohe.funds.queries.chart import account_for
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.operations.free_entry import free_or_refuse, refuse_if_a_payment, refuse_if_to_come
from guohe.imports.operations.record_debit import locked
from guohe.imports.operations.record_receipt import key_of, use
from guohe.imports.queries.categories import charge_category
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.named_lots import lot_of_instalment
from guohe.imports.queries.rows import day_in_books, memo_of, source_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money


def record_receipt_charge(*, entry_id: int, instalment_ref: str, nth: int, actor: int, now: datetime) -> int:
    """Books the entry as a charge of the grant, paid from its money in that currency; the journal's number.

    ``nth`` counts how often this entry has been booked so, this time included. Refused: the entry is used already (IMP-513), is a
    payment (PAY-394), is no debit in the award's currency (IMP-514), an unknown instalment (IMP-519) or, of a grant that pays from
    named lots, one not received (IMP-284), and as the books refuse: no money of that currency is left. Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        row = locked(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        free_or_refuse(row, actor=actor, now=now)
        refuse_if_a_payment(row)
        refuse_if_to_come(row, now=now)
        grant_ref = instalment_ref.rpartition("/T")[0]
        grants = {grant.ref: grant for grant in find.all_grants() if grant.host_id == row.host_id}
        if grant_ref not in grants or instalment_ref not in {
            plan.ref for plan in find.instalments(grant_ref)
        }:
            raise Refused(stop("IMP-519", seen=instalment_ref))
        grant, amount = grants[grant_ref], Money(row.currency, row.amount_minor)
        if amount.minor >= 0 or amount.currency != grant.currency:
            raise Refused(stop("IMP-514", seen=str(amount), wanted=grant.currency))
        lines = (
            Line(
                account_for(grant.book, "bank_charge", amount.currency),
                -amount,
                fund=grant.ref,
                budget=charge_category(grant.ref),
                lot=lot_of_instalment(grant, instalment_ref),
            ),
            Line(account_for(grant.book, "bank", amount.currency), amount, fund=grant.ref),
        )
        on = day_in_books(grant.book, row)
        entry = Entry(
            key=key_of(row, f"charge {row.pk} {nth}"),
            kind="spend",
            effective_date=on,
            source=source_of(row),
            memo=memo_of(row, instalment_ref, on),
            lines=lines,
        )
        journal = post(book=grant.book, entries=[entry])[0].journal_id
        use(row, "charge", instalment_ref, journal, actor, now)
        record(
            host_id=row.host_id,
            action="imports.receipt_charge_recorded",
            subject=f"instalment:{instalment_ref}",
            details={"entry": row.pk, "journal": journal},
            now=now,
        )
    return journal

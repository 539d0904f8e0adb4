"""A credit that the bank took back is no receipt any more: its entry is turned round, and the later line proves that the payment bounced."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import lots
from guohe.funds.queries.journals import entry
from guohe.funds.queries.sent_reports import day_of_reversal, funds_of, told_years
from guohe.funds.queries.turned import live_end
from guohe.grants.domain.stations import BOUNCED
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.models import BankRow
from guohe.imports.operations.free_entry import free_or_refuse, refuse_if_a_payment, take_claims_back
from guohe.imports.operations.record_debit import locked
from guohe.imports.operations.record_group import JOINED, journals_of
from guohe.imports.operations.record_receipt import key_of, prove
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.rows import source_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there


def record_taken_back(
    *, entry_id: int, back_id: int, booked: int | None, actor: int, now: datetime
) -> dict[str, int]:
    """Turns round what a credit brought, on the day of the line that took it back or the one that ``day_of_reversal`` says; the reversal of each instalment.

    ``booked`` is the entry of the books by which they hold a credit that was not booked from its line. Lines that were booked together
    are free together. Refused: the later line is used already (IMP-513), is a payment (PAY-394) or takes another sum than came
    (IMP-514); money of the receipt was used since (MON-392). Needs ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        row, back = locked(entry_id), locked(back_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        free_or_refuse(back, actor=actor, now=now)
        refuse_if_a_payment(back)
        if (row.account_mask, row.currency, row.amount_minor) != (
            back.account_mask,
            back.currency,
            -back.amount_minor,
        ):
            seen, wanted = (Money(each.currency, each.amount_minor) for each in (back, row))
            raise Refused(stop("IMP-514", seen=str(seen), wanted=str(-wanted)))
        journals = journals_of(row) if row.used_as == "receipt" else [booked] if booked else []
        brought = _brought(row, journals)
        reversals = {journal: _turned(journal, back, now) for journal in journals}
        together = BankRow.objects.select_for_update().filter(journal_id=row.journal_id, used_as="receipt")
        for each in together if row.used_as == "receipt" else [row]:
            take_claims_back(each, actor=actor, now=now)
            free_or_refuse(each, actor=actor, now=now)
        for ref in brought:
            prove(back, ref, BOUNCED, actor, now)
    return {ref: reversals[journal] for ref, journal in brought.items()}


def free_taken_back(*, entry_id: int, actor: int, now: datetime) -> None:
    """Takes back what a line proved that was said to have taken a credit back. Needs ``import`` and ``prepare``. Raises EntryNotFound."""
    with transaction.atomic():
        row = locked(entry_id)
        for word in ("import", "prepare"):
            require(actor, word, host_id=row.host_id, on=now.date())
        take_claims_back(row, actor=actor, now=now)


def _brought(row: BankRow, journals: list[int]) -> dict[str, int]:
    """The instalments that those entries of the books brought, each with its entry."""
    refs = (row.used_for or "").split(JOINED)
    if len(refs) == 1 and len(journals) == 1 and row.used_as == "receipt":
        return {refs[0]: journals[0]}
    grants = frozenset(grant.ref for grant in find.all_grants() if grant.host_id == row.host_id)
    return {each.source_ref: each.journal for each in lots.receipts_of(grants) if each.journal in journals}


def _turned(journal: int, back: BankRow, now: datetime) -> int:
    end = live_end(journal)
    if end is None:
        raise Refused(stop("IMP-513", row=str(back.row_number), used_for=f"J-{journal}"))
    told = entry(end)
    on = max(told.effective_date, back.posted_date)
    day = day_of_reversal(told.book, told_years(funds_of([end])), on, day_there(now))
    key = uuid5(key_of(back, "taken back"), str(end))
    return reverse(journal_id=end, reason=source_of(back), on=day, key=key).journal_id

"""A debit is a bank's charge beside a receipt by a person's word: it is booked as a cost of the grant that received, and undone by reversal."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import journals
from guohe.funds.queries.sent_reports import day_of_reversal, funds_of, told_years
from guohe.funds.queries.turned import live_end
from guohe.imports.operations.ask_one_or_two import one_at_a_time
from guohe.imports.operations.free_entry import free_entry
from guohe.imports.operations.record_receipt_charge import record_receipt_charge
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.held_already import held_already
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.storable import storable
from guohe.kernel.utc8 import day_there
from guohe.reconciliation.domain.group_keys import receipt_charge_in
from guohe.reconciliation.operations.decide import say_is, say_undone
from guohe.reconciliation.operations.one_line import line_that_is_nothing, refuse_what_stands_against
from guohe.reconciliation.queries.decisions import Said, times_matched
from guohe.reconciliation.queries.inbox import inbox


def accept_receipt_charge(
    *, entry_id: int, item_ref: str, another: str = "", actor: int, now: datetime
) -> int:
    """Books the entry as a charge beside a receipt (``receipt-charge:…``) and returns the journal's number.

    The person may name a receipt that was no guess: the decision then has no confidence. Refused: no line shows such a receipt
    (REC-136), what stands against it (REC-125, 132, 135, 137, 138), that the books seem to hold the charge already (REC-139) unless
    ``another`` says, in words that can be kept (MON-521), why it is another, that the entry is something already (REC-101), and as record_receipt_charge is. Needs
    ``import`` and ``prepare``. Raises EntryNotFound.
    """
    another = another.strip()
    if not storable(another):
        raise Refused(Finding("MON-521", Level.STOP))
    with transaction.atomic():
        entry = line_that_is_nothing(entry_id, actor=actor, now=now)
        # Equal lines that are accepted at once, and a listing that is confirmed meanwhile, see what the first of them booked.
        one_at_a_time(entry.host_id)
        box = inbox(entry.host_id, on=now.date(), naming=True)
        item = next((each for each in box.received if each.id == item_ref), None)
        if item is None:
            raise Refused(Finding("REC-136", Level.STOP, values={"seen": item_ref[:60]}))
        guess = box.guess_of(str(entry_id), item_ref)
        refuse_what_stands_against(entry, item, now=now)
        instalment = receipt_charge_in(item_ref)
        held = held_already(entry, instalment)
        if held is not None and not another:
            values = {
                "amount": str(-entry.amount),
                "on": held.on.isoformat(),
                "entry": f"J-{held.journal}",
                "source": held.source,
            }
            raise Refused(Finding("REC-139", Level.STOP, values=values))
        # A charge that was undone and is booked again is another entry of the books.
        journal = record_receipt_charge(
            entry_id=entry_id,
            instalment_ref=instalment,
            nth=times_matched(entry_id) + 1,
            actor=actor,
            now=now,
        )
        # Words against a doubt that nobody had would say something of nothing.
        why = "" if held is None else another
        say_is(entry, item_ref, guess, words=why, journal=journal, actor=actor, now=now)
        _tell("reconciliation.receipt_charged", entry, item_ref, journal, now)
    return journal


def undo_receipt_charge(*, entry: BankEntryFacts, match: Said, reason: str, actor: int, now: datetime) -> int:
    """Reverses the charge on the day that ``day_of_reversal`` says; the reversal's number.
    One that was reversed in the books before is not reversed again: the line is said to be nothing, by that reversal.

    Called by undo_match, in its transaction, which has asked for the reason and the capabilities.
    """
    if match.journal is None:
        raise Refused(Finding("REC-105", Level.STOP, values={"entry": str(entry.number)}))
    end = live_end(match.journal)
    if end is None:
        # Somebody turned the entry round in the books: they hold no such charge any more, and the line is to be free again.
        reversal = journals.entry(match.journal).reversed_by
    else:
        told = journals.entry(end)
        years = told_years(funds_of([end]))
        day = day_of_reversal(told.book, years, told.effective_date, day_there(now))
        key = uuid5(NAMESPACE_URL, f"guohe:reconciliation:undo:{match.number}")
        reversal = reverse(journal_id=end, reason=reason, on=day, key=key).journal_id
    if reversal is None:
        raise Refused(Finding("REC-105", Level.STOP, values={"entry": str(entry.number)}))
    free_entry(entry_id=entry.number, actor=actor, now=now)
    say_undone(entry, match.item, reason=reason, journal=reversal, actor=actor, now=now)
    _tell("reconciliation.receipt_charge_undone", entry, match.item, reversal, now)
    return reversal


def _tell(action: str, entry: BankEntryFacts, item_ref: str, journal: int, now: datetime) -> None:
    """Told of the grant that bears the charge."""
    grant, _, number = receipt_charge_in(item_ref).rpartition("/T")
    record(
        host_id=entry.host_id,
        action=action,
        subject=f"grant:{grant}",
        details={
            "number": number,
            "booked": entry.posted_on.isoformat(),
            "entry": entry.number,
            "journal": journal,
        },
        now=now,
    )

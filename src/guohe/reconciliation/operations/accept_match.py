"""A credit becomes the receipt of an instalment by a person's word, with the reasons that were shown and when it was known."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.reconciliation.operations.decide import say_is, tell_identified
from guohe.reconciliation.queries.inbox import inbox


def accept_match(*, entry_id: int, item_ref: str, balance: str = "", actor: int, now: datetime) -> int:
    """Books the entry as this instalment and returns the journal's number.

    The person may name an instalment that was no guess: the decision then has no confidence. ``balance`` and refusals as of record_receipt.
    Needs the capabilities ``import`` and ``prepare``. Raises EntryNotFound.
    """
    with transaction.atomic():
        entry = bank.entry(entry_id)
        shown = next(
            (
                guess
                for credit in inbox(entry.host_id, on=now.date()).credits
                if credit.entry.number == entry_id
                for guess in credit.guesses
                if guess.kind == "one" and guess.items == (item_ref,)
            ),
            None,
        )
        journal = record_receipt(
            entry_id=entry_id, instalment_ref=item_ref, balance=balance, actor=actor, now=now
        )
        say_is(entry, item_ref, shown, journal=journal, actor=actor, now=now)
        tell_identified(entry, item_ref, entry.amount, now=now)
    return journal

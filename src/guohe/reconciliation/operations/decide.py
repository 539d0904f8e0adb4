"""What a person says of a line is written once, with the reasons that were shown, and told of the grants whose money it is.

Private to the operations of this context, which have asked for the capabilities and opened the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from guohe.audit.operations.record_fact import record
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.money import Money
from guohe.payments.queries.debits import instalments_of
from guohe.reconciliation.domain.values import Match
from guohe.reconciliation.models import Decision


def say_is(
    entry: BankEntryFacts,
    item_ref: str,
    guess: Match | None,
    *,
    words: str = "",
    journal: int | None = None,
    actor: int,
    now: datetime,
) -> None:
    """The line is this item; what was no guess has neither confidence nor reasons. ``journal`` holds what was booked by it, ``words``
    what the person said against a doubt."""
    Decision.objects.create(
        host_id=entry.host_id,
        entry_id=entry.number,
        item_ref=item_ref,
        answer="is",
        words=words,
        journal_id=journal,
        confidence=None if guess is None else guess.confidence,
        reasons=[] if guess is None else [[reason.key, reason.weight] for reason in guess.reasons],
        decided_by_id=actor,
        decided_at=now,
    )


def say_undone(
    entry: BankEntryFacts,
    item_ref: str,
    *,
    reason: str,
    journal: int | None = None,
    actor: int,
    now: datetime,
) -> None:
    """The line was not this item after all; ``journal`` is the reversal of what was booked by it."""
    Decision.objects.create(
        host_id=entry.host_id,
        entry_id=entry.number,
        item_ref=item_ref,
        answer="undone",
        words=reason,
        journal_id=journal,
        decided_by_id=actor,
        decided_at=now,
    )


def tell_grants(
    action: str,
    entry: BankEntryFacts,
    payments: Iterable[str],
    *,
    day: Literal["debited", "booked"],
    now: datetime,
) -> None:
    """Told of each grant whose payments these are; ``day`` is what the day of the line is called."""
    for payment, instalment in sorted(instalments_of(payments).items()):
        grant, _, number = instalment.rpartition("/T")
        record(
            host_id=entry.host_id,
            action=action,
            subject=f"grant:{grant}",
            details={
                "number": number,
                "payment": payment,
                day: entry.posted_on.isoformat(),
                "entry": entry.number,
            },
            now=now,
        )


def tell_identified(entry: BankEntryFacts, instalment_ref: str, amount: Money, *, now: datetime) -> None:
    """Told of the grant that an instalment of it was found, and how many days nobody had noticed it."""
    grant, _, number = instalment_ref.rpartition("/T")
    identified = now.date()
    record(
        host_id=entry.host_id,
        action="reconciliation.identified",
        subject=f"grant:{grant}",
        details={
            "number": number,
            "amount": str(amount),
            "credited": entry.posted_on.isoformat(),
            "identified": identified.isoformat(),
            "days": str((identified - entry.posted_on).days),
            "entry": entry.number,
        },
        now=now,
    )


def tell_taken_back(entry: BankEntryFacts, instalment_ref: str, journal: int, *, now: datetime) -> None:
    """Told of the grant that the bank took an instalment of it back, and by which reversal."""
    grant, _, number = instalment_ref.rpartition("/T")
    record(
        host_id=entry.host_id,
        action="reconciliation.taken_back",
        subject=f"grant:{grant}",
        details={
            "number": number,
            "amount": str(-entry.amount),
            "booked": entry.posted_on.isoformat(),
            "entry": entry.number,
            "journal": journal,
        },
        now=now,
    )

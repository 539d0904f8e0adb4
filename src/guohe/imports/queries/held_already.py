"""Whether the books hold what a bank line says already: an entry of its day and amount that no line is said to be."""

from __future__ import annotations

from django.db.models import Q

from guohe.funds.queries.bank_moves import bank_moves_of
from guohe.funds.queries.turned import IsGone
from guohe.imports.models import BankRow
from guohe.imports.queries.bank import BankEntryFacts
from guohe.payments.queries.movements import is_of_a_payment


def held_already(entry: BankEntryFacts) -> tuple[int, str] | None:
    """The first such entry of the books, by number and source; None where lines of that day and amount outnumber them.

    Of equal lines that are nothing yet, as many are those entries as there are entries; a line beyond them is something else.
    """
    moved = bank_moves_of(host_id=entry.host_id, on=entry.posted_on, amount=entry.amount)
    if not moved:
        return None
    rows = BankRow.objects.filter(withdrawn_at__isnull=True).annotate(gone=IsGone("journal_id"))
    used = set(
        rows.filter(journal_id__in=[number for number, _ in moved]).values_list("journal_id", flat=True)
    )
    free = [each for each in moved if each[0] not in used]
    equal = rows.filter(
        Q(journal_id__isnull=True) | Q(gone=True),
        ~is_of_a_payment("pk"),
        host_id=entry.host_id,
        posted_date=entry.posted_on,
        currency=entry.amount.currency,
        amount_minor=entry.amount.minor,
    )
    return free[0] if free and len(free) >= equal.count() else None

"""A line of a period that is not open is booked on the first open day after it, and whoever books it is told so before."""

from __future__ import annotations

from guohe.funds.queries.chart import booked_on
from guohe.grants.queries import find
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.texts import say


def booked_late(entry: BankEntryFacts, lang: str) -> tuple[str, ...]:
    """One sentence for each day, other than the line's own, on which a book of its host would hold it."""
    books = {grant.book for grant in find.all_grants() if grant.host_id == entry.host_id}
    days = {booked_on(book, entry.posted_on) for book in books} - {entry.posted_on}
    day = entry.posted_on.isoformat()
    return tuple(say("imports.entry.booked_late", lang, day=day, on=on.isoformat()) for on in sorted(days))

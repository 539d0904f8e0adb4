"""Whether the acting person may be told what the books hold of a fund, an entry or a whole book."""

from __future__ import annotations

from collections.abc import Iterable

from guohe.funds.models import Book
from guohe.funds.queries.chart import FundInBook, fund
from guohe.funds.queries.journals import WholeEntry
from guohe.identity.queries.sight import see_money


def seen_fund(ref: str) -> FundInBook:
    """The fund, to whoever may see its money. Raises Refused: MON-320 for none in sight, ACC-603 without the right."""
    found = fund(ref)
    see_money(found.host_id, found.ref)
    return found


def see_funds(refs: Iterable[str]) -> None:
    """Nothing if the acting person may see the money of every one of these funds. Raises Refused."""
    for ref in sorted(set(refs)):
        seen_fund(ref)


def see_entry(entry: WholeEntry) -> None:
    """Nothing if the acting person may see every line of an entry. Raises Refused."""
    refs = {line.fund for line in entry.lines if line.fund is not None}
    if refs:
        see_funds(refs)
    else:
        see_book(entry.book)


def see_book(book: int) -> None:
    """Nothing if the acting person may see all the money of a book: its balances add every grant up. Raises Refused."""
    see_money(Book.objects.values_list("host_id", flat=True).get(id=book))

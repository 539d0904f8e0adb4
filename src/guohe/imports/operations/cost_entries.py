"""The accounts and the entry of a cost that a file tells: paid from the bank in its own currency, on a day that is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Min

from guohe.funds.operations.open_books import open_account
from guohe.funds.operations.post_entries import Entry, Line
from guohe.funds.queries.chart import account_ids
from guohe.imports.domain.named_lots import Part
from guohe.imports.models import Line as Row
from guohe.imports.queries.rows import said_with_day
from guohe.kernel.money import Money
from guohe.kernel.private_numbers import masked

# Book, code in the file, currency.
Account = tuple[int, str, str]


def open_accounts(rows: Iterable[Row], books: Mapping[str, int], usual: str) -> dict[Account, str]:
    """The account of each code and currency. One that the book does not know is opened under the file's own name for it.

    An account has one currency: a cost in another one stands on an account beside it, "6110 CNY" beside 6110.
    """
    wanted: dict[Account, Row] = {}
    for row in rows:
        if row.kind == "actual":
            wanted.setdefault((books[row.grant_ref or ""], row.account_code, row.currency), row)
    found: dict[Account, str] = {}
    known = {book: account_ids(book) for book in sorted({book for book, _, _ in wanted})}
    for key, row in sorted(wanted.items(), key=lambda item: (item[0][2] != usual, item[0])):
        book, code, currency = key
        for name in (code, f"{code} {currency}"):
            if name not in known[book]:
                number = open_account(
                    book=book,
                    code=name,
                    name=row.account_name or code,
                    currency=currency,
                    role="expense",
                    on=_first_day(row.host_id, code),
                )
                known[book][name] = (number, currency)
            if known[book][name][1] == currency:
                found[key] = name
                break
    return found


def _first_day(host_id: int, code: str) -> date:
    """The account opens on the first day that any line of the host uses it, so that older files can follow."""
    first: date = Row.objects.filter(host_id=host_id, account_code=code).aggregate(first=Min("posted_date"))[
        "first"
    ]
    return first.replace(year=first.year - 1, month=1, day=1)


def entry_of(
    row: Row, account: str, bank: str, budgeted: Collection[str], on: date, paid: Sequence[Part]
) -> Entry:
    """A grant without a budget, such as a lump sum, has no limit by category to charge. Each lot that is named pays on a line of its own."""
    amount = Money(row.currency, row.amount_minor)
    shares: list[tuple[int | None, Money]] = [(part.lot, part.amount) for part in paid]
    shares = shares or [(None, amount)]
    said = " · ".join(word for word in (row.payee, row.description) if word)
    return Entry(
        key=row.key,
        kind="spend",
        effective_date=on,
        source=row.doc_ref or f"import-{row.job_id}-row-{row.row_number}",
        memo=masked(said_with_day(said, row.posted_date, on)),
        lines=(
            *(
                Line(
                    account,
                    share,
                    fund=row.grant_ref,
                    budget=row.category if row.grant_ref in budgeted else None,
                    lot=lot,
                )
                for lot, share in shares
            ),
            Line(bank, -amount, fund=row.grant_ref),
        ),
    )

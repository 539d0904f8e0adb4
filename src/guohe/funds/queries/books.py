"""A host's books: from which day, until which day, and in which currencies money is kept in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min

from guohe.funds.models import Account, Book, Period
from guohe.identity.queries import hosts_visible
from guohe.kernel.tables import Column, Table
from guohe.kernel.texts import say


@dataclass(frozen=True, slots=True)
class BookFacts:
    """A book; ``next_day`` is the first day after its last period, the book's first day when it has none."""

    number: int
    host_id: int
    code: str
    name: str
    first_day: date
    next_day: date
    currencies: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """The last day that an open or closed period of it holds."""
        return self.next_day - timedelta(days=1)

    @property
    def own_currency(self) -> str:
        """The currency in which the host pays: the book's other than CNY."""
        return next((currency for currency in self.currencies if currency != "CNY"), "CNY")


def book_facts(number: int) -> BookFacts:
    """One book by its number."""
    return _facts(Book.objects.get(id=number))


def all_books() -> tuple[BookFacts, ...]:
    """Every book one sees, in the order in which they were opened."""
    return tuple(_facts(book) for book in Book.objects.order_by("id"))


def books_table(lang: str) -> Table:
    """The books as a table."""
    hosts = {host.host: host.name.in_language(lang) for host in hosts_visible()}
    columns = tuple(
        Column(name, say(f"funds.books.{name}", lang))
        for name in ("code", "name", "host", "first_day", "last_day", "currencies")
    )
    rows = [
        (
            book.code,
            book.name,
            hosts.get(book.host_id, ""),
            book.first_day.isoformat(),
            book.last_day.isoformat(),
            ", ".join(book.currencies),
        )
        for book in all_books()
    ]
    return Table(say("funds.books.title", lang), columns, rows, lang=lang)


def _facts(book: Book) -> BookFacts:
    days = Period.objects.filter(book=book).aggregate(first=Min("starts"), after=Max("ends"))
    banks = Account.objects.filter(book=book, purpose="bank").order_by("currency")
    return BookFacts(
        number=book.id,
        host_id=book.host_id,
        code=book.code,
        name=book.name,
        first_day=days["first"] or book.opened_on,
        next_day=days["after"] or book.opened_on,
        currencies=tuple(banks.values_list("currency", flat=True)),
    )

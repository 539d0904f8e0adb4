"""Books, accounts and funds by the names people use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from guohe.db.once import once
from guohe.funds.models import Account, Book, Fund, Period
from guohe.kernel.findings import Finding, Level, Refused


@dataclass(frozen=True, slots=True)
class FundInBook:
    """A restricted fund and the book that holds it."""

    id: int
    ref: str
    book: int
    host_id: int
    currency: str
    lot_policy: str


def account_for(book: int, purpose: str, currency: str) -> str:
    """The code of the account that serves ``purpose`` in ``currency``. Raises Refused (MON-328) when none does."""
    code = (
        Account.objects.filter(book_id=book, purpose=purpose, currency=currency)
        .values_list("code", flat=True)
        .first()
    )
    if code is None:
        raise Refused(Finding("MON-328", Level.STOP, values={"purpose": purpose, "currency": currency}))
    return code


def currencies_for(book: int, purpose: str) -> frozenset[str]:
    """The currencies in which a book has an account that serves ``purpose``."""
    return frozenset(Account.objects.filter(book_id=book, purpose=purpose).values_list("currency", flat=True))


@once
def fund(ref: str, book: int | None = None) -> FundInBook:
    """The fund that is called ``ref`` in the books one sees. Raises Refused (MON-320) when there is none."""
    found = Fund.objects.filter(ref=ref, **({} if book is None else {"book_id": book})).order_by("id").first()
    if found is None:
        raise Refused(Finding("MON-320", Level.STOP, values={"fund": ref, "source": ""}))
    return FundInBook(found.id, found.ref, found.book_id, found.host_id, found.currency, found.lot_policy)


def funds() -> tuple[FundInBook, ...]:
    """Every fund in the books one sees, by reference."""
    return tuple(
        FundInBook(each.id, each.ref, each.book_id, each.host_id, each.currency, each.lot_policy)
        for each in Fund.objects.order_by("ref", "id")
    )


def books() -> tuple[tuple[int, str, int], ...]:
    """Number, code and host of every book one sees."""
    return tuple(Book.objects.order_by("id").values_list("id", "code", "host_id"))


def book_named(code: str, host_id: int | None = None) -> int:
    """The number of the book ``code``. Raises Refused (MON-385)."""
    wanted = {"code": code} if host_id is None else {"code": code, "host_id": host_id}
    found = Book.objects.filter(**wanted).values_list("id", flat=True).first()
    if found is None:
        raise Refused(Finding("MON-385", Level.STOP, values={"book": code}))
    return found


def account_ids(book: int) -> dict[str, tuple[int, str]]:
    """Number and currency of every account of a book, by code."""
    return {
        code: (number, currency)
        for code, number, currency in Account.objects.filter(book_id=book).values_list(
            "code", "id", "currency"
        )
    }


def open_day_from(book: int, day: date) -> date | None:
    """The day itself, if its period is open, else the first day of the next open period; None if there is none."""
    period = Period.objects.filter(book_id=book, state="open", ends__gt=day).order_by("starts").first()
    return None if period is None else max(day, period.starts)


@once
def open_periods() -> dict[int, tuple[tuple[date, date], ...]]:
    """The open periods of every book one sees, by book, each with its first day and the first one after it, the earliest first."""
    found: dict[int, tuple[tuple[date, date], ...]] = {}
    rows = Period.objects.filter(state="open").order_by("starts").values_list("book_id", "starts", "ends")
    for book, starts, ends in rows:
        found[book] = (*found.get(book, ()), (starts, ends))
    return found


def booked_on(book: int, day: date) -> date:
    """The day on which the books would hold what happened on a day: itself, or the first open one after it, as ``open_day_from``."""
    return days_booked({(book, day)})[book, day]


def days_booked(wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], date]:
    """The same for many days of many books, asked once."""
    periods = open_periods() if wanted else {}
    return {
        (book, day): next((max(day, starts) for starts, ends in periods.get(book, ()) if ends > day), day)
        for book, day in wanted
    }


def opened_on(book: int) -> date:
    """The day on which the book was opened."""
    return Book.objects.get(id=book).opened_on

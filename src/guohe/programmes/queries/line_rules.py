"""Which books judge an award, and which rule stands behind a question about a line of its listing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guohe.kernel.findings import Finding, Refused
from guohe.programmes.domain.host_books import HOST, LISTING, ids_of_host
from guohe.programmes.queries.rulebooks import all_books, book_on, books_of_scheme, versions
from guohe.rules.domain.values import Book, Rule
from guohe.rules.domain.versions import may_hold


def books_judging(scheme: str, host: str) -> tuple[str, ...]:
    """The ids of every book that judges an award of a scheme at a host: the funder's, then the host's own.

    Whoever judges, lists or switches asks here, so that what is listed is what judges.
    """
    return tuple(dict.fromkeys((*books_of_scheme(scheme), *ids_of_host(all_books(), HOST, host))))


def listing_books(host: str, on: date) -> tuple[Book, ...]:
    """A host's own books for lines of its listing, in the version of the line's day; ``listing_left_out`` names the others."""
    return tuple(each for each in _listing(host, on) if isinstance(each, Book))


def listing_left_out(host: str, on: date) -> tuple[Finding, ...]:
    """Why a host's own book for lines says nothing of a day on which one of its versions may hold (RUL-802, RUL-803)."""
    return tuple(each for each in _listing(host, on) if isinstance(each, Finding))


def _listing(host: str, on: date) -> Iterator[Book | Finding]:
    for book_id in ids_of_host(all_books(), LISTING, host):
        try:
            yield book_on(book_id, on)
        except Refused as refusal:
            # One that had not begun, or had ended, is no rulebook of that day and is not told.
            if may_hold(versions(book_id), on):
                yield from refusal.findings


def rules_told_as(code: str, books: tuple[Book, ...]) -> tuple[tuple[Book, Rule], ...]:
    """The rules of these books that are said under a code of another context; none where no book has one."""
    return tuple((each, rule) for each in books for rule in each.rules if rule.finding == code)

"""Which rule stands behind a question about a line of a listing: of the host's own book and of the award's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from guohe.kernel.findings import Refused
from guohe.programmes.queries.rulebooks import all_books, book, book_on, books_of_scheme
from guohe.rules.domain.values import Book, Rule

# A host's rules for its listing stand in books of this scheme, whose funder is the host's code.
LISTING: Final = "listing"


def line_books(
    host: str, scheme: str, *, awarded: date, on: date, switched: Mapping[str, str] | None = None
) -> tuple[Book, ...]:
    """The books for lines of one host under one pack: its own on the line's day, the award's on the day of the award.

    ``switched`` names, for a book, the version to which the award was switched by the line's day.
    """
    own = {each.id for each in all_books() if LISTING in each.schemes and each.funder == host}
    found = []
    for book_id, day in (
        *((each, on) for each in sorted(own)),
        *((each, awarded) for each in books_of_scheme(scheme)),
    ):
        try:
            version = (switched or {}).get(book_id)
            found.append(book(f"{book_id}@{version}") if version else book_on(book_id, day))
        except Refused:
            continue
    return tuple(found)


def rules_told_as(code: str, books: tuple[Book, ...]) -> tuple[tuple[Book, Rule], ...]:
    """The rules of these books that are said under a code of another context; none where no book has one."""
    return tuple((each, rule) for each in books for rule in each.rules if rule.finding == code)

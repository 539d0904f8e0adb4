"""Why a line of a listing waits: the rules of the host's own book and of the award's, judged on what is known of the line."""

from __future__ import annotations

from datetime import date
from typing import Final

from guohe.kernel.findings import Refused
from guohe.programmes.queries.rulebooks import all_books, book_on, books_of_scheme
from guohe.rules.domain.facts import Facts
from guohe.rules.domain.judge import Explanation, judge
from guohe.rules.domain.values import Book, Outcome

# A host's rules for its listing stand in books of this scheme, whose funder is the host's code.
LISTING: Final = "listing"


def line_books(host: str, scheme: str, *, awarded: date, on: date) -> tuple[Book, ...]:
    """The books for lines of one host under one pack: its own on the line's day, the award's on the day of the award."""
    own = {each.id for each in all_books() if LISTING in each.schemes and each.funder == host}
    found = []
    for book_id, day in (
        *((each, on) for each in sorted(own)),
        *((each, awarded) for each in books_of_scheme(scheme)),
    ):
        try:
            found.append(book_on(book_id, day))
        except Refused:
            continue
    return tuple(found)


def line_reasons(books: tuple[Book, ...], facts: Facts, on: date) -> tuple[Explanation, ...]:
    """The rules that a line breaks and that are told under a code of their own; what is not known of it is not judged."""
    return tuple(
        each
        for book in books
        for each in judge(book, facts, on).explained(Outcome.BROKEN)
        if each.rule.finding
    )

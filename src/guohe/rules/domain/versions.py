"""The versions of a book follow one another: none overlaps, and a time about which nothing is known is declared, not left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from guohe.kernel.findings import Finding, Level, Refused
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.values import Book


def in_order(books: Iterable[Book]) -> tuple[Book, ...]:
    """By id, then by the day on which they begin. A version whose end was not known when it was published ends where the next begins."""
    ordered = sorted(books, key=lambda book: (book.id, book.starts.first, book.version))
    ended = [
        replace(earlier, ends=later.starts) if earlier.ends is None and earlier.id == later.id else earlier
        for earlier, later in pairwise(ordered)
    ]
    return (*ended, *ordered[-1:])


def check_versions(books: Sequence[Book], faults: Faults, published: Collection[str] = ()) -> None:
    """Overlaps, undeclared gaps and repeated versions of each book become faults.

    Of an overlap with a version among ``published`` (labels), the other one gives way: what is published is not changed.
    """
    for earlier, later in pairwise(in_order(books)):
        if earlier.id != later.id or earlier.ends is None:
            continue
        if earlier.version == later.version:
            faults.add("RUL-816", earlier.label, rule=earlier.label)
        elif earlier.ends.last > later.starts.last or earlier.starts.text == later.starts.text:
            _overlap(earlier, later, faults, published)
        elif earlier.ends.text != later.starts.text and later.gap is None:
            faults.add(
                "RUL-808",
                later.label,
                other=earlier.label,
                starts=earlier.ends.text,
                ends=later.starts.text,
            )


def _overlap(earlier: Book, later: Book, faults: Faults, published: Collection[str]) -> None:
    begins = {earlier.label: earlier.starts, later.label: later.starts}
    fixed = [label for label in begins if label in published]
    together = earlier.starts.text == later.starts.text
    if len(fixed) == 1 and (together or fixed == [earlier.label]):
        (giving,) = begins.keys() - set(fixed)
        standing = earlier if fixed == [earlier.label] else later
        # Stated by a month or a year, an end or a start may be its last day.
        free = begins[fixed[0]].last + timedelta(days=1)
        if standing.ends is not None and not together:
            free = standing.ends.last
        faults.add("RUL-876", giving, other=fixed[0], day=free.isoformat())
    else:
        faults.add("RUL-807", earlier.label, other=later.label, day=later.starts.text)


def in_force(versions: Sequence[Book], on: date, book_id: str = "") -> Book:
    """The version of one book that is in force on a day.

    Raises Refused: RUL-802 when none is, with the nearest; RUL-803 when the day lies in the year or month in which one
    version gave way to the next and no source gives the day.
    """
    ordered = in_order(versions)
    standing = [
        book for book in ordered if book.starts.first <= on and (book.ends is None or on < book.ends.last)
    ]
    sure = [
        book for book in standing if book.starts.last <= on and (book.ends is None or on < book.ends.first)
    ]
    if len(sure) == 1:
        return sure[0]
    if standing:
        names = ", ".join(book.label for book in standing)
        raise Refused(Finding("RUL-803", Level.HOLD, values={"day": on.isoformat(), "books": names}))
    nearest = min(ordered, key=lambda book: _distance(book, on), default=None)
    if nearest is None:
        raise Refused(Finding("RUL-819", Level.STOP, values={"seen": book_id}))
    raise Refused(
        Finding(
            "RUL-802",
            Level.STOP,
            values={
                "book": nearest.id,
                "day": on.isoformat(),
                "nearest": nearest.label,
                "starts": nearest.starts.text,
                "ends": nearest.ends.text if nearest.ends else "…",
            },
        )
    )


def may_hold(versions: Sequence[Book], on: date) -> tuple[Book, ...]:
    """The versions of one book of which each may be in force on a day: those that a year or a month leaves open, both neighbours
    of a gap, or the one that is in force; none before the first and after the last."""
    ordered = in_order(versions)
    standing = [
        book for book in ordered if book.starts.first <= on and (book.ends is None or on < book.ends.last)
    ]
    before = [book for book in ordered if book.ends is not None and book.ends.last <= on]
    after = [book for book in ordered if on < book.starts.first]
    return tuple(standing) or ((before[-1], after[0]) if before and after else ())


def _distance(book: Book, on: date) -> int:
    if on < book.starts.first:
        return (book.starts.first - on).days
    return 0 if book.ends is None else (on - book.ends.first).days

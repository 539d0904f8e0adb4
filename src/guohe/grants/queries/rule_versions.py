"""By which version of a rulebook a grant is judged on a day: the book's own transitional rule, until two people switched it.

Whoever judges or shows something asks here with the day of the fact, never with the newest version.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.rule_switch import Switched, version_on
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.queries.line_rules import books_judging
from guohe.programmes.queries.rulebooks import book, book_on, versions
from guohe.rules.domain.values import Book
from guohe.rules.domain.versions import may_hold


def books_of(grant: GrantFacts, on: date) -> tuple[Book, ...]:
    """Every rulebook of a grant, its funder's and its host's own, each in the version that judges what is dated on that day."""
    found = (book_of(grant, book_id, on) for book_id in book_ids_of(grant))
    return tuple(each for each in found if each is not None)


def book_ids_of(grant: GrantFacts) -> tuple[str, ...]:
    """The rulebooks that judge a grant, whatever the day."""
    return books_judging(grant.pack, grant.host_code)


def book_of(grant: GrantFacts, book_id: str, on: date) -> Book | None:
    """The version of one book: the one switched to, else that of the award's day where the book counts it, else that of the day.

    Where no source tells it, the one that two people settled. None where there is none, and where it is not established
    which: ``left_out`` says so.
    """
    return _chosen(grant, book_id, on)[0]


def left_out(grant: GrantFacts, on: date) -> tuple[Finding, ...]:
    """Why a rulebook of a grant judges nothing on a day though it may hold: which version does is not established (RUL-803), or
    a gap lies between two (RUL-802). One that had not begun, or had ended, is no rulebook of that day and is not told."""
    return tuple(why for book_id in book_ids_of(grant) if (why := _chosen(grant, book_id, on)[1]) is not None)


def _chosen(grant: GrantFacts, book_id: str, on: date) -> tuple[Book | None, Finding | None]:
    switched = version_on(grant.switches, book_id, on)
    if switched is not None:
        return book(f"{book_id}@{switched}"), None
    then, unclear = _told_or_settled(grant, book_id, grant.starts)
    # Where the award's day counts and no source tells its version, no other day's version stands in for it.
    if unclear is not None and _counts_award(book_id):
        return None, unclear
    return (
        (then, None) if then is not None and then.counts == "award" else _told_or_settled(grant, book_id, on)
    )


def day_in_question(grant: GrantFacts, book_id: str, on: date) -> date:
    """The day whose version judges what is dated on another: the award's where the book counts it, else that day itself."""
    return grant.starts if _counts_award(book_id) else on


def candidates(book_id: str, day: date) -> tuple[Book, ...]:
    """The versions of a book that may have been in force on a day."""
    return may_hold(versions(book_id), day)


def settlement_behind(grant: GrantFacts, current: Book, on: date) -> Switched | None:
    """The settlement by which a version judges what is dated on a day; None where its own dates, or a switch, say so."""
    if version_on(grant.switches, current.id, on) is not None:
        return None
    day = day_in_question(grant, current.id, on)
    return _settlement(grant, current.id, day) if _on(current.id, day)[1] is not None else None


def _told_or_settled(grant: GrantFacts, book_id: str, day: date) -> tuple[Book | None, Finding | None]:
    found, unclear = _on(book_id, day)
    settled = _settlement(grant, book_id, day) if unclear is not None else None
    return (found, unclear) if settled is None else (book(f"{book_id}@{settled.version}"), None)


def _settlement(grant: GrantFacts, book_id: str, day: date) -> Switched | None:
    """What was settled of one day holds for every day of which the same versions are in question, and for no other."""
    among = candidates(book_id, day)
    return next(
        (
            each
            for each in grant.switches
            if each.settles and each.book == book_id and candidates(book_id, each.starts) == among
        ),
        None,
    )


def _counts_award(book_id: str) -> bool:
    return any(each.counts == "award" for each in versions(book_id))


def newer_versions(grant: GrantFacts, on: date) -> tuple[tuple[Book, Book], ...]:
    """For each book of which a newer version is loaded than the one that judges the grant on a day: both."""
    found = []
    for current in books_of(grant, on):
        newest = versions(current.id)[-1]
        if newest.version != current.version:
            found.append((current, newest))
    return tuple(found)


def _on(book_id: str, day: date) -> tuple[Book | None, Finding | None]:
    try:
        return book_on(book_id, day), None
    except Refused as refusal:
        (why,) = refusal.findings
    known = versions(book_id)
    between = known[0].starts.last <= day < known[-1].starts.first
    unclear = why.code == "RUL-803" or (why.code == "RUL-802" and between)
    return None, replace(why, level=Level.HOLD) if unclear else None

"""What was sent of the books: a higher context knows which signed reports hold an entry and which days they tell.

It hands that in here (``guohe.project`` lists who does); the books never learn who answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from guohe.funds.queries.chart import open_day_from
from guohe.kernel.names import Name
from guohe.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class SentReport:
    """A signed report in force, and what the reversal of some entries would change in it."""

    number: int
    url: str
    says: Name


@dataclass(frozen=True, slots=True)
class ToldYear:
    """A year that a signed report in force tells one of the sides."""

    number: int
    period: Period


Holding = Callable[[str, Collection[int]], Sequence[SentReport]]
Telling = Callable[[str], Sequence[ToldYear]]
_holding: list[Holding] = []
_telling: list[Telling] = []


def provide_sent(holding: Holding, telling: Telling) -> None:
    """From now on these are asked: of a fund and some entries, and of a fund. Called once, at start-up."""
    _holding[:], _telling[:] = [holding], [telling]


def sent_reports(journals: Collection[int]) -> tuple[SentReport, ...]:
    """The signed reports that hold any of these entries, with what their reversal would change."""
    return tuple(report for ref in funds_of(journals) for ask in _holding for report in ask(ref, journals))


def told_years(refs: Iterable[str]) -> tuple[ToldYear, ...]:
    """Every year that a signed report tells of one of these funds."""
    return tuple(year for ref in refs for ask in _telling for year in ask(ref))


def teller_of(years: Iterable[ToldYear], day: date) -> int | None:
    """The number of the report that tells the day."""
    return next((year.number for year in years if day in year.period), None)


def day_of_reversal(book: int, years: Sequence[ToldYear], day: date, on: date) -> date:
    """When an entry of ``day`` is taken back today (``on``) without a person naming the day.

    On its own day while that period is open, else on the first open day after it; but what was told is not told otherwise:
    a day that has passed and that a signed report tells stays as it is, and the reversal has the first open day from today.
    """
    first = open_day_from(book, day)
    if first is not None and (first >= on or teller_of(years, first) is None):
        return first
    return open_day_from(book, max(day, on)) or on


def funds_of(journals: Collection[int]) -> tuple[str, ...]:
    """The funds to which any of these entries belongs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref FROM funds_fund WHERE id IN "
            "(SELECT fund_id FROM funds_posting WHERE journal_id = ANY (%s)) ORDER BY ref",
            [list(journals)],
        )
        return tuple(row[0] for row in cursor.fetchall())

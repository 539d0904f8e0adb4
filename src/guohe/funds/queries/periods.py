"""The periods of a book: open, held or closed, by whom the last step was taken and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from guohe.identity.queries.accounts import names_of
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say

_PERIODS = """
    SELECT p.id, p.starts, p.ends - 1, p.state, told.turned_by, told.reason
    FROM funds_period AS p LEFT JOIN LATERAL (
        SELECT e.turned_by, e.reason FROM funds_period_event AS e WHERE e.period_id = p.id ORDER BY e.id DESC LIMIT 1
    ) AS told ON true
    WHERE p.book_id = %s ORDER BY p.starts
"""


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """One period with its first and last day; who turned it last, None for one that was never turned."""

    number: int
    first_day: date
    last_day: date
    state: str
    turned_by: Name | None
    reason: str


def periods_of(book: int) -> tuple[PeriodFacts, ...]:
    """Every period of a book, the earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, [book])
        rows = cursor.fetchall()
    people = names_of({row[4] for row in rows if row[4] is not None})
    return tuple(
        PeriodFacts(row[0], row[1], row[2], row[3], people.get(row[4]), row[5] or "") for row in rows
    )


def period_with(book: int, day: date) -> PeriodFacts:
    """The period that holds a day. Raises Refused (MON-315)."""
    for period in periods_of(book):
        if period.first_day <= day <= period.last_day:
            return period
    raise Refused(Finding("MON-315", Level.STOP, values={"source": "-", "day": day.isoformat()}))


def periods_table(book: int, lang: str) -> Table:
    """The periods as a table; a state has its word, and a turn its person and reason."""
    return Table(
        say("funds.periods.title", lang),
        [
            Column("first_day", say("funds.periods.first_day", lang), Kind.DATE),
            Column("last_day", say("funds.periods.last_day", lang), Kind.DATE),
            Column("state", say("funds.periods.state", lang)),
            Column("turned_by", say("funds.periods.turned_by", lang)),
            Column("reason", say("funds.periods.reason", lang)),
        ],
        [
            (
                period.first_day,
                period.last_day,
                say(f"funds.periods.state.{period.state}", lang),
                period.turned_by.in_language(lang) if period.turned_by else "",
                period.reason,
            )
            for period in periods_of(book)
        ],
        lang=lang,
    )

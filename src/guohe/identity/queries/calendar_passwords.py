"""The calendar passwords of the one who acts, newest first: never the password itself, which nobody can read again."""

from __future__ import annotations

from django.db import connection

from guohe.identity.domain.calendar_password import CalendarPassword
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there


def own_calendar_passwords() -> tuple[CalendarPassword, ...]:
    """All that were ever made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, label, made_at, withdrawn_at, last_used, days FROM identity_calendar_passwords()"
        )
        return tuple(CalendarPassword(*row) for row in cursor.fetchall())


def calendar_passwords_table(found: tuple[CalendarPassword, ...], lang: str) -> Table:
    """Each with its label, its days, and whether it still opens anything."""
    return Table(
        say("identity.calendar.list", lang),
        [
            Column("number", say("identity.calendar.number", lang)),
            Column("label", say("identity.calendar.label", lang)),
            Column("made", say("identity.calendar.made", lang), Kind.DATE),
            Column("used", say("identity.calendar.used", lang), Kind.DATE),
            Column("days", say("identity.calendar.days", lang), Kind.NUMBER),
            Column("withdrawn", say("identity.calendar.withdrawn", lang), Kind.DATE),
        ],
        [
            (
                str(each.number),
                each.label,
                day_there(each.made_at),
                each.last_used,
                each.days,
                day_there(each.withdrawn_at) if each.withdrawn_at else None,
            )
            for each in found
        ],
        lang=lang,
    )
